package dev.penstock.column;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A view of strings or byte strings in any of the three Arrow layouts. It owns nothing.
public final class BytesColumn {
    /// A view of up to this many bytes carries them itself.
    public static final int INLINE_BYTES = 12;

    /// The size of one view.
    public static final int VIEW_BYTES = 16;

    private enum Kind {
        OFFSETS32,
        OFFSETS64,
        VIEWS
    }

    private final Kind kind;
    private final long index;
    private final long bytes;
    private final long[] viewBuffers;
    private final Bitmap validity;
    private final long length;

    private BytesColumn(Kind kind, long index, long bytes, long[] viewBuffers, Bitmap validity, long length) {
        this.kind = kind;
        this.index = index;
        this.bytes = bytes;
        this.viewBuffers = viewBuffers;
        this.validity = validity;
        this.length = length;
    }

    /// @throws PenstockException with code UNSUPPORTED_TYPE for a column that holds neither strings nor bytes
    public static BytesColumn of(ArrayData data) {
        long offset = data.offset();
        return switch (data.layout()) {
            case Layout.Variable(int width) ->
                    new BytesColumn(
                            width == 4 ? Kind.OFFSETS32 : Kind.OFFSETS64,
                            data.buffer(1).address() + offset * width,
                            data.buffer(2).address(),
                            new long[0],
                            data.validity(),
                            data.length());
            case Layout.Views _ ->
                    new BytesColumn(
                            Kind.VIEWS,
                            data.buffer(1).address() + offset * VIEW_BYTES,
                            0,
                            data.buffers().stream().skip(2).mapToLong(Buffer::address).toArray(),
                            data.validity(),
                            data.length());
            default -> throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, data.type() + " holds no bytes");
        };
    }

    public static BytesColumn of(Column column) {
        return of(column.data());
    }

    public long length() {
        return length;
    }

    public Bitmap validity() {
        return validity;
    }

    public boolean isNull(long row) {
        return !validity.get(row);
    }

    /// How many bytes the value has. The value of a null row is undefined, but reading it is safe.
    public int size(long row) {
        return switch (kind) {
            case OFFSETS32 -> Native.getInt(index + (row << 2) + 4) - Native.getInt(index + (row << 2));
            case OFFSETS64 -> (int) (Native.getLong(index + (row << 3) + 8) - Native.getLong(index + (row << 3)));
            case VIEWS -> Native.getInt(index + (row << 4));
        };
    }

    /// Where the value's bytes begin.
    public long address(long row) {
        return switch (kind) {
            case OFFSETS32 -> bytes + Native.getInt(index + (row << 2));
            case OFFSETS64 -> bytes + Native.getLong(index + (row << 3));
            case VIEWS -> {
                long view = index + (row << 4);
                yield Native.getInt(view) <= INLINE_BYTES
                        ? view + 4
                        : viewBuffers[Native.getInt(view + 8)] + Native.getInt(view + 12);
            }
        };
    }

    /// The value's bytes as a segment.
    public MemorySegment segment(long row) {
        return Native.segment(address(row), size(row));
    }

    /// The value as text. Allocates, so it has no place in a kernel's loop.
    public String text(long row) {
        return new String(segment(row).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
