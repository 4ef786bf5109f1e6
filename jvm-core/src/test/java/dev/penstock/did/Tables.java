package dev.penstock.did;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tables and cases that lie beside the tests.
///
/// @param rows values of int64, float64 or utf8, or null for what is empty
public record Tables(Schema schema, List<List<@Nullable Object>> rows) {
    /// The names of all cases.
    public static Stream<String> cases() {
        return text("did_golden/cases.txt").lines();
    }

    public static JsonNode golden(String name) {
        try {
            return new ObjectMapper().readTree(text("did_golden/" + name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The table of a case: `mpdta.csv` or one of those beside the cases.
    public static Tables read(String file) {
        List<String[]> lines =
                text(file.equals("mpdta.csv") ? file : "did_golden/" + file)
                        .lines()
                        .map(line -> line.split(",", -1))
                        .toList();
        String[] names = lines.getFirst();
        var fields = new ArrayList<Field>();
        var rows = new ArrayList<List<@Nullable Object>>();
        lines.subList(1, lines.size()).forEach(line -> rows.add(new ArrayList<>()));
        for (int column = 0; column < names.length; column++) {
            int at = column;
            List<String> values = lines.subList(1, lines.size()).stream().map(line -> line[at]).toList();
            DataType type = type(values);
            fields.add(Field.nullable(names[column].replace("\"", ""), type));
            for (int row = 0; row < values.size(); row++) {
                rows.get(row).add(value(values.get(row), type));
            }
        }
        return new Tables(new Schema(fields), rows);
    }

    /// A table of a few rows, for tests that need no more.
    public static Tables of(List<String> names, List<DataType> types, @Nullable Object[]... rows) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(Field.nullable(names.get(i), types.get(i)));
        }
        var lists = new ArrayList<List<@Nullable Object>>();
        for (@Nullable Object[] row : rows) {
            lists.add(Collections.unmodifiableList(Arrays.asList(row)));
        }
        return new Tables(new Schema(fields), lists);
    }

    /// Six units for each group, seen in the given periods: `id`, `t`, `g`, `y`, `x` (the square of the id) and `c` (a
    /// letter). Rows go from the last unit to the first, and within a unit from the last period to the first.
    public static Tables panel(long[] periods, long... groups) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (int unit = 6 * groups.length - 1; unit >= 0; unit--) {
            for (int period = periods.length - 1; period >= 0; period--) {
                rows.add(
                        new @Nullable Object[] {
                            (long) unit,
                            periods[period],
                            groups[unit % groups.length],
                            unit + period / 10.0,
                            (double) unit * unit,
                            List.of("b", "a", "Z").get(unit % 3)
                        });
            }
        }
        return of(
                List.of("id", "t", "g", "y", "x", "c"),
                List.of(Types.INT64, Types.INT64, Types.INT64, Types.FLOAT64, Types.FLOAT64, Types.UTF8),
                rows.toArray(Object[][]::new));
    }

    /// The same with one other value.
    public Tables with(int row, int column, @Nullable Object value) {
        var changed = new ArrayList<>(rows);
        var values = new ArrayList<>(rows.get(row));
        values.set(column, value);
        changed.set(row, values);
        return new Tables(schema, changed);
    }

    /// The same without a row.
    public Tables without(int row) {
        var changed = new ArrayList<>(rows);
        changed.remove(row);
        return new Tables(schema, changed);
    }

    /// The same with another column in the place of one, made of its values.
    public Tables as(int column, DataType type, UnaryOperator<@Nullable Object> value) {
        var fields = new ArrayList<>(schema.fields());
        fields.set(column, Field.nullable(fields.get(column).name(), type));
        var changed = new ArrayList<List<@Nullable Object>>();
        for (List<@Nullable Object> row : rows) {
            var values = new ArrayList<>(row);
            values.set(column, value.apply(row.get(column)));
            changed.add(values);
        }
        return new Tables(new Schema(fields), changed);
    }

    private static DataType type(List<String> values) {
        if (values.stream().allMatch(value -> value.matches("-?\\d*"))) {
            return Types.INT64;
        }
        return values.stream().allMatch(value -> value.isEmpty() || value.matches("-?[\\d.eE+-]+"))
                ? Types.FLOAT64
                : Types.UTF8;
    }

    private static @Nullable Object value(String text, DataType type) {
        if (text.isEmpty()) {
            return null;
        }
        if (type.equals(Types.INT64)) {
            return Long.parseLong(text);
        }
        return type.equals(Types.FLOAT64) ? (Object) Double.parseDouble(text) : text.replace("\"", "");
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(Tables.class.getResourceAsStream("/did/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
