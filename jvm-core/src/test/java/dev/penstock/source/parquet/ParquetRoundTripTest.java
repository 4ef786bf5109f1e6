package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read back, in every type, codec and encoding, however it lay in memory.
class ParquetRoundTripTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    static Stream<AwkwardColumn> columns() {
        return dev.penstock.testing.Batches.all().filter(column -> isWritable(column.type()));
    }

    /// Unions and intervals have no place in Parquet, nor have structs without fields.
    private static boolean isWritable(DataType type) {
        return switch (type) {
            case DataType.Union _, DataType.Interval _ -> false;
            case DataType.StructOf(List<Field> fields) when fields.isEmpty() -> false;
            case DataType.FixedSizeBinary(int width) -> width > 0;
            case DataType.Decimal(_, _, int scale) -> scale >= 0;
            case DataType.Dictionary(_, DataType values, _) -> isWritable(values);
            default -> ArrowFormat.children(type).stream().allMatch(field -> isWritable(field.type()));
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void columnsComeBack(AwkwardColumn column) {
        Path file = folder.resolve("a.parquet");
        try (Batch batch = Columns.batch("a", column.make(memory.allocator()))) {
            ParquetFiles.write(file, batch.schema(), List.of(batch), Map.of(), memory.allocator());
            Rows expected = Rows.of(batch);
            assertThat(ParquetFiles.read(file, Map.of(), memory.allocator())).isEqualTo(expected);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /// Tables of any writable types in several batches, pages and row groups of any size, and any codec.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tablesComeBack(long seed) {
        var random = new RandomValues(seed);
        Path file = folder.resolve("a.parquet");
        var fields = new ArrayList<Field>();
        while (fields.size() < 4) {
            DataType type = random.type(2);
            if (isWritable(type)) {
                fields.add(Field.nullable("c" + fields.size(), type));
            }
        }
        var schema = new Schema(fields, Map.of("made", "here"));
        var batches = new ArrayList<Batch>();
        var rows = new ArrayList<List<Object>>();
        try {
            for (int i = random.below(4); i >= 0; i--) {
                Batch batch = random.batch(memory.columns(), schema, random.below(300));
                batches.add(batch);
                rows.addAll(Rows.of(batch).rows());
            }
            Map<String, Object> options = new HashMap<>();
            options.put("compression", random.oneOf(List.of("zstd", "snappy", "lz4", "gzip", "uncompressed")));
            options.put("row_group_size", random.oneOf(List.of(1L, 7L, 64L, 100_000L)));
            options.put("data_page_size", random.oneOf(List.of(1L, 100L, 1L << 20)));
            options.put("statistics", random.below(4) > 0);
            Map<String, String> encodings = new HashMap<>();
            fields.forEach(field -> encodings.put(field.name(), random.oneOf(ENCODINGS)));
            options.put("encodings", encodings);
            ParquetFiles.write(file, schema, batches, options, memory.allocator());
        } finally {
            batches.forEach(Batch::close);
        }
        assertThat(ParquetFiles.read(file, Map.of(), memory.allocator())).isEqualTo(new Rows(schema, rows));
    }

    static final List<String> ENCODINGS =
            List.of("", "plain", "dictionary", "delta_binary_packed", "delta_length_byte_array", "byte_stream_split");

    /// Rows that some filter chose, in runs and alone, from pages of all sizes.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void selectedRowsAreThoseThatWouldBeGathered(long seed) {
        var random = new RandomValues(seed);
        Path file = folder.resolve("a.parquet");
        int count = 3_000;
        var types = dev.penstock.testing.Awkward.FLAT.stream().filter(ParquetRoundTripTest::isWritable).toList();
        DataType type = random.oneOf(types);
        double nulls = random.below(2) == 0 ? 0 : 0.3;
        List<Object> values = random.values(type, count, nulls);
        Map<String, Object> options = new HashMap<>();
        options.put("data_page_size", random.oneOf(List.of(64L, 2_000L, 1L << 20)));
        options.put("encodings", Map.of("a", random.oneOf(ENCODINGS)));
        try (Batch batch = Columns.batch("a", memory.columns().of(type, values))) {
            ParquetFiles.write(file, batch.schema(), List.of(batch), options, memory.allocator());
        }
        try (ParquetFile opened = ParquetFile.open(file);
                var reader =
                        new ColumnReader(
                                opened,
                                0,
                                opened.columns().shape("a"),
                                opened.columns().schema().field("a"),
                                memory.allocator())) {
            for (int share : new int[] {1, 2, 20, 900}) {
                long from = random.below(500);
                long rows = count - from - random.below(500);
                selected(reader, values, from, rows, share, random);
            }
        }
    }

    private void selected(
            ColumnReader reader, List<Object> values, long from, long rows, int share, RandomValues random) {
        var chosen = new ArrayList<Integer>();
        for (int row = 0; row < rows; row++) {
            if (random.below(share) == 0) {
                chosen.add(row);
            }
        }
        try (var numbers = memory.allocator().allocate(4L * chosen.size() + 4)) {
            for (int i = 0; i < chosen.size(); i++) {
                dev.penstock.memory.Native.putInt(numbers.address() + 4L * i, chosen.get(i));
            }
            var selection = new dev.penstock.kernel.Selection(numbers.address(), chosen.size());
            try (Column column = reader.read(from, rows, selection)) {
                var expected = new ArrayList<Object>();
                chosen.forEach(row -> expected.add(values.get((int) from + row)));
                assertThat(Rows.of(column)).isEqualTo(expected);
            }
        }
    }
}
