package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pipelines whose source fails, for one worker or for all.
@Timeout(60)
class FailingSourceTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final WorkerThreads pool = new WorkerThreads(4);

    @AfterEach
    void stop() {
        pool.close();
    }

    private BatchStream run(Morsels source) {
        return new PipelineRun(
                SCHEMA,
                new Pipeline(List.of(), source),
                (_, _) -> Step.NOTHING,
                2,
                PipelineRun.orderedWindow(2),
                pool,
                new Cancellation());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).as("another worker came").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailureOfTheSourceComesOut() {
        BatchStream failing =
                new BatchStream() {
                    private int left = 5;

                    @Override
                    public Schema schema() {
                        return SCHEMA;
                    }

                    @Override
                    public Batch next() {
                        if (left-- == 0) {
                            throw new PenstockException(ErrorCode.IO, "the source is broken");
                        }
                        return Columns.batch("n", memory.columns().int64(1L));
                    }

                    @Override
                    public void close() {}
                };
        try (BatchStream stream = run(new StreamMorsels(failing, 10))) {
            assertThatThrownBy(() -> Rows.of(stream)).hasMessage("the source is broken");
        }
    }

    /// A source that fails for one worker while another one still gets a piece.
    private static final class Halting implements Morsels {
        private final Batch batch;
        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch third = new CountDownLatch(1);

        Halting(Batch batch) {
            this.batch = batch;
        }

        @Override
        public Morsel next() {
            int call = calls.getAndIncrement();
            if (call == 1) {
                await(third);
                throw new PenstockException(ErrorCode.IO, "the source is broken");
            }
            if (call >= 2) {
                third.countDown();
            }
            return call > 2 ? null : Morsel.whole(call == 0 ? 0 : 1, batch);
        }

        @Override
        public boolean isPrompt() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aFailureOfTheSourceComesBehindWhatItStillHandsOut() {
        try (Batch batch = Columns.batch("n", memory.columns().int64(1L));
                BatchStream stream = run(new Halting(batch))) {
            stream.next().close();
            stream.next().close();
            assertThatThrownBy(stream::next).hasMessage("the source is broken");
        }
    }

    /// The first piece fails once another worker has taken the second.
    private static final class FailingFirst implements Morsels {
        private final Batch batch;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch second = new CountDownLatch(1);

        FailingFirst(Batch batch) {
            this.batch = batch;
        }

        @Override
        public Morsel next() {
            int number = next.getAndIncrement();
            if (number == 0) {
                await(second);
                throw new PenstockException(ErrorCode.COMPUTE, "the first piece is broken");
            }
            if (number > 1) {
                return null;
            }
            second.countDown();
            return Morsel.whole(number, batch);
        }

        @Override
        public boolean isPrompt() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aPieceThatFailsBehindItsSuccessorEndsTheQuery() {
        try (Batch batch = Columns.batch("n", memory.columns().int64(1L));
                BatchStream stream = run(new FailingFirst(batch))) {
            assertThatThrownBy(stream::next).hasMessage("the first piece is broken");
        }
        memory.assertNothingIsHeld();
    }
}
