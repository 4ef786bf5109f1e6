package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.math.BigInteger;

/// Exact sums of decimals of up to 38 digits; 0 of nothing, and an error where the sum has more digits than its type.
///
/// A sum has three words, so that what goes beyond 128 bits for a while may come back.
final class DecimalSums implements Accumulator, Totals {
    private static final int WORDS = 3;
    private static final int BYTES = WORDS * Long.BYTES;

    private final DataType.Decimal type;
    private final Slots words;

    /// @param type of 128 bits
    DecimalSums(DataType.Decimal type, Allocator allocator) {
        this.type = type;
        this.words = Slots.longs(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        // One more group in front, for rows that count for none.
        words.grow((groups + 1) * WORDS);
    }

    private long at(long group) {
        return words.address() + (group + 1) * BYTES;
    }

    @Override
    public void add(GroupedColumn rows) {
        ArrayData data = rows.data();
        int width = ((DataType.Decimal) data.type()).bits() / 8;
        long values = data.buffer(1).address() + data.offset() * width;
        if (width == Wide.BYTES) {
            add(rows.valid(), values, rows.rows(), at(0));
        } else {
            addNarrow(rows.valid(), values, width, rows.rows(), at(0));
        }
    }

    private static void add(long ids, long values, long rows, long first) {
        for (long row = 0; row < rows; row++) {
            long at = first + (long) Native.getInt(ids + (row << 2)) * BYTES;
            long low = Native.getLong(values + (row << 4));
            long high = Native.getLong(values + (row << 4) + 8);
            addTo(at, low, high, high >> 63);
        }
    }

    private static void addNarrow(long ids, long values, int width, long rows, long first) {
        for (long row = 0; row < rows; row++) {
            long at = first + (long) Native.getInt(ids + (row << 2)) * BYTES;
            long value = width == 8 ? Native.getLong(values + (row << 3)) : Native.getInt(values + (row << 2));
            addTo(at, value, value >> 63, value >> 63);
        }
    }

    private static void addTo(long at, long low, long high, long top) {
        long sum = Native.getLong(at) + low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        long before = Native.getLong(at + 8);
        long middle = before + high;
        long over = Long.compareUnsigned(middle, high) < 0 ? 1 : 0;
        long carried = middle + carry;
        over += Long.compareUnsigned(carried, middle) < 0 ? 1 : 0;
        Native.putLong(at, sum);
        Native.putLong(at + 8, carried);
        Native.putLong(at + 16, Native.getLong(at + 16) + top + over);
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (DecimalSums) other;
        for (long i = 0; i < from.count(); i++) {
            long source = same.at(from.row(i));
            addTo(
                    at(Native.getInt(to + (i << 2))),
                    Native.getLong(source),
                    Native.getLong(source + 8),
                    Native.getLong(source + 16));
        }
    }

    @Override
    public double get(long group) {
        long at = at(group);
        long high = Native.getLong(at + 8);
        double whole =
                Native.getLong(at + 16) == high >> 63
                        ? Wide.number(high, Native.getLong(at))
                        : Wide.big(at, BYTES).doubleValue();
        return whole / Math.pow(10, type.scale());
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Buffer values = assembly.buffer(groups.count() * Wide.BYTES);
        BigInteger limit = BigInteger.TEN.pow(type.precision());
        for (long i = 0; i < groups.count(); i++) {
            long at = at(groups.row(i));
            // Sums of one word are below all limits that matter: 38 digits are more than 64 bits.
            boolean small = Native.getLong(at + 8) == Native.getLong(at) >> 63;
            if (!small && Wide.big(at, BYTES).abs().compareTo(limit) >= 0) {
                throw new PenstockException(ErrorCode.COMPUTE, "the sum has more digits than " + type + " has room for")
                        .hint("cast the column to float64 before it is summed");
            }
            Native.copy(at, values.address() + i * Wide.BYTES, Wide.BYTES);
        }
        return Results.column(type, groups, assembly, values, Results.ALL);
    }

    @Override
    public void close() {
        words.close();
    }
}
