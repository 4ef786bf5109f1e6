package dev.penstock.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionThreads;
import dev.penstock.memory.CCall;
import dev.penstock.plan.JsonText;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;

/// The one C function by which the interpreter runs its functions: `int64_t call(reference, what, frame, text)`.
///
/// A frame comes back as a handle that the callee gives away, an error as the negated length of a JSON document in
/// `text`. The interpreter takes its lock by itself, and lets one function run at a time.
final class PythonFunctions {
    /// No interpreter.
    static final PythonFunctions NONE = new PythonFunctions(0);

    static final int TEXT_BYTES = 16_384;

    private static final long BIND = 0;
    private static final long CALL = 1;
    private static final long ABANDON = 2;
    private static final long RELEASE = 3;
    private static final int WHAT_BITS = 2;

    private final long address;
    private final AtomicLong calls = new AtomicLong();

    /// @param address of the C function
    PythonFunctions(long address) {
        this.address = address;
    }

    /// An empty frame with the columns that the function answers with.
    Frame bind(String name, long reference, Frame none, Session session, Handles handles) {
        return invoke(name, reference, BIND, none, session, handles);
    }

    /// What the function makes of the rows. The caller owns it.
    Frame call(String name, long reference, Frame rows, Session session, Handles handles, Cancellation cancellation) {
        long number = calls.incrementAndGet();
        try {
            return FunctionThreads.call(
                    name,
                    cancellation,
                    () -> invoke(name, reference, CALL | number << WHAT_BITS, rows, session, handles),
                    Frame::close);
        } catch (PenstockException e) {
            if (Cancellation.isStop(e)) {
                // On another thread: this one must not wait for the interpreter's lock.
                FunctionThreads.detach(() -> run(reference, ABANDON | number << WHAT_BITS, 0, 0));
            }
            throw e;
        }
    }

    /// The interpreter may forget the function, once for each time that it was told to keep it.
    void release(long reference) {
        run(reference, RELEASE, 0, 0);
    }

    private long run(long reference, long what, long frame, long text) {
        if (address == 0 || !PythonHost.isRunning()) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "there is no Python interpreter here")
                    .hint("plans with Python functions run where they were written");
        }
        return CCall.call(address, reference, what, frame, text);
    }

    private Frame invoke(String name, long reference, long what, Frame rows, Session session, Handles handles) {
        long given = handles.add(new FrameResource(session, rows.share()));
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocate(TEXT_BYTES, 8).address();
            long answer = run(reference, what, given, text);
            if (answer > 0) {
                try {
                    return handles.get(answer, FrameResource.class).frame().share();
                } finally {
                    handles.release(answer);
                }
            }
            throw answer == 0
                    ? new PenstockException(ErrorCode.COMPUTE, "the function \"" + name + "\" answered nothing")
                    : failure(JsonText.parse(Foreign.text(text, -answer)));
        } finally {
            handles.release(given);
        }
    }

    private static PenstockException failure(JsonNode document) {
        var error =
                new PenstockException(
                        ErrorCode.valueOf(document.path("code").asText("COMPUTE")), document.path("message").asText());
        String hint = document.path("hint").asText("");
        return hint.isEmpty() ? error : error.hint(hint);
    }
}
