package dev.penstock.function;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The answer of a table function, which is asked for it on threads that can be left behind, and of which nothing is
/// believed: batches must have the schema that the function promised.
final class GuardedTable implements BatchStream {
    private final String name;
    private final BatchStream stream;
    private final Cancellation cancellation;
    private volatile boolean abandoned;

    private GuardedTable(String name, BatchStream stream, Cancellation cancellation) {
        this.name = name;
        this.stream = stream;
        this.cancellation = cancellation;
    }

    /// Starts the function. The inputs are closed, by the function or, when it fails, here.
    static <C extends Record> BatchStream open(
            TableFunction<C> function, C config, List<BatchStream> inputs, FunctionContext context) {
        String name = function.name();
        try {
            Schema promised = function.bind(config, inputs.stream().map(BatchStream::schema).toList());
            BatchStream stream =
                    call(
                            name,
                            context.cancellation(),
                            () -> started(function, config, inputs, context),
                            BatchStream::close);
            if (!stream.schema().equals(promised)) {
                stream.close();
                throw new PenstockException(
                        ErrorCode.SCHEMA_MISMATCH,
                        "the function \"%s\" promised %s and answers %s".formatted(name, promised, stream.schema()));
            }
            return new GuardedTable(name, stream, context.cancellation());
        } catch (Throwable e) {
            inputs.forEach(BatchStream::close);
            throw e;
        }
    }

    private static <C extends Record> BatchStream started(
            TableFunction<C> function, C config, List<BatchStream> inputs, FunctionContext context) {
        BatchStream stream = function.apply(config, inputs, context);
        if (stream == null) {
            throw new NullPointerException("apply() returned null");
        }
        return stream;
    }

    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable Batch next() {
        Batch batch;
        try {
            batch = GuardedTable.<@Nullable Batch>call(name, cancellation, stream::next, GuardedTable::close);
        } catch (PenstockException e) {
            abandoned = Cancellation.isStop(e);
            throw e;
        }
        if (batch != null && !batch.schema().equals(stream.schema())) {
            Schema wrong = batch.schema();
            batch.close();
            throw new PenstockException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "the function \"%s\" promised %s, and a batch has %s".formatted(name, stream.schema(), wrong));
        }
        return batch;
    }

    /// Like [FunctionThreads#call], but what the function says itself stays as it says it: the plan's path names it.
    private static <T extends @Nullable Object> T call(
            String name, Cancellation cancellation, Callable<T> work, Consumer<T> late) {
        var own = new AtomicReference<@Nullable PenstockException>();
        try {
            return FunctionThreads.call(
                    name,
                    cancellation,
                    () -> {
                        try {
                            return work.call();
                        } catch (PenstockException e) {
                            own.set(e);
                            throw e;
                        }
                    },
                    late);
        } catch (PenstockException e) {
            PenstockException said = own.get();
            throw said == null || Cancellation.isStop(e) ? e : said;
        }
    }

    private static void close(@Nullable Batch batch) {
        if (batch != null) {
            batch.close();
        }
    }

    @Override
    public void close() {
        if (abandoned) {
            // It may still be inside of next(), and hold a lock there.
            FunctionThreads.detach(stream::close);
        } else {
            stream.close();
        }
    }
}
