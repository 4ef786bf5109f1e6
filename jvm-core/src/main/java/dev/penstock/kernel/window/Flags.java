package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Bytes of 0 or 1 for places, made of others.
public final class Flags {
    private Flags() {}

    /// Flags places `from` to `to` where a truth value is there and true.
    ///
    /// @param truths 0 or not
    public static void ofTruths(Lanes truths, long from, long to, long flags) {
        for (long place = from; place < to; place++) {
            boolean isTrue = truths.isValid(place) && Native.getLong(truths.values() + (place << 3)) != 0;
            Native.putByte(flags + place, (byte) (isTrue ? 1 : 0));
        }
    }

    /// Flags places `from` to `to` where all three agree: `some` is 1 (or 0 in place of an address), and `others` is
    /// `wanted`.
    public static void both(long some, long others, int wanted, long from, long to, long flags) {
        for (long place = from; place < to; place++) {
            int flag = some == 0 ? 1 : Native.getByte(some + place);
            Native.putByte(flags + place, (byte) (flag & (Native.getByte(others + place) ^ wanted ^ 1)));
        }
    }
}
