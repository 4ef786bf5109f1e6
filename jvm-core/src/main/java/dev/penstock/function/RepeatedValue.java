package dev.penstock.function;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;

/// A list of as many times the first argument as the second one says. Null where the number is null.
public record RepeatedValue() implements OwnFunction {
    @Override
    public boolean strict() {
        return false;
    }

    @Override
    public void apply(Arguments in, Answer out) {
        Values values = in.get(0);
        Values counts = in.get(1);
        for (int row = 0; row < in.rows(); row++) {
            if (!counts.isNull(row)) {
                int count = Math.toIntExact(counts.getLong(row));
                int place = out.setList(row, count);
                for (int i = 0; i < count; i++) {
                    copy(values, row, out.elements(), place + i);
                }
            }
        }
    }

    /// Copies a value of any type.
    private static void copy(Values from, int row, Answer to, int place) {
        if (from.isNull(row)) {
            return;
        }
        switch (from.type()) {
            case DataType.Bool _ -> to.setBoolean(place, from.getBoolean(row));
            case DataType.FloatingPoint _ -> to.setDouble(place, from.getDouble(row));
            case DataType.Utf8 _ -> to.setString(place, from.getString(row));
            case DataType.Binary _, DataType.FixedSizeBinary _ -> to.setBytes(place, from.getBytes(row));
            case DataType.Decimal _ -> to.setDecimal(place, from.getDecimal(row));
            case DataType.StructOf(List<Field> fields) -> {
                to.setStruct(place);
                fields.forEach(field -> copy(from.field(field.name()), row, to.field(field.name()), place));
            }
            case DataType.ListOf _, DataType.FixedSizeListOf _, DataType.MapOf _ -> {
                int at = to.setList(place, from.size(row));
                for (int i = 0; i < from.size(row); i++) {
                    copy(from.elements(), from.start(row) + i, to.elements(), at + i);
                }
            }
            default -> to.setLong(place, from.getLong(row));
        }
    }
}
