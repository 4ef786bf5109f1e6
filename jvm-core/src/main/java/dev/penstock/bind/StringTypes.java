package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// The types of functions on text.
final class StringTypes {
    private StringTypes() {}

    static BoundExpr bind(StringFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case CONTAINS, STARTS_WITH, ENDS_WITH -> texts(function, arguments, 2, options, Types.BOOL);
            case LEN_BYTES, LEN_CHARS -> texts(function, arguments, 1, options, Types.UINT32);
            case COUNT_MATCHES, FIND -> texts(function, arguments, 2, options, Types.UINT32);
            case TO_UPPERCASE, TO_LOWERCASE, TO_TITLECASE, REVERSE, ESCAPE_REGEX, ENCODE ->
                    texts(function, arguments, 1, options, Types.UTF8);
            case STRIP_CHARS, STRIP_CHARS_START, STRIP_CHARS_END -> {
                arity(function, arguments, 1, 2);
                yield texts(function, arguments, arguments.size(), options, Types.UTF8);
            }
            case STRIP_PREFIX, STRIP_SUFFIX -> texts(function, arguments, 2, options, Types.UTF8);
            case EXTRACT -> {
                number(function, options, "group_index", 1, 0, Integer.MAX_VALUE);
                yield texts(function, arguments, 2, options, Types.UTF8);
            }
            case EXTRACT_ALL, SPLIT -> texts(function, arguments, 2, options, DataType.listOf(Types.UTF8));
            case REPLACE, REPLACE_ALL -> texts(function, arguments, 3, options, Types.UTF8);
            case SLICE -> {
                arity(function, arguments, 2, 3);
                yield counted(function, arguments, options);
            }
            case HEAD, TAIL, PAD_START, PAD_END, ZFILL -> {
                arity(function, arguments, 2, 2);
                yield counted(function, arguments, options);
            }
            case CONTAINS_ANY -> {
                arity(function, arguments, 2, 2);
                BoundExpr text = texts(function, arguments.subList(0, 1)).getFirst();
                BoundExpr patterns = Operands.as(arguments.get(1), DataType.listOf(Types.UTF8));
                yield call(function, List.of(text, patterns), options, Types.BOOL);
            }
            case TO_INTEGER -> {
                number(function, options, "base", 10, 2, 36);
                yield texts(function, arguments, 1, options, Types.INT64);
            }
            case TO_DECIMAL ->
                    texts(
                            function,
                            arguments,
                            1,
                            options,
                            new DataType.Decimal(128, 38, number(function, options, "scale", 0, 0, 38)));
            case TO_DATE -> texts(function, arguments, 1, options, Types.DATE32);
            case TO_TIME -> texts(function, arguments, 1, options, new DataType.Time(TimeUnit.NANOSECOND));
            case TO_DATETIME -> texts(function, arguments, 1, options, datetime(options));
            case DECODE -> texts(function, arguments, 1, options, Types.BINARY);
            case CONCAT -> {
                arity(function, arguments, 1, Integer.MAX_VALUE);
                for (BoundExpr argument : arguments) {
                    if (Supertype.of(Types.UTF8, argument.type().logical()).isEmpty()) {
                        throw Operands.invalid(function.symbol(), arguments);
                    }
                }
                yield call(
                        function,
                        arguments.stream().map(e -> Operands.as(e, Types.UTF8)).toList(),
                        options,
                        Types.UTF8);
            }
        };
    }

    /// An option that is a number between two others.
    private static int number(
            StringFunction function, Options options, String name, long otherwise, long least, long most) {
        long value = options.integer(name, otherwise);
        if (value < least || value > most) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "\"%s\" with a %s of %d".formatted(function.symbol(), name, value))
                    .hint("it is from %d to %d".formatted(least, most));
        }
        return (int) value;
    }

    private static BoundExpr texts(
            StringFunction function, List<BoundExpr> arguments, int count, Options options, DataType type) {
        arity(function, arguments, count, count);
        return call(function, texts(function, arguments), options, type);
    }

    /// A text and numbers of characters.
    private static BoundExpr counted(StringFunction function, List<BoundExpr> arguments, Options options) {
        var parts = new ArrayList<>(texts(function, arguments.subList(0, 1)));
        arguments.subList(1, arguments.size()).forEach(count -> parts.add(Operands.as(count, Types.INT64)));
        return call(function, parts, options, Types.UTF8);
    }

    /// What the format reads: microseconds unless it names another fraction, UTC if it reads an offset.
    private static DataType datetime(Options options) {
        String format = options.text("format", "");
        String unit = options.text("time_unit");
        if (unit == null) {
            unit = format.matches(".*%\\.?9f.*") ? "ns" : format.matches(".*%\\.?3f.*") ? "ms" : "us";
        }
        String zone = options.text("time_zone");
        boolean offset = format.contains("%z") || format.contains("%:z") || format.contains("%#z");
        return new DataType.Timestamp(TimeUnit.of(unit), zone == null && offset ? "UTC" : zone);
    }

    private static List<BoundExpr> texts(StringFunction function, List<BoundExpr> arguments) {
        for (BoundExpr argument : arguments) {
            if (!argument.type().logical().isText() && !(argument.type() instanceof DataType.Null)) {
                throw Operands.invalid(function.symbol(), arguments);
            }
        }
        return arguments.stream().map(e -> Operands.as(e, Types.UTF8)).toList();
    }
}
