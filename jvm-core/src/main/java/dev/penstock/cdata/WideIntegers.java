package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where in a schema 128-bit integers stand. Arrow has no such type; Polars sends them under private formats, and we
/// take them as `decimal128(38, 0)`, whose bits are the same as long as a value has no more than 38 digits. That is
/// checked here, value by value, because a value that does not fit would silently be another number.
///
/// @param name of the node
/// @param signed whether this node itself is such a column, and of which kind; null when it is not
/// @param children nodes below that are or contain such columns, by their position
record WideIntegers(String name, @Nullable Boolean signed, Map<Integer, WideIntegers> children) {
    private static final BigInteger LIMIT = BigInteger.TEN.pow(38);
    private static final long LIMIT_HIGH = LIMIT.shiftRight(64).longValueExact();
    private static final long LIMIT_LOW = LIMIT.longValue();

    /// The wide integers in the schema at `address`; null when there are none.
    static @Nullable WideIntegers find(long address) {
        String format = CMemory.text(Native.getLong(address + CSchema.FORMAT));
        Boolean signed = format.equals("_pli128") ? Boolean.TRUE : format.equals("_plu128") ? Boolean.FALSE : null;
        Map<Integer, WideIntegers> children = new TreeMap<>();
        long count = Native.getLong(address + CSchema.CHILD_COUNT);
        long pointers = Native.getLong(address + CSchema.CHILDREN);
        for (int i = 0; i < count; i++) {
            WideIntegers below = find(Native.getLong(pointers + 8L * i));
            if (below != null) {
                children.put(i, below);
            }
        }
        String name = CMemory.text(Native.getLong(address + CSchema.NAME));
        return signed == null && children.isEmpty() ? null : new WideIntegers(name, signed, children);
    }

    /// @throws PenstockException with code CAST for a value of more than 38 digits
    void check(ArrayData data) {
        try {
            if (signed != null) {
                checkValues(data);
            }
            children.forEach((index, below) -> below.check(data.children().get(index)));
        } catch (PenstockException e) {
            throw name.isEmpty() ? e : e.column(name);
        }
    }

    private void checkValues(ArrayData data) {
        Bitmap validity = data.validity();
        long values = data.length() == 0 ? 0 : data.buffer(1).address() + data.offset() * 16;
        for (long row = 0; row < data.length(); row++) {
            long low = Native.getLong(values + (row << 4));
            long high = Native.getLong(values + (row << 4) + 8);
            if (!fits(high, low) && validity.get(row)) {
                String value = value(high, low).toString();
                throw new PenstockException(
                                ErrorCode.CAST,
                                "the 128-bit integer " + value + " in row " + row + " has too many digits")
                        .hint("Arrow carries up to 38 digits; cast the column to strings or to float64 first");
            }
        }
    }

    private boolean fits(long high, long low) {
        if (Boolean.TRUE.equals(signed) && high < 0) {
            // The magnitude, -v = ~v + 1, fits into 128 bits without a sign.
            return below(~high + (low == 0 ? 1 : 0), -low);
        }
        return below(high, low);
    }

    private static boolean below(long high, long low) {
        int byHigh = Long.compareUnsigned(high, LIMIT_HIGH);
        return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(low, LIMIT_LOW) < 0);
    }

    private BigInteger value(long high, long low) {
        BigInteger upper =
                Boolean.TRUE.equals(signed) ? BigInteger.valueOf(high) : new BigInteger(Long.toUnsignedString(high));
        return upper.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
    }
}
