package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The buffers of the strings of several pieces, each of them once.
final class TextBuffers {
    private final List<Buffer> buffers = new ArrayList<>();
    private final Map<Buffer, Integer> numbers = new HashMap<>();

    /// Adds the buffers of a piece; the number of each. For strings behind offsets there is one number, that of the
    /// first window.
    int[] add(ArrayData piece) {
        if (piece.layout() instanceof Layout.Views) {
            return piece.buffers().stream().skip(2).mapToInt(this::number).toArray();
        }
        int known = numbers.getOrDefault(piece.buffer(2), -1);
        if (known >= 0) {
            return new int[] {known};
        }
        numbers.put(piece.buffer(2), buffers.size());
        int first = buffers.size();
        long window = 1L << MovedColumn.Texts.WINDOW_BITS;
        Buffer all = piece.buffer(2);
        long done = 0;
        do {
            // Strings that begin in a window may end in the next one, which lies right behind it.
            buffers.add(new Buffer(all.address() + done, all.bytes() - done));
            done += window;
        } while (done < all.bytes());
        return new int[] {first};
    }

    private int number(Buffer buffer) {
        return numbers.computeIfAbsent(
                buffer,
                one -> {
                    buffers.add(one);
                    return buffers.size() - 1;
                });
    }

    List<Buffer> all() {
        return buffers;
    }
}
