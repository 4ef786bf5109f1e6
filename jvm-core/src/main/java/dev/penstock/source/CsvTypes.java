package dev.penstock.source;

import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import org.jspecify.annotations.Nullable;

/// The type that a column's texts have in common: int64, float64, boolean, with `try_parse_dates` dates and times, else
/// string.
final class CsvTypes {
    /// Integers beyond 64 bits.
    private static final DataType WIDE = new DataType.Decimal(128, 38, 0);

    private final byte point;
    private final boolean dates;
    private @Nullable DataType type;

    CsvTypes(byte point, boolean dates) {
        this.point = point;
        this.dates = dates;
    }

    /// Takes a text into account that is not null.
    void see(byte[] text, int from, int end) {
        if (Types.UTF8.equals(type)) {
            return;
        }
        DataType seen = of(text, from, end);
        type = type == null ? seen : both(type, seen);
    }

    /// Takes another file's type of the same column into account.
    void see(CsvTypes other) {
        if (other.type != null) {
            type = type == null ? other.type : both(type, other.type);
        }
    }

    DataType type() {
        return type == null ? Types.UTF8 : type;
    }

    private static DataType both(DataType a, DataType b) {
        if (a.equals(b)) {
            return a;
        }
        boolean integers = isInteger(a) && isInteger(b);
        boolean numbers = (isInteger(a) || a.isFloat()) && (isInteger(b) || b.isFloat());
        return integers ? WIDE : numbers ? Types.FLOAT64 : Types.UTF8;
    }

    private static boolean isInteger(DataType type) {
        return type.isInteger() || type.equals(WIDE);
    }

    private DataType of(byte[] text, int from, int end) {
        if (TextNumbers.isInteger(text, from, end)) {
            return TextNumbers.integer(text, from, end) == null ? WIDE : Types.INT64;
        }
        if (TextNumbers.isFloat(text, from, end, point)) {
            return Types.FLOAT64;
        }
        if (TextNumbers.bool(text, from, end) >= 0) {
            return Types.BOOL;
        }
        if (dates) {
            if (TextDates.date(text, from, end) != null) {
                return Types.DATE32;
            }
            TextDates.Moment moment = TextDates.moment(text, from, end);
            if (moment != null) {
                return new DataType.Timestamp(TimeUnit.MICROSECOND, moment.hasOffset() ? "UTC" : null);
            }
            if (TextDates.time(text, from, end) != null) {
                return new DataType.Time(TimeUnit.NANOSECOND);
            }
        }
        return Types.UTF8;
    }
}
