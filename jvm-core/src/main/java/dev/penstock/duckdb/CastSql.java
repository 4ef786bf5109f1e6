package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FixedSizeBinary;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.FloatingPoint;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Utf8;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Conversions as SQL.
///
/// @param strict whether a value that does not fit is an error rather than null
/// @param wrap whether an integer that does not fit keeps its low bits
record CastSql(boolean strict, boolean wrap) {
    static String of(BoundExpr.Cast cast, String x) {
        return new CastSql(cast.strict(), cast.wrap()).of(cast.input().type().logical(), cast.type().logical(), x);
    }

    /// The value of one logical type as another.
    String of(DataType from, DataType to, String x) {
        if (from.equals(to)) {
            return x;
        }
        return switch (to) {
            case Null _ -> plain(to, "NULL");
            case Bool _ -> from instanceof Null ? plain(to, x) : SqlForm.of("({0} <> 0)", x);
            case Int type -> integer(from, type, x);
            case FloatingPoint(int bits) -> floating(from, bits, x);
            case Decimal type -> decimal(from, type, x);
            case Utf8 _ -> text(from, x);
            case Binary _ -> bytes(from, to, x);
            // In UTC, as in Polars, whatever the zone.
            case Date _ ->
                    from instanceof Timestamp ? checked("CAST", to, TemporalSql.micros(from, x)) : point(from, to, x);
            case Timestamp type -> timestamp(from, type, x);
            case Time type -> time(from, type, x);
            case Duration(TimeUnit unit) -> duration(from, unit, x);
            case ListOf(Field element, _) -> list(from, to, element.type(), x);
            case FixedSizeListOf(Field element, _) -> list(from, to, element.type(), x);
            case StructOf type -> struct(from, type, x);
            default -> {
                if (from instanceof Null) {
                    yield plain(to, x);
                }
                throw unsupported(from, to);
            }
        };
    }

    private String integer(DataType from, Int to, String x) {
        return switch (from) {
            case Null _, Bool _ -> plain(to, x);
            case Int own when wrap -> {
                Int wider = own.bits() > to.bits() ? own : to;
                yield IntegerSql.wrapped(to, "CAST(" + x + " AS " + IntegerSql.wide(wider) + ")");
            }
            case Int _ -> fitting(to, x);
            case FloatingPoint _ when wrap ->
                    // Polars: out of range is the nearest integer, NaN is zero.
                    IntegerSql.nearest(to, x);
            case FloatingPoint _, Decimal _ -> fitting(to, SqlForm.of("trunc({0})", x));
            case Utf8 _ -> parsed(to, to.signed() ? "[+-]?[0-9]+" : "[+]?[0-9]+", x);
            case Date _, Timestamp _, Time _, Duration _ -> of(Types.INT64, to, counted(from, x));
            default -> throw unsupported(from, to);
        };
    }

    private String floating(DataType from, int bits, String x) {
        DataType to = bits == 64 ? Types.FLOAT64 : Types.FLOAT32;
        return switch (from) {
            case Null _, Bool _, Int _, Decimal _ -> plain(to, x);
            case FloatingPoint(int width) when width == 64 && bits < 64 -> narrowed(x);
            case FloatingPoint _ -> plain(to, x);
            case Utf8 _ -> parsed(to, "[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:inf|infinity|nan))", x);
            case Date _, Timestamp _, Time _, Duration _ -> plain(to, counted(from, x));
            default -> throw unsupported(from, to);
        };
    }

    /// A DOUBLE as a FLOAT; what that cannot hold is infinite.
    static String narrowed(String x) {
        return SqlForm.of("coalesce(TRY_CAST({0} AS FLOAT), CAST(sign({0}) AS FLOAT) * CAST('inf' AS FLOAT))", x);
    }

    private String decimal(DataType from, Decimal to, String x) {
        return switch (from) {
            case Null _ -> plain(to, x);
            case Int _ -> fitting(to, x);
            case FloatingPoint _ ->
                    fitting(to, SqlForm.of("round_even(CAST({0} AS DOUBLE), {1})", x, String.valueOf(to.scale())));
            case Decimal type -> DecimalSql.rescaled(type, to, strict, x);
            case Utf8 _ -> parsed(to, "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?", x);
            default -> throw unsupported(from, to);
        };
    }

