package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Values of 64 bits in the order of a [Sequence]: integers, or floats as float64. It owns nothing.
///
/// @param values eight bytes each; those of null places are any
/// @param flags a byte for each place, 1 where there is a value; 0 when there is one everywhere
public record Lanes(long values, long flags) {
    boolean isValid(long place) {
        return flags == 0 || Native.getByte(flags + place) != 0;
    }

    public boolean hasNulls() {
        return flags != 0;
    }
}
