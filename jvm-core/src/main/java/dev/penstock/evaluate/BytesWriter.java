package dev.penstock.evaluate;

import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Writes byte strings behind one another: with offsets of 32 or 64 bits, or under views.
final class BytesWriter implements AutoCloseable {
    private final Layout layout;
    private final Assembly assembly;
    private final Buffer index;
    private final List<Buffer> shared = new ArrayList<>();
    private Block text;
    private boolean begun;
    private boolean adopted;
    private long end;
    private long row;

    BytesWriter(Layout layout, int rows, Assembly assembly) {
        this.layout = layout;
        this.assembly = assembly;
        index =
                switch (layout) {
                    case Layout.Variable(int width) -> assembly.buffer((rows + 1L) * width);
                    default -> assembly.buffer((long) rows * BytesColumn.VIEW_BYTES);
                };
        text = assembly.allocator().allocate(1);
        if (layout instanceof Layout.Variable(int width)) {
            offset(0, width);
        }
    }

    void append(Lanes lanes, int n) {
        long addresses = lanes.values();
        long sizes = lanes.sizes();
        long wanted = end;
        for (long i = 0; i < n; i++) {
            wanted += Native.getInt(sizes + (i << 2));
        }
        room(wanted);
        for (long i = 0; i < n; i++, row++) {
            long address = Native.getLong(addresses + (i << 3));
            int size = lanes.isNull(i) ? 0 : Native.getInt(sizes + (i << 2));
            switch (layout) {
                case Layout.Variable(int width) -> {
                    Bytes.copy(address, text.address() + end, size);
                    end += size;
                    offset(row + 1, width);
                }
                default -> view(index.address() + (row << 4), address, size);
            }
        }
    }

    /// Appends views of the texts that are chosen; all rows come in this way. Returns the lanes that say which are
    /// null.
    Lanes append(TextChoice choice, Rows chunk) {
        if (!begun) {
            begun = true;
            shared.addAll(choice.begin(chunk, assembly, this::own));
        }
        Lanes lanes = choice.places(chunk);
        long places = lanes.values();
        long to = index.address() + (row << 4);
        int n = chunk.count();
        for (long i = 0; i < n; i++) {
            long from = Native.getLong(places + (i << 3));
            Native.putLong(to + (i << 4), Native.getLong(from));
            Native.putLong(to + (i << 4) + 8, Native.getLong(from + 8));
        }
        row += n;
        return lanes;
    }

    private long own(byte[] bytes) {
        room(end + bytes.length);
        long at = end;
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, Native.ALL, text.address() + at, bytes.length);
        end += bytes.length;
        return at;
    }

    private void offset(long at, int width) {
        if (width == 8) {
            Native.putLong(index.address() + (at << 3), end);
        } else {
            Native.putInt(index.address() + (at << 2), (int) end);
        }
    }

    private void view(long view, long address, int size) {
        Native.putLong(view, size);
        Native.putLong(view + 8, 0);
        if (size <= BytesColumn.INLINE_BYTES) {
            Bytes.copy(address, view + 4, size);
        } else {
            Native.putInt(view + 4, Native.getInt(address));
            Native.putInt(view + 12, (int) end);
            Bytes.copy(address, text.address() + end, size);
            end += size;
        }
    }

    private void room(long bytes) {
        boolean wide = layout instanceof Layout.Variable(int width) && width == 8;
        if (!wide && bytes > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.COMPUTE, "a batch of strings grew beyond 2 GB")
                    .hint("use smaller batches");
        }
        if (bytes > text.capacityBytes()) {
            try (Block old = text) {
                text = assembly.allocator().allocate(Math.max(bytes, 2 * old.capacityBytes()));
                Native.copy(old.address(), text.address(), end);
            }
        }
    }

    /// The buffers behind the validity. They are the assembly's from now on.
    List<Buffer> finish() {
        assembly.adopt(text);
        adopted = true;
        var buffers = new ArrayList<Buffer>();
        buffers.add(index);
        buffers.addAll(shared);
        buffers.add(new Buffer(text.address(), end));
        return buffers;
    }

    /// Copies byte strings of one size; nulls become zeros.
    static void fixed(Lanes lanes, int width, long to, int n) {
        for (long i = 0; i < n; i++) {
            if (lanes.isNull(i)) {
                Native.fill(to + i * width, width, (byte) 0);
            } else {
                Bytes.copy(Native.getLong(lanes.values() + (i << 3)), to + i * width, width);
            }
        }
    }

    @Override
    public void close() {
        // What the column has is the column's: closing it here would hand the memory to the next one who asks.
        if (!adopted) {
            text.close();
        }
    }
}
