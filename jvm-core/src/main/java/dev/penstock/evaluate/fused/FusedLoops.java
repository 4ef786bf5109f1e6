package dev.penstock.evaluate.fused;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The loops of this process, one for each shape; the shapes that were used last.
///
/// Loops are made and warmed up by one thread in the background: a query never waits for the JVM's compiler, and never
/// runs a loop that is still interpreted.
final class FusedLoops {
    /// A shape's loop, once there is one.
    static final class Made {
        private final Shape shape;
        private final boolean selects;
        private final AtomicBoolean asked = new AtomicBoolean();
        private volatile @Nullable FusedLoop warm;

        private Made(Shape shape, boolean selects) {
            this.shape = shape;
            this.selects = selects;
        }

        /// The loop, if the JVM has compiled it; null before.
        @Nullable FusedLoop warm() {
            return warm;
        }

        /// Has the loop made and warmed up, if nobody has asked for it before.
        ///
        /// @param example whose constants tell what values the columns might have
        void ask(Fused example) {
            if (!asked.compareAndSet(false, true)) {
                return;
            }
            try {
                MAKERS.execute(() -> {
                    FusedLoop loop = make();
                    if (WarmUp.run(loop, example, selects)) {
                        warm = loop;
                    }
                });
            } catch (RejectedExecutionException e) {
                // Too many have asked; the next program with this shape asks again.
                asked.set(false);
            }
        }

        /// A loop of its own, as cold as it is.
        FusedLoop make() {
            return selects ? LoopCode.selecting(shape) : LoopCode.computing(shape);
        }
    }

    private record Key(Shape shape, boolean selects) {}

    private static final int MOST_SHAPES = 512;
    private static final int MOST_WAITING = 64;
    private static final ThreadPoolExecutor MAKERS =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofPlatform().name("penstock-loops").daemon().factory());

    private static final Map<Key, Made> KNOWN =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Made> eldest) {
                    return size() > MOST_SHAPES;
                }
            };

    private FusedLoops() {}

    static Made of(Shape shape, boolean selects) {
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(new Key(shape, selects), _ -> new Made(shape, selects));
        }
    }
}
