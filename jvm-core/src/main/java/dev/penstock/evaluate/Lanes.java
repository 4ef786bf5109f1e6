package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of a chunk of rows, in the form of one [Kind]: where a column has them, where a result is to go, or in
/// room of their own, which is taken when it is first needed. Values of null lanes and lanes behind the last one are
/// not defined, but safe to compute with.
final class Lanes {
    private static final long BIT_BYTES = Math.max(64, BitLanes.bytes(LaneMemory.LANES));
    private static final int MASKS = 2;

    private final Rows rows;
    private final Kind kind;
    private final List<Lanes> spares = new ArrayList<>();
    private long own;
    private long target;
    private long values;
    private long sizes;
    private long valid;
    private long masks;
    private boolean nulls;
    private @Nullable TextRoom text;

    Lanes(Kind kind, Rows rows) {
        this.kind = kind;
        this.rows = rows;
    }

    /// Where the values lie: 8 bytes each for integers and floats, 16 for decimals, bits for truth values, and for byte
    /// strings the addresses of their bytes.
    long values() {
        return values;
    }

    /// Says that the values lie at `address`.
    void at(long address) {
        values = address;
    }

    /// Says where the next values go, when they need not go to room of their own; 0 for there.
    void target(long address) {
        target = address;
    }

    /// Room for the values; they lie there from now on.
    long room() {
        if (target != 0) {
            values = target;
            return target;
        }
        if (own == 0) {
            own = rows.room(kind == Kind.BITS ? BIT_BYTES : (long) LaneMemory.LANES * kind.bytes());
        }
        values = own;
        return own;
    }

    /// Where the sizes of byte strings lie, 4 bytes each; at least 0 even for nulls.
    long sizes() {
        if (sizes == 0) {
            sizes = rows.room((long) LaneMemory.LANES * Integer.BYTES);
        }
        return sizes;
    }

    /// Room for the bytes of strings that are made for this chunk; what was in it before is gone.
    TextRoom text() {
        TextRoom room = text;
        if (room == null) {
            room = new TextRoom(rows);
            text = room;
        }
        room.clear();
        return room;
    }

    /// Which lanes are not null; not defined unless [#nulls].
    long valid() {
        if (valid == 0) {
            valid = rows.room(BIT_BYTES);
        }
        return valid;
    }

    /// Room for a bit of each lane between two kernels: there are two, 0 and 1.
    long mask(int number) {
        if (masks == 0) {
            masks = rows.room(MASKS * BIT_BYTES);
        }
        return masks + number * BIT_BYTES;
    }

    /// Other lanes of the same kind, for what a kernel computes on the way.
    Lanes spare(int number) {
        while (spares.size() <= number) {
            spares.add(new Lanes(kind, rows));
        }
        return spares.get(number);
    }

    /// Whether there may be nulls.
    boolean nulls() {
        return nulls;
    }

    void nulls(boolean mayBe) {
        nulls = mayBe;
    }

    boolean isNull(long lane) {
        return nulls && !BitLanes.get(valid, lane);
    }

    /// The lanes in which `a` is null are null.
    void nullsOf(Lanes a, int n) {
        nulls = a.nulls;
        if (nulls) {
            BitLanes.copy(a.valid(), valid(), n);
        }
    }

    /// The lanes in which any of `inputs` is null are null.
    void nullsOf(Lanes[] inputs, int n) {
        nulls = false;
        for (Lanes input : inputs) {
            if (input.nulls) {
                keepOnly(input.valid(), n);
            }
        }
    }

    /// Makes those lanes null whose bit is not set.
    void keepOnly(long kept, int n) {
        if (nulls) {
            BitLanes.and(valid(), kept, valid(), n);
        } else {
            nulls = true;
            BitLanes.copy(kept, valid(), n);
        }
    }

    /// Which lanes are not null, written out even when all are.
    long writtenValid(int n) {
        if (!nulls) {
            BitLanes.fill(valid(), n, true);
        }
        return valid();
    }
}
