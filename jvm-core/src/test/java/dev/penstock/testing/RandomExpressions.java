package dev.penstock.testing;

import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.options;
import static dev.penstock.testing.Exprs.when;

import dev.penstock.plan.Expr;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.util.List;

/// Elementwise expressions over a table with a column of each kind, drawn at random. Most of them bind; those that do
/// not say so when they are bound.
public final class RandomExpressions {
    /// The columns that the expressions name.
    public static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("b", Types.BOOL),
                            Field.nullable("c", Types.BOOL),
                            Field.nullable("i8", Types.INT8),
                            Field.nullable("i16", Types.INT16),
                            Field.nullable("i32", Types.INT32),
                            Field.nullable("i64", Types.INT64),
                            Field.nullable("j64", Types.INT64),
                            Field.nullable("u8", Types.UINT8),
                            Field.nullable("u16", Types.UINT16),
                            Field.nullable("u32", Types.UINT32),
                            Field.nullable("u64", Types.UINT64),
                            Field.nullable("f32", Types.FLOAT32),
                            Field.nullable("f64", Types.FLOAT64),
                            Field.nullable("g64", Types.FLOAT64),
                            Field.nullable("s", Types.UTF8),
                            Field.nullable("sl", new DataType.Utf8(Bytes.OFFSETS64)),
                            Field.nullable("sv", new DataType.Utf8(Bytes.VIEWS)),
                            Field.nullable("d", Types.DATE32),
                            Field.nullable("ts", new DataType.Timestamp(TimeUnit.MICROSECOND, null)),
                            Field.nullable("tz", new DataType.Timestamp(TimeUnit.MILLISECOND, "Europe/Berlin")),
                            Field.nullable("du", new DataType.Duration(TimeUnit.MICROSECOND)),
                            Field.nullable("de", new DataType.Decimal(128, 20, 2)),
                            Field.nullable(
                                    "cat", new DataType.Dictionary((DataType.Int) Types.UINT32, Types.UTF8, false)),
                            Field.nullable("li", DataType.listOf(Types.INT64)),
                            Field.nullable(
                                    "st",
                                    new DataType.StructOf(
                                            List.of(
                                                    Field.nullable("x", Types.INT16),
                                                    Field.nullable("y", Types.UTF8))))));

    private static final List<String> NUMBERS =
            List.of("i8", "i16", "i32", "i64", "j64", "u8", "u16", "u32", "u64", "f32", "f64", "g64");
    private static final List<String> TEXTS = List.of("s", "sl", "sv", "cat");
    private static final List<String> CALENDAR =
            List.of(
                    "dt.year",
                    "dt.month",
                    "dt.day",
                    "dt.quarter",
                    "dt.week",
                    "dt.iso_year",
                    "dt.weekday",
                    "dt.ordinal_day",
                    "dt.is_leap_year",
                    "dt.days_in_month",
                    "dt.date");
    private static final List<String> CLOCK =
            List.of(
                    "dt.hour",
                    "dt.minute",
                    "dt.second",
                    "dt.millisecond",
                    "dt.microsecond",
                    "dt.nanosecond",
                    "dt.time");
    private static final List<String> SPANS =
            List.of("dt.total_days", "dt.total_hours", "dt.total_seconds", "dt.total_milliseconds");
    private static final List<DataType> TARGETS =
            List.of(
                    Types.BOOL,
                    Types.INT8,
                    Types.INT16,
                    Types.INT32,
                    Types.INT64,
                    Types.UINT8,
                    Types.UINT16,
                    Types.UINT32,
                    Types.UINT64,
                    Types.FLOAT32,
                    Types.FLOAT64);

    private final RandomValues random;

    public RandomExpressions(RandomValues random) {
        this.random = random;
    }

    /// A condition.
    public Expr truth(int depth) {
        if (depth == 0) {
            return random.below(3) == 0 ? col(random.oneOf(List.of("b", "c"))) : comparison(0);
        }
        return switch (random.below(9)) {
            case 0, 1 -> call(random.oneOf(List.of("and", "or", "xor")), truth(depth - 1), truth(depth - 1));
            case 2 -> call("not", truth(depth - 1));
            case 3 -> call(random.oneOf(List.of("is_null", "is_not_null")), any(depth - 1));
            case 4 ->
                    call(random.oneOf(List.of("is_nan", "is_not_nan", "is_finite", "is_infinite")), number(depth - 1));
            case 5 ->
                    call(
                            random.oneOf(List.of("str.starts_with", "str.ends_with", "str.contains")),
                            options("literal", true),
                            text(0),
                            random.below(2) == 0 ? text(0) : lit(random.oneOf(List.of("", "a", "x", "日"))));
            case 6 ->
                    random.below(3) == 0
                            ? call("is_in", text(0), lit("a"), lit(""), lit("naïve"), lit("abc"), lit("b"), lit("日本語"))
                            : call(
                                    "is_in",
                                    options("nulls_equal", random.below(2) == 0),
                                    number(0),
                                    number(0),
                                    lit((long) random.below(5)),
                                    number(0));
            default -> comparison(depth - 1);
        };
    }

    private Expr comparison(int depth) {
        String function = random.oneOf(List.of("eq", "ne", "lt", "le", "gt", "ge", "eq_missing", "ne_missing"));
        return switch (random.below(9)) {
            case 8 -> call(function, decimal(depth), decimal(0));
            case 0 -> call(function, text(depth), text(depth));
            case 1 -> call(function, text(0), lit(random.oneOf(List.of("", "abc", "naïve", "twelve bytes"))));
            case 2 -> {
                String name = random.oneOf(List.of("d", "ts", "du", "de", "b", "cat"));
                yield call(function, col(name), random.below(2) == 0 ? col(name) : col("c"));
            }
            case 3 -> call(function, number(depth), lit((long) random.below(100)));
            default -> call(function, number(depth), number(depth));
        };
    }

    /// A number.
    public Expr number(int depth) {
        if (depth == 0) {
            return switch (random.below(8)) {
                case 0 -> lit((long) random.below(300) - 20);
                case 1 -> lit(random.below(100) / 4.0);
                default -> col(random.oneOf(NUMBERS));
            };
        }
        return switch (random.below(12)) {
            case 0, 1, 2, 3 ->
                    call(
                            random.oneOf(List.of("add", "sub", "mul", "truediv", "floordiv", "mod")),
                            number(depth - 1),
                            number(depth - 1));
            case 4 -> call(random.oneOf(List.of("neg", "abs", "sign", "floor", "ceil", "round")), number(depth - 1));
            case 5 -> call(random.oneOf(List.of("sqrt", "exp")), number(depth - 1));
            case 6 -> when(truth(depth - 1), number(depth - 1), number(depth - 1));
            case 7 -> call("coalesce", number(depth - 1), number(depth - 1));
            case 8 ->
                    call(
                            random.oneOf(List.of("min_horizontal", "max_horizontal")),
                            number(depth - 1),
                            number(depth - 1),
                            number(0));
            case 9 ->
                    random.below(2) == 0
                            ? call(random.oneOf(List.of("str.len_bytes", "str.len_chars")), text(depth - 1))
                            : call(
                                    random.oneOf(List.of("str.find", "str.count_matches")),
                                    options("literal", true),
                                    text(depth - 1),
                                    lit(random.oneOf(List.of("a", "ab", "日", "e"))));
            case 10 -> call("clip", number(depth - 1), number(0), number(0));
            default ->
                    new Expr.Cast(
                            random.below(4) == 0 ? truth(depth - 1) : number(depth - 1),
                            random.oneOf(TARGETS),
                            random.below(8) == 0,
                            random.below(6) == 0);
        };
    }

    /// A decimal.
    public Expr decimal(int depth) {
        if (depth == 0) {
            return switch (random.below(3)) {
                case 0 ->
                        new Expr.Cast(
                                col(random.oneOf(List.of("i8", "i16", "u32", "i64", "u64"))),
                                new DataType.Decimal(128, 10 + random.below(20), random.below(6)),
                                random.below(4) == 0,
                                false);
                case 1 -> lit(new DataType.Decimal(128, 5, 2), BigDecimal.valueOf(random.below(20_000) - 10_000, 2));
                default -> col("de");
            };
        }
        return switch (random.below(8)) {
            case 0, 1, 2 -> call(random.oneOf(List.of("add", "sub", "mul")), decimal(depth - 1), decimal(depth - 1));
            case 3 -> call(random.oneOf(List.of("truediv", "floordiv", "mod")), decimal(depth - 1), decimal(0));
            case 4 -> call(random.oneOf(List.of("neg", "abs", "floor", "ceil")), decimal(depth - 1));
            case 5 ->
                    call(
                            random.oneOf(List.of("round", "truncate")),
                            options("decimals", random.below(3)),
                            decimal(depth - 1));
            case 6 -> when(truth(depth - 1), decimal(depth - 1), decimal(depth - 1));
            default ->
                    new Expr.Cast(
                            decimal(depth - 1),
                            random.below(2) == 0
                                    ? random.oneOf(TARGETS)
                                    : new DataType.Decimal(128, 8 + random.below(30), random.below(8)),
                            random.below(8) == 0,
                            false);
        };
    }

    /// A part of a point in time or of a duration.
    private Expr part() {
        return switch (random.below(4)) {
            case 0 ->
                    random.below(2) == 0
                            ? call(random.oneOf(SPANS), col("du"))
                            : random.below(2) == 0
                                    ? call("list.len", col("li"))
                                    : call(
                                            "list.get",
                                            options("null_on_oob", true),
                                            col("li"),
                                            lit((long) random.below(6) - 3));
            case 1 ->
                    random.below(3) == 0
                            ? call("struct.field", options("name", random.oneOf(List.of("x", "y"))), col("st"))
                            : call(random.oneOf(CLOCK), near(random.oneOf(List.of("ts", "tz"))));
            default -> call(random.oneOf(CALENDAR), moment(random.below(2)));
        };
    }

    /// A point in time within some hundred years: engines end elsewhere.
    public static Expr near(String name) {
        if (name.equals("d")) {
            return col(name);
        }
        DataType type = SCHEMA.fields().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow().type();
        long most = name.equals("tz") ? 1L << 43 : 1L << 53;
        return when(
                call("and", call("ge", col(name), lit(type, -most)), call("le", col(name), lit(type, most))),
                col(name),
                lit(type, null));
    }

    private Expr moment(int depth) {
        Expr point = near(random.oneOf(List.of("d", "ts", "tz")));
        if (depth == 0) {
            return point;
        }
        return switch (random.below(3)) {
            case 0 -> call(random.oneOf(List.of("dt.month_start", "dt.month_end")), point);
            case 1 -> call("dt.truncate", options("every", random.oneOf(List.of("1d", "1mo", "1w"))), point);
            default -> call("dt.offset_by", options("by", random.oneOf(List.of("1mo", "-1y3d", "2w", "90m"))), point);
        };
    }

    private Expr text(int depth) {
        if (depth == 0) {
            return col(random.oneOf(TEXTS));
        }
        return switch (random.below(10)) {
            case 0 -> when(truth(depth - 1), text(depth - 1), text(depth - 1));
            case 1 -> call("coalesce", text(depth - 1), text(depth - 1));
            case 2 -> call(random.oneOf(List.of("str.to_lowercase", "str.to_uppercase")), text(depth - 1));
            case 3 ->
                    call(
                            random.oneOf(List.of("str.strip_chars", "str.strip_chars_start", "str.strip_chars_end")),
                            text(depth - 1),
                            lit(random.oneOf(List.of("abc", " f", "日x"))));
            case 4 ->
                    call(
                            random.oneOf(List.of("str.strip_prefix", "str.strip_suffix")),
                            text(depth - 1),
                            lit(random.oneOf(List.of("a", "naïve", ""))));
            case 5 ->
                    call(
                            random.oneOf(List.of("str.head", "str.tail", "str.zfill")),
                            text(depth - 1),
                            lit((long) random.below(12) - 3));
            case 6 -> call("str.slice", text(depth - 1), lit((long) random.below(9) - 4), lit((long) random.below(6)));
            case 7 -> {
                Expr old = lit(random.oneOf(List.of("a", "ab", "日", "zz")));
                yield random.below(2) == 0
                        ? call("str.replace_all", options("literal", true), text(depth - 1), old, text(0))
                        : call("str.replace", options("literal", true), text(depth - 1), old, lit("--"));
            }
            case 8 -> call("add", text(depth - 1), text(0));
            default ->
                    call(
                            random.oneOf(List.of("str.pad_start", "str.pad_end")),
                            options("fill_char", random.oneOf(List.of("*", "ü"))),
                            text(depth - 1),
                            lit((long) random.below(30)));
        };
    }

    /// Anything.
    public Expr any(int depth) {
        return switch (random.below(8)) {
            case 7 -> part();
            case 6 -> moment(1);
            case 5 -> decimal(depth);
            case 0 -> truth(depth);
            case 1 -> text(depth);
            case 2 -> col(SCHEMA.field(random.below(SCHEMA.size())).name());
            default -> number(depth);
        };
    }
}
