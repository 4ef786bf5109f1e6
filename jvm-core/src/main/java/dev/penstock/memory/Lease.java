package dev.penstock.memory;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A share in memory. The last share to close gives the memory back; closing a share twice is harmless.
public final class Lease implements AutoCloseable {
    private final Shared shared;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Lease(Shared shared) {
        this.shared = shared;
    }

    /// The first share in memory that `release` gives back. `release` runs exactly once.
    public static Lease of(Runnable release) {
        return new Lease(new Shared(release));
    }

    /// A share in memory that lives for ever.
    public static Lease none() {
        return of(() -> {});
    }

    /// One share that keeps several others; it adopts them.
    public static Lease adoptAll(List<Lease> leases) {
        if (leases.size() == 1) {
            return leases.getFirst();
        }
        List<Lease> kept = List.copyOf(leases);
        return of(() -> kept.forEach(Lease::close));
    }

    /// Another share in the same memory.
    ///
    /// @throws IllegalStateException when this share was closed
    public Lease share() {
        if (!open.get() || !shared.enter()) {
            throw new IllegalStateException("the memory was given back");
        }
        return new Lease(shared);
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            shared.leave();
        }
    }

    private static final class Shared {
        private final Runnable release;
        private final AtomicInteger holders = new AtomicInteger(1);

        Shared(Runnable release) {
            this.release = release;
        }

        boolean enter() {
            return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
        }

        void leave() {
            if (holders.decrementAndGet() == 0) {
                release.run();
            }
        }
    }
}
