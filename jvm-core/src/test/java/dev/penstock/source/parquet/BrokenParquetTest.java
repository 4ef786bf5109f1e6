package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.format.FileMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A damaged file is a typed error that names it, or rows that look right; never a crash, a hang, or memory that is
/// gone.
@Timeout(120)
class BrokenParquetTest {
    private static final int MUTATIONS = Seeds.times(60);

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("i", Types.INT32),
                            Field.nullable("l", Types.INT64),
                            Field.nullable("f", Types.FLOAT64),
                            Field.nullable("b", Types.BOOL),
                            Field.nullable("s", Types.UTF8),
                            Field.nullable("v", new DataType.Utf8(DataType.Bytes.VIEWS)),
                            Field.nullable("d", new DataType.Decimal(128, 30, 2)),
                            Field.nullable("n", DataType.listOf(DataType.listOf(Types.INT16))),
                            Field.nullable(
                                    "r",
                                    new DataType.StructOf(
                                            List.of(
                                                    Field.nullable("x", Types.UTF8),
                                                    Field.nullable("y", Types.INT32)))),
                            Field.nullable("w", new DataType.FixedSizeListOf(Field.nullable("item", Types.INT8), 2))));

    static List<String> encodings() {
        return ParquetRoundTripTest.ENCODINGS;
    }

    private byte[] file(String encoding, String compression, long seed) throws IOException {
        var random = new RandomValues(seed);
        Path file = folder.resolve("good.parquet");
        Map<String, Object> options = new HashMap<>();
        options.put("compression", compression);
        options.put("data_page_size", 300L);
        options.put("row_group_size", 100L);
        options.put("bloom_filters", List.of("l"));
        // Checksums would find most of the damage before the decoders see it.
        options.put("checksums", false);
        Map<String, String> encodings = new HashMap<>();
        SCHEMA.names().forEach(name -> encodings.put(name, encoding));
        options.put("encodings", encodings);
        try (Batch batch = random.batch(memory.columns(), SCHEMA, 180)) {
            ParquetFiles.write(file, SCHEMA, List.of(batch), options, memory.allocator());
        }
        return Files.readAllBytes(file);
    }

    @ParameterizedTest(name = "encoding \"{0}\"")
    @MethodSource("encodings")
    void damagedFilesAreErrorsOrRows(String encoding) throws IOException {
        var random = new Random(encoding.hashCode());
        int refused = 0;
        for (String compression : List.of("uncompressed", "zstd", "snappy", "lz4", "gzip")) {
            byte[] good = file(encoding, compression, random.nextInt(100));
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bad = damaged(good, random);
                refused += read(bad) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bad = Arrays.copyOf(good, random.nextInt(good.length));
            case 1 -> {
                // The end of the file, where the footer says what is where.
                int at = good.length - 1 - random.nextInt(Math.min(good.length, 3_000));
                bad[at] ^= (byte) (1 << random.nextInt(8));
            }
            case 2 -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                int from = random.nextInt(bad.length);
                int count = Math.min(bad.length - from, 1 + random.nextInt(40));
                Arrays.fill(bad, from, from + count, (byte) random.nextInt());
            }
            default -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
    }

    /// Whether the file could be read.
    private boolean read(byte[] content) throws IOException {
        Path file = folder.resolve("bad.parquet");
        Files.write(file, content);
        try {
            ParquetFiles.read(file, Map.of(), memory.allocator());
            return true;
        } catch (PenstockException e) {
            assertThat(e.code())
                    .as(String.valueOf(e))
                    .isIn(
                            ErrorCode.IO,
                            ErrorCode.MEMORY_LIMIT,
                            ErrorCode.DUPLICATE,
                            ErrorCode.UNSUPPORTED_TYPE,
                            ErrorCode.UNSUPPORTED_OPERATION,
                            ErrorCode.COMPUTE,
                            ErrorCode.INVALID_OPERATION);
            if (e.code() == ErrorCode.IO) {
                assertThat(e.getMessage()).contains("bad.parquet");
            }
            return false;
        }
    }

    @Test
    void errorsNameFileColumnRowGroupAndPage() throws IOException {
        byte[] good = file("plain", "zstd", 1);
        // The first page of the first column follows its header, which follows the magic.
        byte[] bad = good.clone();
        Arrays.fill(bad, 60, 80, (byte) 0x55);
        Path file = Files.write(folder.resolve("bad.parquet"), bad);
        assertThatThrownBy(() -> ParquetFiles.read(file, Map.of(), memory.allocator()))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.IO);
                            assertThat(e.getMessage()).contains("bad.parquet", "column \"i\"", "row group 0", "page 0");
                            assertThat(e.column()).isEqualTo("i");
                        });
    }

    @Test
    void moreRowsThanThereCanBeAreRefusedAtOnce() throws IOException {
        byte[] content = file("plain", "zstd", 1);
        Path file = Files.write(folder.resolve("huge.parquet"), content);
        FileMetaData footer;
        int dataEnd;
        try (ParquetFile opened = ParquetFile.open(file)) {
            footer = opened.footer();
            dataEnd = (int) opened.dataEnd();
        }
        for (long rows : new long[] {1L << 60, Integer.MAX_VALUE, 101}) {
            footer.getRow_groups().getFirst().setNum_rows(rows);
            footer.getRow_groups().getFirst().getColumns().forEach(chunk -> chunk.getMeta_data().setNum_values(rows));
            byte[] end = ThriftBytes.write(footer);
            var bytes = ByteBuffer.allocate(dataEnd + end.length + 8).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(content, 0, dataEnd).put(end).putInt(end.length).put(ParquetFile.MAGIC);
            Files.write(file, bytes.array());
            assertThatThrownBy(() -> ParquetFiles.read(file, Map.of(), memory.allocator()))
                    .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
        }
    }

    @Test
    void filesThatSayTheyAreEncryptedAndAreNotAreBroken() throws IOException {
        byte[] content = file("", "zstd", 1);
        byte[] magic = "PARE".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, content, content.length - 4, 4);
        Path file = Files.write(folder.resolve("secret.parquet"), content);
        assertThatThrownBy(() -> ParquetFiles.read(file, Map.of(), memory.allocator()))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isIn(ErrorCode.IO, ErrorCode.UNSUPPORTED_OPERATION);
                            assertThat(e.getMessage()).contains("secret.parquet");
                        });
    }
}
