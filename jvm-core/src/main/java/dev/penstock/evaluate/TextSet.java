package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Whether a text is one of many constants, which lie in a table with open addresses, at most half full. Null where the
/// text is.
final class TextSet extends Node {
    private final Node input;
    private final List<byte[]> constants;
    private final long[] addresses;
    private final int[] sizes;
    private boolean written;

    /// @param constants each once
    TextSet(Node input, List<byte[]> constants) {
        super(Kind.BITS);
        this.input = input;
        this.constants = constants;
        int slots = Math.max(16, Integer.highestOneBit(Math.max(1, constants.size())) << 2);
        addresses = new long[slots];
        sizes = new int[slots];
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (!written) {
            for (byte[] text : constants) {
                long copy = rows.room(Math.max(1, text.length));
                MemorySegment.copy(text, 0, Native.ALL, ValueLayout.JAVA_BYTE, copy, text.length);
                int slot = slot(copy, text.length);
                addresses[slot] = copy;
                sizes[slot] = text.length;
            }
            written = true;
        }
        Lanes texts = input.of(rows);
        int n = rows.count();
        to.nullsOf(texts, n);
        long bits = to.room();
        for (long i = 0; i < n; i++) {
            long text = Native.getLong(texts.values() + (i << 3));
            int size = Native.getInt(texts.sizes() + (i << 2));
            BitLanes.put(bits, i, addresses[slot(text, size)] != 0);
        }
    }

    /// Where the text is, or the free slot where it would be.
    private int slot(long text, int size) {
        int mask = addresses.length - 1;
        int at = (int) Bytes.hash(text, size) & mask;
        while (addresses[at] != 0 && !(sizes[at] == size && Bytes.equal(addresses[at], text, size))) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
