package dev.penstock.benefits.additions;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.function.Predicate;

/// The schema of one input, asked for columns by name.
record Table(String name, Schema schema) {
    /// The index of a column of ids, integers or strings.
    int id(String column) {
        return required(column, Table::isId, "integers or strings");
    }

    /// The index of a column of the same ids as another table's.
    int id(String column, DataType others, String otherTable) {
        int index = id(column);
        DataType own = plain(schema.field(index).type());
        if (!own.equals(others) && !own.sameValues(others)) {
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "column \"%s\" is %s in %s and %s in %s".formatted(column, own, name, others, otherTable))
                    .column(column)
                    .hint("cast one of them");
        }
        return index;
    }

    int date(String column) {
        return required(column, Types.DATE32::equals, "dates");
    }

    int money(String column) {
        return required(column, Cents::fits, "decimals of at most two places");
    }

    int text(String column) {
        return required(column, Table::isText, "strings");
    }

    int bool(String column) {
        return required(column, Types.BOOL::equals, "booleans");
    }

    int integer(String column) {
        return required(column, type -> type instanceof DataType.Int, "integers");
    }

    boolean has(String column) {
        return schema.contains(column);
    }

    private int required(String column, Predicate<DataType> fits, String what) {
        if (!schema.contains(column)) {
            throw missing(column);
        }
        int index = schema.indexOf(column);
        DataType type = schema.field(index).type();
        if (!fits.test(type)) {
            var error =
                    new PenstockException(
                                    ErrorCode.SCHEMA_MISMATCH,
                                    "column \"%s\" of %s has type %s and should hold %s"
                                            .formatted(column, name, type, what))
                            .column(column);
            throw type.isFloat() ? error.hint("money is exact: cast it to Decimal(18, 2)") : error;
        }
        return index;
    }

    private PenstockException missing(String column) {
        PenstockException plain = PenstockException.columnNotFound(column, schema.names());
        var error =
                new PenstockException(ErrorCode.COLUMN_NOT_FOUND, "column \"" + column + "\" not found in " + name)
                        .column(column);
        return plain.hint() == null ? error : error.hint(plain.hint());
    }

    /// The type behind a dictionary.
    static DataType plain(DataType type) {
        return type instanceof DataType.Dictionary dictionary ? plain(dictionary.values()) : type;
    }

    private static boolean isText(DataType type) {
        return plain(type) instanceof DataType.Utf8;
    }

    private static boolean isId(DataType type) {
        return plain(type) instanceof DataType.Int || isText(type);
    }
}
