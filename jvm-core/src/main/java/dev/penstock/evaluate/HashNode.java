package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Hashes;
import dev.penstock.memory.Native;
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
                    long hashes = to.room();
                    for (long lane = 0; lane < n; lane++) {
                        long hash = values.isNull(lane) ? NULL : hash(input.kind(), values, lane);
                        Native.putLong(hashes + (lane << 3), Hashes.mix(seed ^ hash));
                    }
                    to.nulls(false);
                });
    }

    private static long hash(Kind kind, Lanes lanes, long lane) {
        long values = lanes.values();
        return switch (kind) {
            case LONGS -> Native.getLong(values + (lane << 3));
            case DOUBLES -> Double.doubleToLongBits(Native.getDouble(values + (lane << 3)) + 0.0);
            case BITS -> BitLanes.get(values, lane) ? 1 : 0;
            case BYTES -> Bytes.hash(Native.getLong(values + (lane << 3)), Native.getInt(lanes.sizes() + (lane << 2)));
            case WIDE -> Hashes.mix(Native.getLong(values + (lane << 4))) ^ Native.getLong(values + (lane << 4) + 8);
            case HUGE -> Bytes.hash(values + (lane << 5), kind.bytes());
        };
    }
}
