package dev.penstock.kernel.sort;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;

/// Whether rows come in an order already. On rows that do not, one look at the first few says so.
public enum SortedCheck {
    /// Each row comes behind the one before it, or agrees with it.
    SORTED,
    /// Each row comes before the one before it.
    REVERSED,
    /// Each row comes before the one before it, or agrees with it.
    REVERSED_WITH_TIES;

    /// Whether row `j` of `b` may follow row `i` of `a`.
    public boolean follows(List<SortKey> a, long i, List<SortKey> b, long j) {
        int order =
                ValueOrder.compare(
                        a.stream().map(SortKey::values).toList(),
                        i,
                        b.stream().map(SortKey::values).toList(),
                        j,
                        a.stream().map(SortKey::order).toList());
        return this == SORTED ? order <= 0 : this == REVERSED ? order > 0 : order >= 0;
    }

    /// Whether all of `rows` rows come in this order.
    public boolean test(List<SortKey> keys, long rows, DictionaryRanks ranks, Allocator allocator) {
        if (rows < 2) {
            return true;
        }
        try (KeyParts parts = KeyParts.of(keys, ranks, allocator)) {
            if (parts.list().isEmpty()) {
                return this != REVERSED;
            }
            boolean exact = parts.list().size() == 1 && parts.list().getFirst() instanceof KeyPart.Fixed;
            try (Block words = allocator.allocate(16 * rows)) {
                long at = words.address();
                switch (parts.list().getFirst()) {
                    case KeyPart.Fixed fixed -> fixed.write(0, rows, at, at + 8 * rows);
                    case KeyPart.Text text -> text.write(0, rows, 0, at);
                }
                return test(at, rows, exact, keys);
            }
        }
    }

    private boolean test(long words, long rows, boolean exact, List<SortKey> keys) {
        long flip = this == SORTED ? 0 : -1L;
        long last = Native.getLong(words) ^ flip;
        for (long i = 1; i < rows; i++) {
            long word = Native.getLong(words + (i << 3)) ^ flip;
            if (Long.compareUnsigned(last, word) >= 0 && !mayFollow(last == word, exact, keys, i)) {
                return false;
            }
            last = word;
        }
        return true;
    }

    private boolean mayFollow(boolean same, boolean exact, List<SortKey> keys, long row) {
        return same && (exact ? this != REVERSED : follows(keys, row - 1, keys, row));
    }
}
