package dev.penstock.evaluate;

import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Hashes;
import dev.penstock.plan.Options;
import java.util.List;

/// Hashes of values by what they are, not by how they lie in memory: equal numbers of any width have equal hashes, as
/// have 0.0 and -0.0, all NaNs, and equal strings. Null has a hash too.
final class HashNode {
    private static final long NULL = 0x3C6E_F372_FE94_F82BL;

    private HashNode() {}

    /// @param options `seed` varies the hashes
    static Node of(Node input, Options options) {
        long seed = Hashes.mix(options.integer("seed", 0));
        return Computed.of(
                Kind.LONGS,
                List.of(input),
                (in, to, n) -> {
                    Lanes values = in[0];
                    long[] hashes = to.longs();
                    for (int lane = 0; lane < n; lane++) {
                        boolean isNull = values.nulls() && !isSet(values.valid(), lane);
                        hashes[lane] = Hashes.mix(seed ^ (isNull ? NULL : hash(input.kind(), values, lane)));
                    }
                    to.nulls(false);
                });
    }

    private static boolean isSet(long[] bits, int lane) {
        return (bits[lane >>> 6] >>> lane & 1) != 0;
    }

    private static long hash(Kind kind, Lanes values, int lane) {
        return switch (kind) {
            case LONGS -> values.longs()[lane];
            case DOUBLES -> Double.doubleToLongBits(values.doubles()[lane] + 0.0);
            case BITS -> isSet(values.bits(), lane) ? 1 : 0;
            case BYTES -> Bytes.hash(values.longs()[lane], values.sizes()[lane]);
            case WIDE -> Hashes.mix(values.longs()[lane]) ^ values.high()[lane];
        };
    }
}
