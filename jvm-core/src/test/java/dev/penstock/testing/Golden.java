package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Expected texts kept as files under `src/test/resources`. `-Dpenstock.golden=rewrite` writes what the tests see
/// instead; the difference is then reviewed like code.
public final class Golden {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "src/test/resources");

    private Golden() {}

    /// Fails unless the file holds `text`.
    ///
    /// @param name of the file below the resources, such as `plans/filter.json`
    public static void check(String name, String text) {
        Path file = ROOT.resolve(name);
        try {
            if ("rewrite".equals(System.getProperty("penstock.golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("a golden file; -Dpenstock.golden=rewrite makes it").exists();
            assertThat(text).as(name).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
