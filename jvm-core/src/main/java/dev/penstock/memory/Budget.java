package dev.penstock.memory;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many bytes an owner may hold. Budgets form a tree: what a query holds, its engine holds too.
///
/// Whoever is about to allocate reserves first, so that a refusal costs nothing. Thread-safe.
public final class Budget implements AutoCloseable {
    private final String owner;
    private final long limitBytes;
    private final @Nullable Budget parent;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final Set<Budget> children = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Reclaimable reclaimable;

    private Budget(String owner, long limitBytes, @Nullable Budget parent) {
        this.owner = owner;
        this.limitBytes = limitBytes;
        this.parent = parent;
    }

    /// A budget that nobody stands above.
    public static Budget root(String owner, long limitBytes) {
        return new Budget(owner, limitBytes, null);
    }

    /// A budget inside this one. Close it when its owner will reserve no more; bytes still held are then listed no
    /// longer, but they count until they are released.
    public Budget child(String childOwner, long childLimitBytes) {
        var child = new Budget(childOwner, Math.min(childLimitBytes, limitBytes), this);
        children.add(child);
        return child;
    }

    /// Names what gives way before this budget, which nobody stands above, refuses.
    public void reclaimFrom(Reclaimable source) {
        if (parent != null) {
            throw new IllegalStateException(owner + " is part of another budget");
        }
        reclaimable = source;
    }

    /// Takes `bytes` from this budget and from all above it, or from none.
    ///
    /// @throws PenstockException with code MEMORY_LIMIT, naming the largest owners
    public void reserve(long bytes) {
        Budget full = full(bytes);
        if (full != null) {
            throw full.refused(owner, bytes);
        }
    }

    /// Takes `bytes` from this budget and from all above it, and says whether it did.
    public boolean tryReserve(long bytes) {
        return full(bytes) == null;
    }

    /// Takes `bytes`, or says which budget had no room for them.
    private @Nullable Budget full(long bytes) {
        Budget full = take(bytes);
        return full != null && reclaim(bytes) ? take(bytes) : full;
    }

    /// Whether the budget above all others was too full, and something gave way.
    private boolean reclaim(long bytes) {
        Budget root = this;
        while (root.parent != null) {
            root = root.parent;
        }
        Reclaimable source = root.reclaimable;
        long missing = bytes - (root.limitBytes - root.used.get());
        return source != null && missing > 0 && source.reclaim(missing);
    }

    private @Nullable Budget take(long bytes) {
        long now = used.addAndGet(bytes);
        Budget full = now > limitBytes ? this : parent == null ? null : parent.take(bytes);
        if (full == null) {
            peak.accumulateAndGet(now, Math::max);
        } else {
            used.addAndGet(-bytes);
        }
        return full;
    }

    /// Gives back what was reserved.
    public void release(long bytes) {
        long left = used.addAndGet(-bytes);
        assert left >= 0 : owner + " released more than it reserved";
        if (parent != null) {
            parent.release(bytes);
        }
    }

    public String owner() {
        return owner;
    }

    public long usedBytes() {
        return used.get();
    }

    /// The most that was held at one time.
    public long peakBytes() {
        return peak.get();
    }

    public long limitBytes() {
        return limitBytes;
    }

    /// Bytes that may still be reserved here.
    public long freeBytes() {
        long own = limitBytes - used.get();
        return parent == null ? own : Math.min(own, parent.freeBytes());
    }

    /// Bytes that may still be reserved before this budget, or one above it, is four fifths full: from there on owners
    /// that can put rows onto the disk should. Negative when it is fuller. What would give way does so before.
    public long softFreeBytes() {
        long own = limitBytes / 5 * 4 - used.get();
        Reclaimable source = reclaimable;
        if (own < 0 && source != null && source.reclaim(-own)) {
            own = limitBytes / 5 * 4 - used.get();
        }
        return parent == null ? own : Math.min(own, parent.softFreeBytes());
    }

    /// Takes this budget out of its parent's list of owners.
    @Override
    public void close() {
        if (parent != null) {
            parent.children.remove(this);
        }
    }

    private PenstockException refused(String asker, long bytes) {
        Budget full = this;
        while (full.parent != null && full.isPartOfOwner()) {
            full = full.parent;
        }
        String owners =
                full.children.stream()
                        .sorted(Comparator.comparingLong(Budget::usedBytes).reversed())
                        .limit(5)
                        .map(child -> "%s %,d".formatted(child.owner, child.usedBytes()))
                        .collect(Collectors.joining(", "));
        String message =
                "%s asked for %,d bytes; %,d of the %,d bytes of %s are in use%s"
                        .formatted(
                                asker,
                                bytes,
                                full.usedBytes(),
                                full.limitBytes,
                                full.owner,
                                owners.isEmpty() ? "" : " (" + owners + ")");
        return new PenstockException(ErrorCode.MEMORY_LIMIT, message)
                .hint("raise memory_limit, close frames that are no longer needed, or stream the result in batches");
    }

    /// Whether this is an operator of a query, without a limit of its own: it is the query that is full then, and all
    /// of its operators are of interest.
    private boolean isPartOfOwner() {
        return parent != null && parent.parent != null && parent.limitBytes == limitBytes;
    }

    /// The largest owners below this budget, for reports.
    public List<Budget> owners() {
        return children.stream().sorted(Comparator.comparingLong(Budget::usedBytes).reversed()).toList();
    }
}