    /// The number that a point in time is stored as: of a date64 its milliseconds.
    private static String counted(DataType from, String x) {
        String units = TemporalSql.units(from, x);
        return from instanceof Date(boolean milliseconds) && milliseconds
                ? SqlForm.of("(CAST({0} AS BIGINT) * 86400000)", units)
                : units;
    }

    private static String text(DataType from, String x) {
        return switch (from) {
            case Null _, Bool _, Int _, Decimal _, Date _ -> plain(Types.UTF8, x);
            case FloatingPoint(int bits) -> FloatText.of(bits, x);
            case Timestamp(TimeUnit unit, String zone) -> {
                String fraction =
                        switch (unit) {
                            case SECOND -> "";
                            case MILLISECOND -> ".%g";
                            case MICROSECOND -> ".%f";
                            case NANOSECOND -> ".%n";
                        };
                String clock =
                        SqlForm.of("strftime({0}, '%Y-%m-%d %H:%M:%S" + fraction + "')", TemporalSql.local(from, x));
                if (zone == null) {
                    yield clock;
                }
                String minutes = TemporalSql.isUtc(zone) ? "0" : "(" + TemporalSql.offset(zone, x) + " // 60000000)";
                yield SqlForm.of(
                        "({0} || printf('%s%02d:%02d', CASE WHEN {1} < 0 THEN '-' ELSE '+' END, abs({1}) // 60,"
                                + " abs({1}) % 60))",
                        clock, minutes);
            }
            case Time _ -> SqlForm.of("left(CAST({0} AS VARCHAR), 8)", x);
            case Binary _, FixedSizeBinary _ -> SqlForm.of("decode({0})", x);
            default -> throw unsupported(from, Types.UTF8);
        };
    }

    private static String bytes(DataType from, DataType to, String x) {
        return switch (from) {
            case Null _ -> plain(to, x);
            case FixedSizeBinary _ -> x;
            case Utf8 _ -> SqlForm.of("encode({0})", x);
            case Int _, FloatingPoint _, Bool _ -> SqlForm.of("encode({0})", text(from, x));
            default -> throw unsupported(from, to);
        };
    }

    /// From a number to the point in time that it stands for.
    private String point(DataType from, DataType to, String x) {
        return switch (from) {
            case Null _ -> plain(to, x);
            case Date _ -> x;
            case Bool _, Int _, FloatingPoint _ ->
                    TemporalSql.point(to, of(from, to instanceof Date ? Types.INT32 : Types.INT64, x));
            default -> throw unsupported(from, to);
        };
    }

    private String timestamp(DataType from, Timestamp to, String x) {
        return switch (from) {
            case Date _ -> checked(strict ? "CAST" : "TRY_CAST", to, x);
            // An instant is the same in every zone.
            case Timestamp(TimeUnit unit, _) -> {
                if (unit == to.unit()) {
                    yield x;
                }
                if (to.unit().perSecond() > unit.perSecond()) {
                    yield checked(strict ? "CAST" : "TRY_CAST", to, x);
                }
                yield TemporalSql.point(
                        to,
                        ArithmeticSql.floorDiv(TemporalSql.units(from, x), unit.perSecond() / to.unit().perSecond()));
            }
            default -> point(from, to, x);
        };
    }

    private String time(DataType from, Time to, String x) {
        if (from instanceof Timestamp(TimeUnit unit, _)) {
            String day = String.valueOf(86_400 * unit.perSecond());
            String inDay = SqlForm.of("((({0} % {1}) + {1}) % {1})", TemporalSql.units(from, x), day);
            boolean finer = to.unit().perSecond() >= unit.perSecond();
            long factor = finer ? to.unit().perSecond() / unit.perSecond() : unit.perSecond() / to.unit().perSecond();
            return TemporalSql.point(
                    to, SqlForm.of(finer ? "({0} * {1})" : "({0} // {1})", inDay, String.valueOf(factor)));
        }
        if (from instanceof Time) {
            return checked("CAST", to, x);
        }
        String units = of(from, Types.INT64, x);
        long day = 86_400 * to.unit().perSecond();
        String outside =
                strict
                        ? SqlErrors.raise(to, "conversion to a time of day failed for ", units)
                        : LiteralSql.of(to, null);
        return SqlForm.of(
                "CASE WHEN {0} < 0 OR {0} >= {1} THEN {2} ELSE {3} END",
                units, String.valueOf(day), outside, TemporalSql.point(to, units));
    }

