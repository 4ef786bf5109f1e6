package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Jars as users build them: compiled from source while a test runs, so that no other test sees their classes.
public final class UserJars {
    private static final String SERVICES = "META-INF/services/dev.penstock.function.";

    /// What most functions import.
    public static final String IMPORTS =
            "import dev.penstock.function.*; import dev.penstock.type.*; import java.util.*; import java.math.*;";

    private final Path folder;
    private int count;

    public UserJars(Path folder) {
        this.folder = folder;
    }

    /// A jar of one source file.
    ///
    /// @param name of the public class, with its package
    /// @param services the classes that each interface names, such as `ScalarFunction`
    public Path jar(String name, String source, Map<String, List<String>> services) {
        Path classes = folder.resolve("classes-" + count);
        Path jar = folder.resolve("rules-" + count++ + ".jar");
        write(jar, compiled(name, source, classes), services);
        return jar;
    }

    /// The same jar, built anew of another source.
    public void rebuild(Path jar, String name, String source, Map<String, List<String>> services) {
        write(jar, compiled(name, source, folder.resolve("classes-" + count++)), services);
    }

    private Path compiled(String name, String source, Path classes) {
        try {
            String path = name.replace('.', '/');
            Path file = folder.resolve("src-" + count).resolve(path + ".java");
            Files.createDirectories(file.getParent());
            Files.createDirectories(classes);
            String header = name.contains(".") ? "package " + name.substring(0, name.lastIndexOf('.')) + ";" : "";
            Files.writeString(file, header + IMPORTS + source);
            var said = new StringWriter();
            var out = new PrintWriter(said);
            String classPath = System.getProperty("java.class.path") + modulePath();
            int status =
                    ToolProvider.findFirst("javac")
                            .orElseThrow()
                            .run(out, out, "-proc:none", "-cp", classPath, "-d", classes.toString(), file.toString());
            assertThat(status).as(said.toString()).isZero();
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String modulePath() {
        String modules = System.getProperty("jdk.module.path");
        return modules == null ? "" : java.io.File.pathSeparator + modules;
    }

    private static void write(Path jar, Path classes, Map<String, List<String>> services) {
        try (OutputStream out = Files.newOutputStream(jar);
                var zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : new ArrayList<>(files.filter(Files::isRegularFile).toList())) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
            for (Map.Entry<String, List<String>> service : services.entrySet()) {
                zip.putNextEntry(new ZipEntry(SERVICES + service.getKey()));
                zip.write(String.join("\n", service.getValue()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
