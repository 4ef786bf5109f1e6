package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CStream;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A stream of batches as `struct ArrowArrayStream`, for a foreign consumer.
public final class StreamExport {
    /// The size of the struct, for those who make room for one.
    public static final int BYTES = CStream.BYTES;

    // As in <errno.h>; only this one differs from system to system.
    private static final int CANCELED = CMemory.IS_LINUX ? 125 : CMemory.IS_WINDOWS ? 105 : 89;
    private static final int INVALID = 22;
    private static final int OUT_OF_MEMORY = 12;
    private static final int IO = 5;

    private static final ConcurrentHashMap<Long, Exported> EXPORTED = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final long GET_SCHEMA = CCall.stub((stream, out, _, _, _) -> getSchema(stream, out));
    private static final long GET_NEXT = CCall.stub((stream, out, _, _, _) -> getNext(stream, out));
    private static final long GET_LAST_ERROR = CCall.stub((stream, _, _, _, _) -> getLastError(stream));
    private static final long RELEASE = CMemory.releaseStub(StreamExport::release);

    /// A text that is always there, for the forked child in which nothing else may be touched.
    private static final long FORKED =
            new CText(
                            "[INTERNAL] this process was forked off the one that made the stream; start processes with"
                                    + " \"spawn\"")
                    .address();

    private static final class Exported {
        final BatchStream stream;
        @Nullable CText errorText;

        Exported(BatchStream stream) {
            this.stream = stream;
        }
    }

    private StreamExport() {}

    /// Streams that were exported and not released yet.
    public static long openStreams() {
        return EXPORTED.size();
    }

    /// Writes `stream` into the struct at `address`, and adopts the stream.
    public static void export(BatchStream stream, long address) {
        long id = NEXT.getAndIncrement();
        EXPORTED.put(id, new Exported(stream));
        Native.putLong(address + CStream.GET_SCHEMA, GET_SCHEMA);
        Native.putLong(address + CStream.GET_NEXT, GET_NEXT);
        Native.putLong(address + CStream.GET_LAST_ERROR, GET_LAST_ERROR);
        Native.putLong(address + CStream.RELEASE, RELEASE);
        Native.putLong(address + CStream.PRIVATE, id);
    }

    static int getSchema(long address, long out) {
        return guarded(address, exported -> SchemaStruct.export(exported.stream.schema(), out));
    }

    static int getNext(long address, long out) {
        return guarded(
                address,
                exported -> {
                    Batch batch = exported.stream.next();
                    if (batch == null) {
                        Native.putLong(out + CArray.RELEASE, 0);
                    } else {
                        ArrayExport.export(batch, out);
                    }
                });
    }

    static long getLastError(long address) {
        if (Forked.isChild()) {
            return FORKED;
        }
        try {
            Exported exported = EXPORTED.get(Native.getLong(address + CStream.PRIVATE));
            return exported == null || exported.errorText == null ? 0 : exported.errorText.address();
        } catch (Throwable _) {
            return 0;
        }
    }

    static void release(long address) {
        if (Forked.isChild()) {
            return;
        }
        try {
            Exported exported = EXPORTED.remove(Native.getLong(address + CStream.PRIVATE));
            Native.putLong(address + CStream.RELEASE, 0);
            if (exported != null) {
                exported.stream.close();
                if (exported.errorText != null) {
                    exported.errorText.close();
                }
            }
        } catch (Throwable _) {
            // An exception that leaves an upcall ends the process; leaking is the lesser evil.
        }
    }

    private interface Action {
        void run(Exported exported);
    }

    /// Runs `action` and turns whatever it throws into a status and a text; nothing may leave an upcall.
    private static int guarded(long address, Action action) {
        if (Forked.isChild()) {
            return IO;
        }
        Exported exported = null;
        try {
            exported = EXPORTED.get(Native.getLong(address + CStream.PRIVATE));
            if (exported == null) {
                return INVALID;
            }
            action.run(exported);
            return 0;
        } catch (Throwable e) {
            if (exported != null) {
                remember(exported, e);
            }
            return status(e);
        }
    }

    private static void remember(Exported exported, Throwable error) {
        try {
            String text = text(error);
            CText last = exported.errorText;
            exported.errorText = new CText(text);
            if (last != null) {
                last.close();
            }
        } catch (Throwable _) {
            // Without a text the status still says that it failed.
        }
    }

    /// All that is known goes into the text: the consumer shows nothing else.
    private static String text(Throwable error) {
        if (!(error instanceof PenstockException known)) {
            return "[INTERNAL] internal error: " + error;
        }
        var places = new ArrayList<>(known.path());
        if (known.expression() != null) {
            places.add(known.expression());
        } else if (known.column() != null) {
            places.add("column \"" + known.column() + "\"");
        }
        String where = places.isEmpty() ? "" : " (" + String.join(" › ", places) + ")";
        return "["
                + known.code()
                + "] "
                + known.getMessage()
                + where
                + (known.hint() == null ? "" : "; " + known.hint());
    }

    private static int status(Throwable error) {
        return switch (error) {
            case OutOfMemoryError _ -> OUT_OF_MEMORY;
            case PenstockException known ->
                    switch (known.code()) {
                        case CANCELLED, TIMEOUT -> CANCELED;
                        case MEMORY_LIMIT, SPILL_QUOTA -> OUT_OF_MEMORY;
                        case IO, IO_NOT_FOUND, COMPUTE, INTERNAL -> IO;
                        default -> INVALID;
                    };
            default -> IO;
        };
    }
}