    /// To a coarser unit the fraction is cut off, toward zero.
    private String duration(DataType from, TimeUnit to, String x) {
        TimeUnit unit =
                switch (from) {
                    case Duration(TimeUnit own) -> own;
                    case Time(TimeUnit own) -> own;
                    default -> null;
                };
        if (unit == null) {
            return of(from, Types.INT64, x);
        }
        String units = TemporalSql.units(from, x);
        return to.perSecond() >= unit.perSecond()
                ? SqlForm.of("({0} * {1})", units, String.valueOf(to.perSecond() / unit.perSecond()))
                : SqlForm.of("({0} // {1})", units, String.valueOf(unit.perSecond() / to.perSecond()));
    }

    private String list(DataType from, DataType to, DataType element, String x) {
        DataType old =
                switch (from) {
                    case ListOf(Field field, _) -> field.type();
                    case FixedSizeListOf(Field field, _) -> field.type();
                    case Null _ -> Types.NULL;
                    default -> throw unsupported(from, to);
                };
        if (from instanceof Null) {
            return plain(to, x);
        }
        String name = "\"element " + depth(from) + "\"";
        String elements =
                old.sameValues(element)
                        ? x
                        : SqlForm.of(
                                "list_transform({0}, lambda {1}: {2})",
                                x, name, of(old.logical(), element.logical(), name));
        return SqlForm.of("{2}({0} AS {1})", elements, SqlTypes.of(to), strict ? "CAST" : "TRY_CAST");
    }

    /// Distinguishes the elements of lists within lists.
    private static int depth(DataType type) {
        return switch (type) {
            case ListOf(Field element, _) -> 1 + depth(element.type());
            case FixedSizeListOf(Field element, _) -> 1 + depth(element.type());
            case StructOf(List<Field> fields) -> fields.stream().mapToInt(f -> depth(f.type())).max().orElse(0);
            default -> 0;
        };
    }

    /// Field by field: a field that is new is null.
    private String struct(DataType from, StructOf to, String x) {
        if (!(from instanceof StructOf(List<Field> old))) {
            if (from instanceof Null) {
                return plain(to, x);
            }
            throw unsupported(from, to);
        }
        SqlNames names = SqlNames.of(old);
        var values = new ArrayList<String>();
        for (Field field : to.fields()) {
            Field source = old.stream().filter(f -> f.name().equals(field.name())).findFirst().orElse(null);
            values.add(
                    source == null
                            ? LiteralSql.of(field.type(), null)
                            : of(
                                    source.type().logical(),
                                    field.type().logical(),
                                    StructSql.field(names, source.name(), x)));
        }
        return SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, LiteralSql.struct(to.fields(), values));
    }

    /// Text in the form that Polars accepts, which is narrower than DuckDB's.
    private String parsed(DataType to, String pattern, String x) {
        String otherwise =
                strict
                        ? SqlForm.of(
                                " WHEN {0} IS NOT NULL THEN {1}",
                                x, SqlErrors.raise(Types.UTF8, "conversion from utf8 to " + to + " failed for ", x))
                        : "";
        return fitting(
                to,
                SqlForm.of(
                        "CASE WHEN regexp_full_match({0}, {1}) THEN {0}" + otherwise + " END", x, Sql.text(pattern)));
    }

    private String fitting(DataType to, String x) {
        return checked(strict ? "CAST" : "TRY_CAST", to, x);
    }

    private static String plain(DataType to, String x) {
        return checked("CAST", to, x);
    }

    private static String checked(String cast, DataType to, String x) {
        return SqlForm.of("{2}({0} AS {1})", x, SqlTypes.of(to), cast);
    }

    private static PenstockException unsupported(DataType from, DataType to) {
        return new PenstockException(ErrorCode.INVALID_OPERATION, "there is no cast from " + from + " to " + to);
    }
}
