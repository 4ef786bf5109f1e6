package dev.penstock.testing;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Types from the names by which they are printed, in the plainest layout; `categorical` is a dictionary of strings.
public final class TypeNames {
    private static final Map<String, DataType> PLAIN =
            Stream.of(
                            Types.NULL,
                            Types.BOOL,
                            Types.INT8,
                            Types.INT16,
                            Types.INT32,
                            Types.INT64,
                            Types.UINT8,
                            Types.UINT16,
                            Types.UINT32,
                            Types.UINT64,
                            new DataType.FloatingPoint(16),
                            Types.FLOAT32,
                            Types.FLOAT64,
                            Types.UTF8,
                            Types.BINARY,
                            Types.DATE32)
                    .collect(Collectors.toMap(DataType::toString, Function.identity()));

    private static final DataType CATEGORICAL = new DataType.Dictionary((DataType.Int) Types.UINT32, Types.UTF8, false);

    private TypeNames() {}

    public static DataType parse(String name) {
        if (PLAIN.containsKey(name)) {
            return PLAIN.get(name);
        }
        if (name.equals("categorical")) {
            return CATEGORICAL;
        }
        Matcher parts = Pattern.compile("(\\w+)[\\[<(](.*)[\\]>)]").matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name);
        }
        List<String> arguments = arguments(parts.group(2));
        return switch (parts.group(1)) {
            case "decimal128" ->
                    new DataType.Decimal(128, Integer.parseInt(arguments.get(0)), Integer.parseInt(arguments.get(1)));
            case "time64" -> new DataType.Time(unit(arguments.get(0)));
            case "timestamp" ->
                    new DataType.Timestamp(unit(arguments.get(0)), arguments.size() == 1 ? null : arguments.get(1));
            case "duration" -> new DataType.Duration(unit(arguments.get(0)));
            case "list" -> DataType.listOf(parse(arguments.get(0)));
            case "fixed_size_list" ->
                    new DataType.FixedSizeListOf(
                            Field.nullable("item", parse(arguments.get(0))), Integer.parseInt(arguments.get(1)));
            case "struct" ->
                    new DataType.StructOf(
                            arguments.stream()
                                    .map(field -> field.split(": ", 2))
                                    .map(field -> Field.nullable(field[0], parse(field[1])))
                                    .toList());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// The parts between commas that stand in no brackets.
    private static List<String> arguments(String text) {
        var arguments = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '<', '(', '[' -> depth++;
                case '>', ')', ']' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        arguments.add(text.substring(from, i).strip());
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        arguments.add(text.substring(from).strip());
        return arguments;
    }

    private static TimeUnit unit(String symbol) {
        return Stream.of(TimeUnit.values()).filter(unit -> unit.symbol().equals(symbol)).findFirst().orElseThrow();
    }
}
