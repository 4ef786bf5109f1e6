package dev.penstock.did.estimate;

import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SideBySide;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Threads that share work out by pieces. Each has something of its own to work with.
public final class Crew<T> {
    /// A piece of work.
    public interface Piece<T> {
        void run(T own, int piece);
    }

    private final List<T> own;
    private final Cancellation cancellation;

    /// @param own makes what a thread works with
    public Crew(int threads, FunctionContext context, Supplier<T> own) {
        this.own = Stream.generate(own).limit(Math.max(1, threads)).toList();
        this.cancellation = context.cancellation();
    }

    /// Runs pieces 0 to before `pieces`, each once, in any order, and waits for all of them.
    ///
    /// @throws dev.penstock.error.PenstockException with code CANCELLED when the query was cancelled
    public void run(int pieces, Piece<T> work) {
        var next = new AtomicInteger();
        SideBySide.run(
                own.size(),
                IntStream.range(0, Math.min(own.size(), pieces))
                        .<Runnable>mapToObj(thread -> () -> share(own.get(thread), next, pieces, work))
                        .toList());
    }

    private void share(T mine, AtomicInteger next, int pieces, Piece<T> work) {
        for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
            cancellation.check();
            work.run(mine, piece);
        }
    }
}
