package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Combinations of keys are numbered in the order in which they come, while their numbers fit into a word, while they
/// need more bits again and again, and when they do not fit any more.
class RowKeysTest {
    private static final int PIECE = 5_000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// @param values how many different ones each key has, about; they grow from piece to piece
    @ParameterizedTest(name = "{0} keys of {1} values in {2} rows")
    @CsvSource({
        "1, 100, 6000",
        "2, 100, 20000",
        "3, 3, 20000",
        "3, 2000, 60000",
        "4, 40000, 60000",
        "5, 1000, 30000",
        "7, 2000, 30000",
        "9, 200, 20000",
        "70, 2, 10000"
    })
    void combinationsAreNumberedAsTheyCome(int keys, int values, int rows) {
        var random = new Random(keys);
        List<DataType> types = types(keys);
        Map<List<@Nullable Object>, Integer> numbers = new LinkedHashMap<>();
        try (RowKeys table = new RowKeys(types, memory.allocator());
                RowKeys again = new RowKeys(types, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            for (int from = 0; from < rows; from += PIECE) {
                int now = from;
                List<List<@Nullable Object>> piece = new ArrayList<>();
                for (int row = 0; row < PIECE; row++) {
                    List<@Nullable Object> combination = new ArrayList<>();
                    for (int key = 0; key < keys; key++) {
                        long value = random.nextLong(1 + (long) values * (now + PIECE) / rows);
                        Object text = "text " + value;
                        combination.add(value == 7 ? null : key % 3 == 1 ? text : (Object) (value * 1_000_003));
                    }
                    piece.add(row > 0 && random.nextInt(3) == 0 ? piece.get(random.nextInt(row)) : combination);
                }
                find(table, types, piece, ids);
                for (int row = 0; row < PIECE; row++) {
                    int expected = numbers.computeIfAbsent(piece.get(row), _ -> numbers.size());
                    assertThat(Native.getInt(ids.address() + 4L * row)).isEqualTo(expected);
                }
                assertThat(table.count()).isEqualTo(numbers.size());
                // In another order, so that keys and combinations have other numbers.
                Collections.reverse(piece);
                find(again, types, piece, ids);
            }
            List<List<@Nullable Object>> known = new ArrayList<>(numbers.keySet());
            assertThat(values(table, keys)).isEqualTo(known);
            assertThat(hashes(again, keys)).isEqualTo(hashes(table, keys));
        }
    }

    /// @param values how many different ones each key has; with 3,000, nine keys do not fit into a word
    @ParameterizedTest(name = "{0} keys of {1} values")
    @CsvSource({"3, 20", "4, 3000", "9, 3000"})
    void forgottenCombinationsGetOtherNumbersAndKeepTheirs(int keys, int values) {
        var random = new Random(11);
        List<DataType> types = types(keys);
        List<List<@Nullable Object>> all = new ArrayList<>();
        try (RowKeys table = new RowKeys(types, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            // Those of few values fit at first.
            List<List<@Nullable Object>> piece = combinations(random, keys, keys == 9 ? 20 : values);
            for (int round = 0; round < 3; round++) {
                int first = all.size();
                find(table, types, piece, ids);
                Map<List<@Nullable Object>, Integer> numbers = new LinkedHashMap<>();
                for (int row = 0; row < PIECE; row++) {
                    int expected = numbers.computeIfAbsent(piece.get(row), _ -> first + numbers.size());
                    assertThat(Native.getInt(ids.address() + 4L * row)).isEqualTo(expected);
                }
                all.addAll(numbers.keySet());
                PackedIds packed = table.packed();
                if (packed != null) {
                    packed.repeat();
                }
                if (keys == 9) {
                    // New values need more bits than there are; then nothing is forgotten any more.
                    piece = combinations(random, keys, values);
                }
            }
            assertThat(table.repeats()).isTrue();
            assertThat(values(table, keys)).isEqualTo(all);
        }
    }

    @ParameterizedTest(name = "{0} keys of {1} values in {2} sources")
    @CsvSource({"3, 4, 2", "3, 300, 3", "5, 50, 2", "7, 90, 1"})
    void aUnionNumbersTheCombinationsOfAllSources(int keys, int values, int count) {
        var random = new Random(13);
        List<DataType> types = types(keys);
        List<RowKeys> sources = new ArrayList<>();
        Map<List<@Nullable Object>, Integer> numbers = new LinkedHashMap<>();
        try (Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS);
                Block words = memory.allocator().allocate(8L * GroupedColumn.MOST_ROWS)) {
            for (int source = 0; source < count; source++) {
                RowKeys table = new RowKeys(types, memory.allocator());
                sources.add(table);
                find(table, types, combinations(random, keys, values), ids);
                find(table, types, combinations(random, keys, values), ids);
            }
            KeyUnion union = KeyUnion.of(sources, memory.allocator());
            assertThat(union).isNotNull();
            union.chores().forEach(Runnable::run);
            assertThat(union.fits()).isTrue();
            try (RowKeys together = union.rowKeys(memory.allocator())) {
                for (int source = 0; source < count; source++) {
                    RowKeys table = sources.get(source);
                    List<List<@Nullable Object>> known = values(table, keys);
                    for (int from = 0; from < table.count(); from += PIECE) {
                        int rows = Math.min(PIECE, table.count() - from);
                        union.words(source, from, rows, words.address());
                        together.find(words.address(), rows, ids.address(), source == 0 && from == 0);
                        for (int row = 0; row < rows; row++) {
                            int expected = numbers.computeIfAbsent(known.get(from + row), _ -> numbers.size());
                            assertThat(Native.getInt(ids.address() + 4L * row)).isEqualTo(expected);
                        }
                    }
                }
                union.close();
                assertThat(together.repeats()).isFalse();
                assertThat(values(together, keys)).isEqualTo(List.copyOf(numbers.keySet()));
            }
        } finally {
            sources.forEach(RowKeys::close);
        }
    }

    @Test
    void aUnionIsNotWorthItForKeysOfManyValues() {
        List<DataType> types = types(3);
        try (RowKeys table = new RowKeys(types, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            find(table, types, combinations(new Random(17), 3, 1_000_000), ids);
            assertThat(KeyUnion.of(List.of(table), memory.allocator())).isNull();
        }
        try (RowKeys pairs = new RowKeys(types(2), memory.allocator())) {
            assertThat(KeyUnion.of(List.of(pairs), memory.allocator())).isNull();
        }
    }

    private static List<DataType> types(int keys) {
        List<DataType> types = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            types.add(key % 3 == 1 ? Types.UTF8 : Types.INT64);
        }
        return types;
    }

    private static List<List<@Nullable Object>> combinations(Random random, int keys, int values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < PIECE; row++) {
            List<@Nullable Object> combination = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                long value = random.nextLong(values);
                combination.add(value == 7 ? null : key % 3 == 1 ? "text " + value : (Object) (value * 1_000_003));
            }
            rows.add(row > 0 && random.nextInt(3) == 0 ? rows.get(random.nextInt(row)) : combination);
        }
        return rows;
    }

    private void find(RowKeys table, List<DataType> types, List<List<@Nullable Object>> rows, Block ids) {
        var columns = new ArrayList<Column>();
        try {
            for (int key = 0; key < types.size(); key++) {
                int place = key;
                List<@Nullable Object> values = new ArrayList<>();
                rows.forEach(row -> values.add(row.get(place)));
                columns.add(memory.columns().of(types.get(key), values));
            }
            table.find(columns.stream().map(Column::data).toList(), ids.address());
            table.forget();
        } finally {
            columns.forEach(Column::close);
        }
    }

    private List<List<@Nullable Object>> values(RowKeys table, int keys) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Assembly assembly = new Assembly(memory.allocator())) {
            Selection all = RowKeys.all(table.count(), assembly);
            List<ArrayData> columns = table.values(all, assembly);
            try (Column first = assembly.finish(columns.getFirst())) {
                List<List<Object>> read = new ArrayList<>();
                for (ArrayData data : columns) {
                    try (Column column = first.view(data)) {
                        read.add(Rows.of(column));
                    }
                }
                for (int row = 0; row < table.count(); row++) {
                    List<@Nullable Object> combination = new ArrayList<>();
                    for (int key = 0; key < keys; key++) {
                        combination.add(read.get(key).get(row));
                    }
                    rows.add(combination);
                }
            }
        }
        return rows;
    }

    private Map<List<@Nullable Object>, Long> hashes(RowKeys table, int keys) {
        Map<List<@Nullable Object>, Long> hashes = new LinkedHashMap<>();
        List<List<@Nullable Object>> rows = values(table, keys);
        for (int id = 0; id < rows.size(); id++) {
            hashes.put(rows.get(id), table.hash(id));
        }
        return hashes;
    }
}
