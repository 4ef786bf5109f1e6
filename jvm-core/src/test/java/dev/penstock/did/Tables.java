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
