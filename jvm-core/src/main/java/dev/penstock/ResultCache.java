package dev.penstock;

import dev.penstock.column.Frame;
import dev.penstock.memory.Reclaimable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Results that were collected, by their plans and by how the plans' sources looked. The ones that were asked for least
/// recently go first, when there are too many bytes or when somebody else needs the memory. Thread-safe.
///
/// What it holds counts in the engine's budget like any frame. Columns that a result has in common with its source, or
/// with another result, count as bytes of each.
final class ResultCache implements Reclaimable, AutoCloseable {
    /// What a result is known by.
    ///
    /// @param engine the one that was asked for: where rows have no order, each has its own
    record Key(PlanCache.Key plan, @Nullable String engine) {}

    private record Entry(Frame frame, long bytes) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// The result, for the caller; null when it is not known.
    synchronized @Nullable Frame get(Key key) {
        Entry known = entries.get(key);
        return known == null ? null : known.frame.share();
    }

    /// Keeps a share in a result, unless it is larger than all results together may be.
    ///
    /// @param mostBytes of all results
    synchronized void put(Key key, Frame result, long mostBytes) {
        long size = result.bytes();
        if (size > mostBytes) {
            return;
        }
        Entry before = entries.remove(key);
        if (before != null) {
            drop(before);
        }
        shrink(mostBytes - size);
        entries.put(key, new Entry(result.share(), size));
        bytes += size;
    }

    /// How many bytes all results have.
    synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized boolean reclaim(long wanted) {
        boolean some = !entries.isEmpty();
        shrink(Math.max(0, bytes - wanted));
        return some;
    }

    private void shrink(long mostBytes) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            oldest.remove();
            drop(entry);
        }
    }

    private void drop(Entry entry) {
        bytes -= entry.bytes;
        entry.frame.close();
    }

    @Override
    public synchronized void close() {
        shrink(-1);
    }
}
