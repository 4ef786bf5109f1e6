package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which files a scan means.
class FileSetTest {
    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name :
                List.of("f/b.x", "f/a.x", "f/.hidden.x", "f/_SUCCESS", "f/sub/c.x", "mixed/a.x", "mixed/b.y")) {
            touch(name);
        }
        Files.createDirectories(folder.resolve("empty"));
    }

    private void touch(String name) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }

    private FileSet of(Map<String, ?> options, String... paths) {
        List<String> whole = Arrays.stream(paths).map(path -> folder + "/" + path).toList();
        return FileSet.of(new Plan.Scan(Plan.Format.PARQUET, whole, null, Map.of(), new Options(options)));
    }

    private List<String> names(FileSet set) {
        return set.files().stream().map(file -> folder.relativize(file).toString()).toList();
    }

    /// As Polars 2.1 finds them, but that a folder's hidden files are passed over.
    @ParameterizedTest
    @CsvSource({
        "f, f/a.x f/b.x f/sub/c.x",
        "f/, f/a.x f/b.x f/sub/c.x",
        "f/*, f/.hidden.x f/_SUCCESS f/a.x f/b.x",
        "f/*.x, f/.hidden.x f/a.x f/b.x",
        "f/**/*.x, f/.hidden.x f/a.x f/b.x f/sub/c.x",
        "f/[ab].x, f/a.x f/b.x",
        "f/[!a].x, f/b.x",
        "f/[a-b].x, f/a.x f/b.x",
        "f/?.x, f/a.x f/b.x",
        "*/a.x, f/a.x mixed/a.x",
    })
    void patternsAndFolders(String path, String expected) {
        assertThat(String.join(" ", names(of(Map.of(), path)))).isEqualTo(expected);
    }

    @Test
    void pathsKeepTheirOrder() {
        assertThat(names(of(Map.of(), "f/b.x", "f/a.x"))).containsExactly("f/b.x", "f/a.x");
    }

    @ParameterizedTest
    @CsvSource({
        "none.x, IO_NOT_FOUND",
        "none*.x, COMPUTE",
        "empty, COMPUTE",
        "mixed, INVALID_OPERATION",
        "f/{a}.x, IO_NOT_FOUND",
    })
    void whatIsNotThereIsRefused(String path, ErrorCode code) {
        assertThatThrownBy(() -> of(Map.of(), path))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void withoutGlobPatternsAreNames() {
        assertThatThrownBy(() -> of(Map.of("glob", false), "f/*.x")).hasMessageContaining("*.x");
    }

    @ParameterizedTest
    @CsvSource({
        "1 2, int64",
        "1 1.5, float64",
        "true false, bool",
        "2024-01-01 2024-12-31, date32",
        "1 b, utf8",
        "1 2024-01-01, utf8",
        "1 __HIVE_DEFAULT_PARTITION__, int64",
    })
    void foldersMakeColumns(String values, String type) throws IOException {
        for (String value : values.split(" ")) {
            touch("h/k=" + value + "/1.x");
        }
        FileSet set = of(Map.of(), "h");
        assertThat(set.hiveFields()).hasSize(1);
        assertThat(set.hiveFields().getFirst().type()).hasToString(type);
        assertThat(of(Map.of("hive_partitioning", false), "h").hiveFields()).isEmpty();
        assertThat(of(Map.of(), "h/*/1.x").hiveFields()).isEmpty();
        assertThat(of(Map.of("hive_partitioning", true), "h/*/1.x").hiveFields()).hasSize(1);
        assertThat(of(Map.of("hive_schema", Map.of("k", "u")), "h").hiveFields().getFirst().type())
                .isEqualTo(Types.UTF8);
    }
}
