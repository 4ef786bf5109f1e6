package dev.penstock.evaluate;

import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Nodes whose values are text: parts of other text, which stay where they are, or text that is made.
final class TextNodes {
    /// The answer for a lane that is to be null.
    static final long NULL = -1;

    /// A part of a text: where it begins, counted in bytes, in the higher half, and its size in the lower one; or
    /// [#NULL].
    interface Part {
        long of(long text, int size, Lanes[] in, long lane);
    }

    /// Makes the text of a lane.
    interface Writer {
        /// Writes it to room that it takes, and says where it ends; or [#NULL] for none.
        long write(Lanes[] in, long lane, Made made);
    }

    /// The text of the lane at hand.
    static final class Made {
        private final TextRoom room;
        private long start;

        private Made(TextRoom room) {
            this.room = room;
        }

        /// Room for so many bytes, at the start of the text; asked for once.
        long room(long bytes) {
            start = room.room(bytes);
            return start;
        }

        /// Writes a text that lies elsewhere.
        long copy(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            long to = room(bytes.length);
            MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, to, bytes.length);
            return to + bytes.length;
        }
    }

    private TextNodes() {}

    static long part(long start, long size) {
        return start << 32 | size;
    }

    static long text(Lanes lanes, long lane) {
        return Native.getLong(lanes.values() + (lane << 3));
    }

    static int size(Lanes lanes, long lane) {
        return Native.getInt(lanes.sizes() + (lane << 2));
    }

    static long number(Lanes lanes, long lane) {
        return Native.getLong(lanes.values() + (lane << 3));
    }

    static String string(long text, int size) {
        return new String(Native.segment(text, size).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// Parts of the first input; null where one of the first `strict` inputs is.
    static Node parts(List<Node> inputs, int strict, Part part) {
        return Computed.of(
                Kind.BYTES,
                inputs,
                (in, to, n) -> {
                    nulls(in, strict, to, n);
                    long addresses = to.room();
                    long sizes = to.sizes();
                    for (long i = 0; i < n; i++) {
                        long text = text(in[0], i);
                        if (to.isNull(i)) {
                            put(addresses, sizes, i, text, 0);
                            continue;
                        }
                        long made = part.of(text, size(in[0], i), in, i);
                        if (made == NULL) {
                            setNull(to, i, n);
                            put(addresses, sizes, i, text, 0);
                        } else {
                            put(addresses, sizes, i, text + (made >>> 32), (int) made);
                        }
                    }
                });
    }

    /// Text that is made; null where one of the first `strict` inputs is.
    static Node made(List<Node> inputs, int strict, Writer writer) {
        return Computed.of(
                Kind.BYTES,
                inputs,
                (in, to, n) -> {
                    nulls(in, strict, to, n);
                    long addresses = to.room();
                    long sizes = to.sizes();
                    TextRoom room = to.text();
                    var made = new Made(room);
                    for (long i = 0; i < n; i++) {
                        if (to.isNull(i)) {
                            put(addresses, sizes, i, addresses, 0);
                            continue;
                        }
                        made.start = 0;
                        long end = writer.write(in, i, made);
                        if (end == NULL) {
                            setNull(to, i, n);
                            put(addresses, sizes, i, addresses, 0);
                            continue;
                        }
                        room.end(end);
                        put(addresses, sizes, i, made.start, (int) (end - made.start));
                    }
                });
    }

    private static void nulls(Lanes[] in, int strict, Lanes to, int n) {
        to.nulls(false);
        for (int i = 0; i < strict; i++) {
            if (in[i].nulls()) {
                to.keepOnly(in[i].valid(), n);
            }
        }
    }

    /// Makes one lane null that is none yet.
    static void setNull(Lanes to, long lane, int n) {
        if (!to.nulls()) {
            to.writtenValid(n);
            to.nulls(true);
        }
        long at = to.valid() + (lane >>> 3);
        Native.putByte(at, (byte) (Native.getByte(at) & ~(1 << (lane & 7))));
    }

    private static void put(long addresses, long sizes, long lane, long text, int size) {
        Native.putLong(addresses + (lane << 3), text);
        Native.putInt(sizes + (lane << 2), size);
    }
}
