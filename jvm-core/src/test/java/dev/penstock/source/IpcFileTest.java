package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomTypes;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What our writer writes, our reader reads; and no damage does more than fail.
class IpcFileTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    private Path write(Schema schema, List<Batch> batches, boolean isFile, String compression) {
        Path path = folder.resolve("rows.arrow");
        try (FileChannel out =
                        FileChannel.open(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                var writer = new IpcWriter(out, schema, isFile, compression, memory.allocator())) {
            for (Batch batch : batches) {
                writer.write(batch);
            }
            writer.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return path;
    }

    private Rows read(Path path) {
        try (IpcFile file = IpcFile.open(path)) {
            return Rows.of(file.stream(file.schema().names(), memory.allocator()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void keepsEveryColumnOfTheCatalogue(AwkwardColumn awkward) {
        var schema = new Schema(List.of(Field.nullable("c", awkward.type())));
        var batch = memory.keep(new Batch(schema, awkward.values().size(), List.of(awkward.make(memory.allocator()))));
        for (boolean isFile : List.of(true, false)) {
            Rows rows = read(write(schema, List.of(batch), isFile, isFile ? "lz4" : "uncompressed"));
            assertThat(rows.schema()).isEqualTo(schema);
            assertThat(rows.column("c")).isEqualTo(awkward.values());
        }
    }

    /// Several batches, so that dictionaries differ from batch to batch.
    @ParameterizedTest
    @CsvSource({"true, uncompressed", "true, lz4", "true, zstd", "false, uncompressed", "false, lz4", "false, zstd"})
    void keepsRandomBatchesOfRandomTypes(boolean isFile, String compression) {
        for (int seed = 0; seed < 60; seed++) {
            var values = new RandomValues(seed);
            Schema schema = seed % 2 == 0 ? values.schema() : new RandomTypes(new Random(seed)).schema(3);
            var batches = new ArrayList<Batch>();
            for (int i = 0; i < values.below(4); i++) {
                batches.add(values.batch(memory.columns(), schema, values.below(150)));
            }
            var expected = new ArrayList<List<Object>>();
            batches.forEach(batch -> expected.addAll(Rows.of(batch).rows()));
            try {
                Rows rows = read(write(schema, batches, isFile, compression));
                assertThat(rows.schema()).as("seed %d", seed).isEqualTo(schema);
                assertThat(rows.rows()).as("seed %d", seed).isEqualTo(expected);
            } finally {
                batches.forEach(Batch::close);
            }
        }
    }

    @Test
    void compressedTextsThatRepeatComeBack() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 200_000; i++) {
            texts.add(i % 3 == 0 ? "the same text again and again" : "number " + i % 1_000);
        }
        for (String compression : List.of("lz4", "zstd")) {
            Batch batch = Columns.batch(java.util.Map.of("t", memory.columns().of(Types.UTF8, texts)));
            try (batch) {
                Path path = write(batch.schema(), List.of(batch), true, compression);
                assertThat(path.toFile().length()).isLessThan(2_500_000);
                assertThat(read(path).column("t")).isEqualTo(texts);
            }
        }
    }

    @Test
    void someColumnsAreReadInAnyOrder() {
        Batch batch =
                memory.keep(
                        Columns.batch(
                                "a",
                                memory.columns().int64(1L, 2L),
                                "b",
                                memory.columns().dictionary("x", "y"),
                                "c",
                                memory.columns().utf8View("a text that is not short", null)));
        Path path = write(batch.schema(), List.of(batch, batch), true, "uncompressed");
        try (IpcFile file = IpcFile.open(path)) {
            Rows rows = Rows.of(file.stream(List.of("c", "a"), memory.allocator()));
            assertThat(rows.schema().names()).containsExactly("c", "a");
            assertThat(rows.column("a")).containsExactly(1L, 2L, 1L, 2L);
            assertThat(Rows.of(file.stream(List.of(), memory.allocator())).count()).isEqualTo(4);
        }
    }

    @Test
    void numbersAreReadWhereTheyLie() {
        Column column = new Columns(memory.allocator(), Style.PLAIN).int64(1L, 2L, 3L);
        Batch batch = memory.keep(Columns.batch(java.util.Map.of("a", column)));
        Path path = write(batch.schema(), List.of(batch), true, "uncompressed");
        long before = memory.budget().usedBytes();
        Batch read = first(path);
        try (read) {
            assertThat(memory.budget().usedBytes()).isEqualTo(before);
            assertThat(Rows.of(read).column("a")).containsExactly(1L, 2L, 3L);
        }
    }

    /// The first batch, which outlives the file and the stream.
    private Batch first(Path path) {
        try (IpcFile file = IpcFile.open(path);
                BatchStream stream = file.stream(file.schema().names(), memory.allocator())) {
            return stream.next();
        }
    }

    /// A filter leaves views into buffers of which little is needed.
    @Test
    void viewsOfASliceTakeOnlyTheirTextsAlong() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            texts.add("a text that is too long to lie in its view, number " + i);
        }
        Batch batch =
                memory.keep(
                        Columns.batch(
                                java.util.Map.of(
                                        "t", memory.columns().of(new DataType.Utf8(DataType.Bytes.VIEWS), texts))));
        Batch slice = memory.keep(batch.slice(5_000, 3));
        Path path = write(batch.schema(), List.of(slice), true, "uncompressed");
        assertThat(path.toFile().length()).isLessThan(2_000);
        assertThat(read(path).column("t")).isEqualTo(texts.subList(5_000, 5_003));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damagedFilesNeverDoMoreThanFail(boolean isFile) throws IOException {
        Set<ErrorCode> expected =
                EnumSet.of(ErrorCode.IO, ErrorCode.UNSUPPORTED_TYPE, ErrorCode.DUPLICATE, ErrorCode.MEMORY_LIMIT);
        var random = new Random(3);
        int refused = 0;
        for (int seed = 0; seed < 30; seed++) {
            var values = new RandomValues(seed);
            Schema schema = values.schema();
            Batch one = values.batch(memory.columns(), schema, 40);
            Batch two = values.batch(memory.columns(), schema, 7);
            byte[] whole;
            try (one;
                    two) {
                String compression = List.of("uncompressed", "lz4", "zstd").get(seed % 3);
                whole = Files.readAllBytes(write(schema, List.of(one, two), isFile, compression));
            }
            for (int round = 0; round < 40; round++) {
                byte[] damaged =
                        java.util.Arrays.copyOf(whole, round % 4 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int i = 0; i < 1 + round % 5 && damaged.length > 0; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                Path path = folder.resolve("damaged.arrow");
                Files.write(path, damaged);
                try {
                    readStructure(path);
                } catch (PenstockException e) {
                    assertThat(expected).as("seed %d, round %d: %s", seed, round, e).contains(e.code());
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    /// Reads everything but the values, which may be anything in a damaged file.
    private void readStructure(Path path) {
        try (IpcFile file = IpcFile.open(path);
                BatchStream stream = file.stream(file.schema().names(), memory.allocator())) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                batch.close();
            }
        }
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Batch batch = memory.keep(Columns.batch(java.util.Map.of("a", memory.columns().int64(1L, 2L, 3L))));
        for (boolean isFile : List.of(true, false)) {
            Path path = write(batch.schema(), List.of(batch), isFile, "uncompressed");
            byte[] whole = Files.readAllBytes(path);
            Files.write(path, java.util.Arrays.copyOf(whole, whole.length - (isFile ? 20 : 30)));
            assertThatThrownBy(() -> read(path))
                    .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO))
                    .hasMessageContaining("rows.arrow");
        }
    }

    @Test
    void aMissingFileIsNamedWithItsNeighbours() throws IOException {
        Files.writeString(folder.resolve("sales.arrow"), "");
        assertThatThrownBy(() -> IpcFile.open(folder.resolve("sale.arrow")))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.IO_NOT_FOUND);
                            assertThat(e.hint()).contains("sales.arrow");
                        });
        assertThatThrownBy(() -> IpcFile.open(folder.resolve("sales.arrow")))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2\n", "PAR1 and more", "FEA1 and more", "ARROW1", "ARROW1\0\0ARROW1", "x"})
    void filesOfOtherKindsAreRefused(String content) throws IOException {
        Path path = folder.resolve("other");
        Files.writeString(path, content);
        assertThatThrownBy(() -> IpcFile.open(path))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    }
}
