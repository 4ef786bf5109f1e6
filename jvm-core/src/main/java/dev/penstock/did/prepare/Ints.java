package dev.penstock.did.prepare;

import dev.penstock.did.panel.HeapRoom;
import java.util.ArrayList;
import java.util.List;

/// Codes that grow by pieces, so that growing copies nothing.
final class Ints {
    private static final int MASK = Doubles.PIECE - 1;

    private final HeapRoom room;
    private final List<int[]> pieces = new ArrayList<>();
    private int size;

    Ints(HeapRoom room) {
        this.room = room;
    }

    int size() {
        return size;
    }

    void add(int value) {
        if ((size & MASK) == 0) {
            room.reserve((long) Doubles.PIECE << 2);
            pieces.add(new int[Doubles.PIECE]);
        }
        pieces.getLast()[size++ & MASK] = value;
    }

    /// Adds the first `rows` of `values` that are not marked.
    void addUnmarked(int[] values, boolean[] marks, int rows) {
        for (int row = 0; row < rows; row++) {
            if (!marks[row]) {
                add(values[row]);
            }
        }
    }

    int get(int row) {
        return pieces.get(row >>> Doubles.PIECE_BITS)[row & MASK];
    }

    void set(int row, int value) {
        pieces.get(row >>> Doubles.PIECE_BITS)[row & MASK] = value;
    }

    /// Puts `codes[code]` in the place of each code.
    void recode(int[] codes) {
        for (int row = 0; row < size; row++) {
            set(row, codes[get(row)]);
        }
    }

    /// The codes of some rows in their order.
    int[] of(int[] rows) {
        room.reserve((long) rows.length << 2);
        int[] taken = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            taken[i] = get(rows[i]);
        }
        return taken;
    }

    /// Gives the memory back; the codes are gone.
    void clear() {
        room.release(((long) pieces.size() * Doubles.PIECE) << 2);
        pieces.clear();
        size = 0;
    }
}
