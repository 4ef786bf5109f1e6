package dev.penstock.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @Test
    void whatIsRehearsedWorksOrIsNotBuiltYet(@TempDir Path folder) throws IOException {
        String library = System.getProperty("penstock.duckdb.library");
        String config =
                """
                {"memory_limit_bytes": 100000000, "threads": 2, "spill_dir": "%s", "duckdb_library": "%s"}\
                """
                        .formatted(folder, library);
        assertThat(Rehearsal.run(config, Duration.ZERO))
                .allMatch(document -> document.contains("UNSUPPORTED_OPERATION"));
        assertThat(folder).isEmptyDirectory();
    }
}
