package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.List;

/// A column of strings behind offsets, one after the other.
final class OffsetsBuilder extends LeafBuilder {
    private final int width;
    private final Room offsets;
    private final Room text;
    private final int[] indices = new int[CHUNK];
    private final int[] sizes = new int[CHUNK];
    private final long[] addresses = new long[CHUNK];
    private long textBytes;

    /// @param width bytes of each offset, 4 or 8
    OffsetsBuilder(int width, Allocator allocator) {
        super(allocator);
        this.width = width;
        offsets = new Room(allocator);
        text = new Room(allocator);
    }

    @Override
    void expect(long rows) {
        offsets.ensure((rows + 1) * width, 0);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        long before = rows() - rows;
        long base = offsets.ensure((rows() + 1) * width, (before + 1) * width);
        // First the sizes of the values, where the ends of their rows will be.
        long to = base + (before + 1) * width;
        long dense = to + (long) (rows - valid) * width;
        long start = textBytes;
        for (int done = 0; done < valid; done += CHUNK) {
            int n = Math.min(valid - done, CHUNK);
            switch (values) {
                case IndexValues lookups -> locate(lookups, n);
                case BytesValues bytes -> bytes.read(addresses, sizes, n);
                default -> throw unexpected(values);
            }
            putSizes(dense + (long) done * width, n);
            append(n);
        }
        if (valid < rows) {
            Spread.fixed(to, dense, width, validity().last(rows));
        }
        sum(base + before * width, start, rows);
        if (width == 4 && textBytes > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d bytes of text in one batch are more than 32-bit offsets can hold".formatted(textBytes))
                    .hint("write the file with smaller row groups, or with large_utf8 or utf8_view columns");
        }
    }

    private void locate(IndexValues values, int count) {
        values.read(indices, count);
        Dictionary dictionary = values.dictionary();
        long views = dictionary.address();
        long page = dictionary.page().address();
        for (int i = 0; i < count; i++) {
            long view = views + ((long) indices[i] << 4);
            int size = Native.getInt(view);
            sizes[i] = size;
            addresses[i] = size <= BytesColumn.INLINE_BYTES ? view + 4 : page + Native.getInt(view + 12);
        }
    }

    private void putSizes(long to, int count) {
        for (int i = 0; i < count; i++) {
            if (width == 4) {
                Native.putInt(to + ((long) i << 2), sizes[i]);
            } else {
                Native.putLong(to + ((long) i << 3), sizes[i]);
            }
        }
    }

    private void append(int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += sizes[i];
        }
        long to = text.ensure(textBytes + bytes + Long.BYTES, textBytes) + textBytes;
        for (int i = 0; i < count; i++) {
            copy(addresses[i], to, sizes[i]);
            to += sizes[i];
        }
        textBytes += bytes;
    }

    /// Copies a short text in steps of eight bytes, of which the last may reach too far: pages and our own room have
    /// that much slack.
    private static void copy(long from, long to, int size) {
        if (size > 64) {
            Native.copy(from, to, size);
            return;
        }
        for (long i = 0; i < size; i += 8) {
            Native.putLong(to + i, Native.getLong(from + i));
        }
    }

    /// Turns sizes behind `at`, the end of the row before, into ends.
    private void sum(long at, long start, int rows) {
        long end = start;
        if (width == 4) {
            Native.putInt(at, (int) end);
            for (long i = 1; i <= rows; i++) {
                end += Native.getInt(at + (i << 2));
                Native.putInt(at + (i << 2), (int) end);
            }
        } else {
            Native.putLong(at, end);
            for (long i = 1; i <= rows; i++) {
                end += Native.getLong(at + (i << 3));
                Native.putLong(at + (i << 3), end);
            }
        }
    }

    @Override
    List<Buffer> buffers(Assembly assembly) {
        long bytes = (rows() + 1) * width;
        if (rows() == 0) {
            return List.of(Buffer.NONE, Buffer.NONE);
        }
        Buffer ends = new Buffer(offsets.moveTo(assembly), bytes);
        return List.of(ends, textBytes == 0 ? Buffer.NONE : new Buffer(text.moveTo(assembly), textBytes));
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
        text.close();
    }
}
