package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
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
import java.util.List;

/// Which types can be cast to which; as in Polars 2.1.
final class CastTypes {
    private CastTypes() {}

    /// @throws PenstockException with code INVALID_OPERATION when there is no such cast
    static void check(DataType from, DataType to) {
        if (!isDefined(from, to)) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "there is no cast from " + from + " to " + to)
                    .hint(hint(from, to));
        }
    }

    private static String hint(DataType from, DataType to) {
        if (from.logical().isText() && to.isTemporal()) {
            return "read it with str.to_date, str.to_datetime or str.to_time";
        }
        return "cast to a type in between, such as int64 or utf8";
    }

    private static boolean isDefined(DataType from, DataType to) {
        if (from.sameValues(to) || from instanceof Null) {
            return true;
        }
        if (from instanceof DataType.Dictionary) {
            return to.logical().isText();
        }
        return switch (to.logical()) {
            case Bool _ -> isNumber(from) || from instanceof Decimal;
            case Int _ -> isNumber(from) || from instanceof Decimal || isText(from) || from.isTemporal();
            case FloatingPoint _ -> isNumber(from) || from instanceof Decimal || isText(from) || from.isTemporal();
            case Decimal _ -> from.isNumeric() || isText(from);
            case Utf8 _ -> from instanceof Binary || isNumber(from) || from instanceof Decimal || isPoint(from);
            case Binary _ -> isText(from) || isNumber(from) || from instanceof DataType.FixedSizeBinary;
            case Date _ -> isNumber(from) || from instanceof Timestamp || from instanceof Date;
            case Timestamp _ -> isNumber(from) || from instanceof Timestamp || from instanceof Date;
            case Time _ -> isNumber(from) || from instanceof Timestamp || from instanceof Time;
            case Duration _ -> isNumber(from) || isText(from) || from instanceof Duration || from instanceof Time;
            case ListOf(Field element, _) -> isList(from, element.type());
            case FixedSizeListOf(Field element, _) -> isList(from, element.type());
            case StructOf(List<Field> fields) -> from instanceof StructOf(List<Field> old) && areDefined(old, fields);
            default -> false;
        };
    }

    private static boolean areDefined(List<Field> from, List<Field> to) {
        return to.stream()
                .allMatch(field ->
                        from.stream()
                                .filter(old -> old.name().equals(field.name()))
                                .allMatch(old -> isDefined(old.type(), field.type())));
    }

    private static boolean isList(DataType from, DataType element) {
        return switch (from) {
            case ListOf(Field old, _) -> isDefined(old.type(), element);
            case FixedSizeListOf(Field old, _) -> isDefined(old.type(), element);
            default -> false;
        };
    }

    private static boolean isNumber(DataType type) {
        return type instanceof Int || type instanceof FloatingPoint || type instanceof Bool;
    }

    private static boolean isText(DataType type) {
        return type.logical().isText();
    }

    private static boolean isPoint(DataType type) {
        return type instanceof Date || type instanceof Timestamp || type instanceof Time;
    }
}
