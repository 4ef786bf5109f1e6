package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import java.util.ArrayList;
import java.util.List;

/// The types that our values have inside of DuckDB.
///
/// | ours                                                                       | DuckDB's                       |
/// |----------------------------------------------------------------------------|--------------------------------|
/// | null                                                                       | INTEGER, always null           |
/// | float16, float32                                                           | FLOAT                          |
/// | strings in any layout                                                      | VARCHAR                        |
/// | binary in any layout, fixed-size binary                                    | BLOB                           |
/// | dates                                                                      | DATE                           |
/// | times                                                                      | TIME, with nanoseconds TIME_NS |
/// | timestamps, with a zone or without                                         | TIMESTAMP_S, _MS, (us), _NS    |
/// | durations                                                                  | BIGINT in their unit           |
/// | dictionaries, runs                                                         | the type of their values       |
/// | lists, fixed-size lists, structs, maps                                     | LIST, ARRAY, STRUCT, MAP       |
/// | decimals beyond 38 digits, intervals, unions, empty structs and what holds | BIGINT: a row number by which  |
/// | one of them                                                                | the run finds the value again  |
final class SqlTypes {
    private static final int MOST_DIGITS = 38;
    private static final int LARGEST_ARRAY = 100_000;

    private SqlTypes() {}

    /// The type's name in SQL.
    static String of(DataType type) {
        return isCarried(type) ? "BIGINT" : natural(type.logical());
    }

    /// Whether values of the type pass through by number only: they can be neither computed with nor compared.
    static boolean isCarried(DataType type) {
        return switch (type) {
            case DataType.Decimal(_, int precision, int scale) ->
                    precision > MOST_DIGITS || scale < 0 || scale > precision;
            case DataType.Interval _, DataType.Union _ -> true;
            case DataType.ListOf(Field element, _) -> isCarried(element.type());
            case DataType.FixedSizeListOf(Field element, int size) ->
                    size == 0 || size > LARGEST_ARRAY || isCarried(element.type());
            case DataType.StructOf(List<Field> fields) ->
                    fields.isEmpty() || fields.stream().anyMatch(field -> isCarried(field.type()));
            case DataType.MapOf map -> isCarried(map.key().type()) || isCarried(map.value().type());
            case DataType.Dictionary(_, DataType values, _) -> isCarried(values);
            case DataType.RunEndEncoded(_, Field values) -> isCarried(values.type());
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _ ->
                    false;
        };
    }

    /// @param column the empty text for a value that is none
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column that is carried, and so has no value that an
    ///   expression, a key or an order could use
    static void requireNatural(String column, DataType type, String use) {
        if (isCarried(type)) {
            String what = column.isEmpty() ? "a value" : "the column \"" + column + "\"";
            var refusal =
                    new PenstockException(
                                    ErrorCode.UNSUPPORTED_TYPE, what + " of type " + type + " cannot be used " + use)
                            .hint(
                                    type instanceof DataType.Decimal
                                            ? "cast it to a decimal of at most 38 digits, or to float64"
                                            : "columns of this type can be selected, renamed and passed through");
            throw column.isEmpty() ? refusal : refusal.column(column);
        }
    }

    private static String natural(DataType type) {
        return switch (type) {
            case DataType.Null _ -> "INTEGER";
            case DataType.Bool _ -> "BOOLEAN";
            case DataType.Int(int bits, boolean signed) -> (signed ? "" : "U") + integer(bits);
            case DataType.FloatingPoint(int bits) -> bits == 64 ? "DOUBLE" : "FLOAT";
            case DataType.Decimal(_, int precision, int scale) -> "DECIMAL(" + precision + "," + scale + ")";
            case DataType.Utf8 _ -> "VARCHAR";
            case DataType.Binary _, DataType.FixedSizeBinary _ -> "BLOB";
            case DataType.Date _ -> "DATE";
            case DataType.Time(TimeUnit unit) -> unit == TimeUnit.NANOSECOND ? "TIME_NS" : "TIME";
            case DataType.Timestamp(TimeUnit unit, _) ->
                    switch (unit) {
                        case SECOND -> "TIMESTAMP_S";
                        case MILLISECOND -> "TIMESTAMP_MS";
                        case MICROSECOND -> "TIMESTAMP";
                        case NANOSECOND -> "TIMESTAMP_NS";
                    };
            case DataType.Duration _ -> "BIGINT";
            case DataType.ListOf(Field element, _) -> natural(element.type()) + "[]";
            case DataType.FixedSizeListOf(Field element, int size) -> natural(element.type()) + "[" + size + "]";
            case DataType.StructOf(List<Field> fields) -> {
                SqlNames names = SqlNames.of(fields);
                var members = new ArrayList<String>();
                fields.forEach(field -> members.add(names.of(field.name()) + " " + natural(field.type())));
                yield "STRUCT(" + Sql.list(members) + ")";
            }
            case DataType.MapOf map -> "MAP(" + natural(map.key().type()) + ", " + natural(map.value().type()) + ")";
            case DataType.Interval _, DataType.Union _, DataType.Dictionary _, DataType.RunEndEncoded _ ->
                    throw new AssertionError(type + " is carried");
        };
    }

    private static String integer(int bits) {
        return switch (bits) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
        };
    }
}
