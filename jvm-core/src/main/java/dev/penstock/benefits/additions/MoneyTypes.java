package dev.penstock.benefits.additions;

import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads columns of names of money types.
final class MoneyTypes implements AutoCloseable {
    /// What [#find] writes for null.
    static final byte NONE = -1;

    private static final int MOST_NAMED = 12;

    private final String column;
    private final Map<String, MoneyType> more;
    private final Ids names;
    private byte[] known = {};

    /// @param more names besides those of [MoneyType]
    MoneyTypes(String column, DataType type, Map<String, MoneyType> more, Allocator allocator) {
        this.column = column;
        this.more = more;
        this.names = new Ids(type, allocator);
    }

    /// Writes the codes of the money types in a column, a byte each.
    ///
    /// @throws PenstockException with code SCHEMA_MISMATCH and the values that are no money types
    void find(Column values, long to, Allocator allocator) {
        long rows = values.data().length();
        try (Block numbers = allocator.allocate(Math.max(1, Selection.bytes(rows)))) {
            names.find(values, numbers.address());
            if (names.count() > known.length) {
                learn(values, numbers.address(), allocator);
            }
            for (long row = 0; row < rows; row++) {
                Native.putByte(to + row, known[Native.getInt(numbers.address() + (row << 2))]);
            }
        }
    }

    /// Looks at the rows that hold a name for the first time.
    private void learn(Column values, long numbers, Allocator allocator) {
        byte[] types = Arrays.copyOf(known, names.count());
        boolean[] seen = new boolean[types.length];
        var unknown = new TreeSet<String>();
        try (Column plain = Relayout.column(values, names.type(), allocator)) {
            BytesColumn texts = BytesColumn.of(plain);
            for (long row = 0; row < texts.length(); row++) {
                int number = Native.getInt(numbers + (row << 2));
                if (number >= known.length && !seen[number]) {
                    seen[number] = true;
                    types[number] = texts.isNull(row) ? NONE : known(texts.text(row), unknown);
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw unknown(unknown);
        }
        known = types;
    }

    private byte known(String name, Set<String> unknown) {
        MoneyType mapped = more.get(name);
        if (mapped != null) {
            return mapped.code();
        }
        try {
            return MoneyType.valueOf(name).code();
        } catch (IllegalArgumentException _) {
            unknown.add(name);
            return NONE;
        }
    }

    private PenstockException unknown(Set<String> values) {
        String some = String.join("\", \"", values.stream().limit(MOST_NAMED).toList());
        String rest = values.size() > MOST_NAMED ? " and " + (values.size() - MOST_NAMED) + " more" : "";
        return new PenstockException(
                        ErrorCode.SCHEMA_MISMATCH,
                        "unknown money types in column \"%s\": \"%s\"%s".formatted(column, some, rest))
                .column(column)
                .hint(
                        "the types are %s; money_types maps other names to them"
                                .formatted(
                                        String.join(", ", Arrays.stream(MoneyType.values()).map(Enum::name).toList())));
    }

    @Override
    public void close() {
        names.close();
    }
}
