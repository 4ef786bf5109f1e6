package dev.penstock.did.prepare;

import dev.penstock.did.panel.HeapRoom;
import java.util.ArrayList;
import java.util.List;

/// Numbers that grow by pieces, so that growing copies nothing.
final class Doubles {
    static final int PIECE_BITS = 14;
    static final int PIECE = 1 << PIECE_BITS;
    private static final int MASK = PIECE - 1;

    private final HeapRoom room;
    private final List<double[]> pieces = new ArrayList<>();
    private int size;

    Doubles(HeapRoom room) {
        this.room = room;
    }

    void add(double value) {
        if ((size & MASK) == 0) {
            room.reserve((long) PIECE << 3);
            pieces.add(new double[PIECE]);
        }
        pieces.getLast()[size++ & MASK] = value;
    }

    /// Adds the first `rows` of `values` that are not marked.
    void addUnmarked(double[] values, boolean[] marks, int rows) {
        for (int row = 0; row < rows; row++) {
            if (!marks[row]) {
                add(values[row]);
            }
        }
    }

    double get(int row) {
        return pieces.get(row >>> PIECE_BITS)[row & MASK];
    }

    /// The numbers of some rows in their order. These numbers are gone afterwards.
    double[] take(int[] rows) {
        room.reserve((long) rows.length << 3);
        double[] taken = new double[rows.length];
        double[][] all = pieces.toArray(double[][]::new);
        for (int i = 0; i < rows.length; i++) {
            taken[i] = all[rows[i] >>> PIECE_BITS][rows[i] & MASK];
        }
        room.release(((long) pieces.size() * PIECE) << 3);
        pieces.clear();
        return taken;
    }
}
