package dev.penstock.kernel.sort;

import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// How the rows of a table in several pieces are divided into parts that come one after the other. Made once, then used
/// by many threads.
public final class TableWords implements AutoCloseable {
    /// So many rows of the sample make the parts about equal.
    private static final int SAMPLES_PER_PART = 16;

    private static final int FEWEST_SAMPLES = 1024;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final List<TopWords> pieces = new ArrayList<>();
    private final Splitters splitters;

    /// @param keys for each piece its keys
    /// @param spans of the values in all pieces
    /// @param wanted about how many parts, at most [Splitters#MOST_PARTS]
    public TableWords(List<List<SortKey>> keys, Spans spans, int wanted, DictionaryRanks ranks, Allocator allocator) {
        try {
            byte[] common = {};
            make(keys, spans, common, ranks, allocator);
            List<Long> rows = sampleRows(keys, wanted);
            common = common(rows);
            if (common.length > 0) {
                close();
                make(keys, spans, common, ranks, allocator);
            }
            long[] sample = new long[rows.size()];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = pieces.get((int) (rows.get(i) >>> 32)).at(rows.get(i) & 0xFFFF_FFFFL);
            }
            splitters = Splitters.of(sample, wanted);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void make(
            List<List<SortKey>> keys, Spans spans, byte[] common, DictionaryRanks ranks, Allocator allocator) {
        for (List<SortKey> piece : keys) {
            pieces.add(new TopWords(piece, spans.keys, common, ranks, allocator));
        }
    }

    /// What the keys of a table span.
    public static final class Spans {
        private final List<KeySpan> keys;

        private Spans(List<KeySpan> keys) {
            this.keys = List.copyOf(keys);
        }

        /// What the keys of one piece span.
        public static Spans of(List<SortKey> keys) {
            return new Spans(KeySpan.of(keys));
        }

        /// What both span.
        public Spans with(Spans other) {
            var both = new ArrayList<KeySpan>();
            for (int key = 0; key < keys.size(); key++) {
                both.add(keys.get(key).with(other.keys.get(key)));
            }
            return new Spans(both);
        }
    }

    /// Rows from all over the table, each as its piece and its row there.
    private static List<Long> sampleRows(List<List<SortKey>> keys, int wanted) {
        long[] starts = new long[keys.size() + 1];
        for (int piece = 0; piece < keys.size(); piece++) {
            starts[piece + 1] = starts[piece] + keys.get(piece).getFirst().values().length();
        }
        long rows = starts[keys.size()];
        long count = Math.min(rows, Math.max(FEWEST_SAMPLES, (long) wanted * SAMPLES_PER_PART));
        long stride = rows / count;
        var sample = new ArrayList<Long>();
        int piece = 0;
        for (long i = 0; i < count; i++) {
            // Not the same place in each stride: the rows may repeat with the same period.
            long row = i * stride + Long.remainderUnsigned((i * GOLDEN) >>> 16, stride);
            while (row >= starts[piece + 1]) {
                piece++;
            }
            sample.add(((long) piece << 32) | (row - starts[piece]));
        }
        return sample;
    }

    /// What all sampled strings of the first key begin with.
    private byte[] common(List<Long> sample) {
        if (pieces.getFirst().text() == null) {
            return new byte[0];
        }
        long first = 0;
        long common = -1;
        for (long place : sample) {
            BytesColumn texts = pieces.get((int) (place >>> 32)).text();
            long row = place & 0xFFFF_FFFFL;
            if (texts == null || texts.isNull(row)) {
                continue;
            }
            if (common < 0) {
                first = texts.address(row);
                common = texts.size(row);
            } else {
                common = Bytes.common(first, texts.address(row), Math.min(common, texts.size(row)));
            }
        }
        byte[] bytes = new byte[(int) Math.max(0, common)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Native.getByte(first + i);
        }
        return bytes;
    }

    /// How many parts there are.
    public int parts() {
        return splitters.count();
    }

    /// Writes the part of each of rows `from` to `from + count` of a piece, two bytes each.
    ///
    /// @param room 16 bytes for each row
    public void classify(int piece, long from, long count, long to, long room) {
        pieces.get(piece).write(from, count, room, room + (count << 3));
        splitters.classify(room, count, to);
    }

    @Override
    public void close() {
        pieces.forEach(TopWords::close);
        pieces.clear();
    }
}
