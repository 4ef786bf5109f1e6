package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.cdata.CStruct.CStream;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;

/// A foreign producer, written by hand: structs in an arena, and a count of how often each was released.
final class Foreign implements AutoCloseable {
    /// What Polars and Rust in general put where there is nothing to point to.
    static final long DANGLING = 0x8;

    private static final ConcurrentHashMap<Long, AtomicInteger> RELEASES = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<Long, LongUnaryOperator> PRODUCERS = new ConcurrentHashMap<>();
    private static final long RELEASE_ARRAY = CMemory.releaseStub(Foreign::releaseArray);
    private static final long RELEASE_SCHEMA = CMemory.releaseStub(Foreign::releaseSchema);
    private static final long RELEASE_STREAM = CMemory.releaseStub(Foreign::releaseStream);
    private static final long GET_SCHEMA = CCall.stub((stream, out, _, _, _) -> getSchema(stream, out));
    private static final long GET_NEXT = CCall.stub((stream, out, _, _, _) -> getNext(stream, out));
    private static final long GET_LAST_ERROR = CCall.stub((stream, _, _, _, _) -> getLastError(stream));
    private static final CText WRONG = new CText("the pipe burst");

    private final Arena arena = Arena.ofShared();

    /// How often the struct that was made at `address` was released.
    static int releases(long address) {
        return RELEASES.get(address).get();
    }

    long longs(long... values) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, values).address();
    }

    long ints(int... values) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, values).address();
    }

    long bytes(int... values) {
        MemorySegment segment = arena.allocate(Math.max(1, values.length), 8);
        for (int i = 0; i < values.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
        }
        return segment.address();
    }

    /// An array; its private data is its own address, by which its releases are counted wherever it is moved.
    long array(long length, long nulls, long offset, List<Long> buffers, Long... children) {
        long array = room(CArray.BYTES);
        Native.putLong(array + CArray.LENGTH, length);
        Native.putLong(array + CArray.NULL_COUNT, nulls);
        Native.putLong(array + CArray.OFFSET, offset);
        Native.putLong(array + CArray.BUFFER_COUNT, buffers.size());
        Native.putLong(array + CArray.BUFFERS, pointers(buffers));
        Native.putLong(array + CArray.CHILD_COUNT, children.length);
        Native.putLong(array + CArray.CHILDREN, pointers(List.of(children)));
        Native.putLong(array + CArray.RELEASE, RELEASE_ARRAY);
        return counted(array, CArray.PRIVATE);
    }

    /// A schema; a child is named by its position.
    long schema(String format, Long... children) {
        for (int i = 0; i < children.length; i++) {
            Native.putLong(children[i] + CSchema.NAME, arena.allocateFrom("c" + i).address());
        }
        long schema = room(CSchema.BYTES);
        Native.putLong(schema + CSchema.FORMAT, arena.allocateFrom(format).address());
        Native.putLong(schema + CSchema.FLAGS, 2);
        Native.putLong(schema + CSchema.CHILD_COUNT, children.length);
        Native.putLong(schema + CSchema.CHILDREN, pointers(List.of(children)));
        Native.putLong(schema + CSchema.RELEASE, RELEASE_SCHEMA);
        return counted(schema, CSchema.PRIVATE);
    }

    /// A stream. `producer` is asked with -1 for the schema and with 0, 1, ... for the arrays: it answers with the
    /// address of a struct that is moved, with 0 for the end, or with -1 for a failure.
    long stream(LongUnaryOperator producer) {
        long stream = room(CStream.BYTES);
        Native.putLong(stream + CStream.GET_SCHEMA, GET_SCHEMA);
        Native.putLong(stream + CStream.GET_NEXT, GET_NEXT);
        Native.putLong(stream + CStream.GET_LAST_ERROR, GET_LAST_ERROR);
        Native.putLong(stream + CStream.RELEASE, RELEASE_STREAM);
        PRODUCERS.put(
                stream,
                new LongUnaryOperator() {
                    private long next;

                    @Override
                    public long applyAsLong(long kind) {
                        return producer.applyAsLong(kind < 0 ? kind : next++);
                    }
                });
        return counted(stream, CStream.PRIVATE);
    }

    private long counted(long struct, int privateData) {
        Native.putLong(struct + privateData, struct);
        RELEASES.put(struct, new AtomicInteger());
        return struct;
    }

    private long pointers(List<Long> addresses) {
        return longs(addresses.stream().mapToLong(Long::longValue).toArray());
    }

    /// Zeroed room for a struct.
    long room(long bytes) {
        return arena.allocate(bytes, 8).address();
    }

    static void releaseArray(long array) {
        RELEASES.get(Native.getLong(array + CArray.PRIVATE)).incrementAndGet();
        long children = Native.getLong(array + CArray.CHILDREN);
        for (long i = 0; i < Native.getLong(array + CArray.CHILD_COUNT); i++) {
            long child = Native.getLong(children + 8 * i);
            if (child != 0) {
                CapsuleContent.ARRAY.releaseIfOpen(child);
            }
        }
        Native.putLong(array + CArray.RELEASE, 0);
    }

    static void releaseSchema(long schema) {
        RELEASES.get(Native.getLong(schema + CSchema.PRIVATE)).incrementAndGet();
        Native.putLong(schema + CSchema.RELEASE, 0);
    }

    static void releaseStream(long stream) {
        RELEASES.get(Native.getLong(stream + CStream.PRIVATE)).incrementAndGet();
        Native.putLong(stream + CStream.RELEASE, 0);
    }

    static int getSchema(long stream, long out) {
        return produce(stream, -1, out, CSchema.BYTES, CSchema.RELEASE);
    }

    static int getNext(long stream, long out) {
        return produce(stream, 0, out, CArray.BYTES, CArray.RELEASE);
    }

    static long getLastError(long stream) {
        return WRONG.address();
    }

    private static int produce(long stream, long kind, long out, int bytes, int release) {
        long made = PRODUCERS.get(Native.getLong(stream + CStream.PRIVATE)).applyAsLong(kind);
        if (made == -1) {
            return 5;
        }
        if (made == 0) {
            Native.putLong(out + release, 0);
        } else {
            Native.copy(made, out, bytes);
            Native.putLong(made + release, 0);
        }
        return 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
