package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// A column of views into the pages that its strings lie in. No text longer than a view is copied.
final class ViewsBuilder extends LeafBuilder {
    private static final int WIDTH = BytesColumn.VIEW_BYTES;

    private final Room room;
    private final List<Stored> kept = new ArrayList<>();
    private final int[] indices = new int[CHUNK];
    private final int[] picked = new int[CHUNK];
    private final int[] sizes = new int[CHUNK];
    private final long[] addresses = new long[CHUNK];

    ViewsBuilder(Allocator allocator) {
        super(allocator);
        room = new Room(allocator);
    }

    @Override
    void expect(long rows) {
        room.ensure(rows * WIDTH, 0);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        long before = rows() - rows;
        long to = room.ensure(rows() * WIDTH, before * WIDTH) + before * WIDTH;
        long dense = to + (long) (rows - valid) * WIDTH;
        switch (values) {
            case IndexValues lookups -> lookUp(lookups, dense, valid);
            case BytesValues bytes -> view(bytes, dense, valid);
            default -> throw unexpected(values);
        }
        if (valid < rows) {
            Spread.fixed(to, dense, WIDTH, validity().last(rows));
        }
    }

    private void lookUp(IndexValues values, long to, int count) {
        if (count == 0) {
            return;
        }
        Dictionary dictionary = values.dictionary();
        int buffer = keep(dictionary.page());
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            values.read(indices, n);
            long at = to + (long) done * WIDTH;
            Lookup.fixed(dictionary.address(), WIDTH, indices, n, at);
            if (buffer > 0) {
                number(at, n, buffer);
            }
        }
    }

    @Override
    boolean addSelected(PageValues values, int rows, long selected, int count, long first) {
        if (!(values instanceof IndexValues lookups)) {
            return false;
        }
        long before = rows() * WIDTH;
        long to = room.ensure(before + (long) count * WIDTH, before) + before;
        Dictionary dictionary = lookups.dictionary();
        int buffer = keep(dictionary.page());
        int taken = 0;
        for (int done = 0; done < rows && taken < count; done += CHUNK) {
            int n = Math.min(rows - done, CHUNK);
            long at = selected + ((long) taken << 2);
            int chosen = Lookup.before(at, Math.min(count - taken, n), first + done + n);
            if (chosen == 0) {
                lookups.skip(n);
                continue;
            }
            lookups.read(indices, n);
            Lookup.pick(indices, at, chosen, first + done, picked);
            Lookup.fixed(dictionary.address(), WIDTH, picked, chosen, to + (long) taken * WIDTH);
            if (buffer > 0) {
                number(to + (long) taken * WIDTH, chosen, buffer);
            }
            taken += chosen;
        }
        validity().addValid(count);
        return true;
    }

    /// Lets views point into another buffer than the first one.
    private static void number(long views, int count, int buffer) {
        for (long i = 0; i < count; i++) {
            if (Native.getInt(views + (i << 4)) > BytesColumn.INLINE_BYTES) {
                Native.putInt(views + (i << 4) + 8, buffer);
            }
        }
    }

    private void view(BytesValues values, long to, int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            values.read(addresses, sizes, n);
            long start = values.memory().address();
            long at = to + (long) done * WIDTH;
            boolean longer = false;
            for (int i = 0; i < n; i++) {
                longer |= sizes[i] > BytesColumn.INLINE_BYTES;
            }
            int buffer = longer ? keep(values.memory()) : 0;
            for (int i = 0; i < n; i++) {
                put(at + ((long) i << 4), addresses[i], sizes[i], buffer, addresses[i] - start);
            }
        }
    }

    /// The number of the buffer that `memory` is from now on.
    private int keep(Stored memory) {
        // The same page comes many times in a row.
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (kept.get(i).address() == memory.address()) {
                return i;
            }
        }
        kept.add(memory.share());
        return kept.size() - 1;
    }

    /// Writes the view of the `size` bytes at `address`, behind which some bytes can be read.
    ///
    /// @param offset how far into data buffer `buffer` they lie
    static void put(long view, long address, int size, int buffer, long offset) {
        if (size > BytesColumn.INLINE_BYTES) {
            Native.putLong(view, size | (long) Native.getInt(address) << 32);
            Native.putLong(view + 8, buffer | offset << 32);
            return;
        }
        // The bytes behind the value are masked away: they must be zero.
        int low = Math.min(size, 4) << 3;
        int high = Math.max(size - 4, 0) << 3;
        long first = low == 0 ? 0 : Native.getInt(address) & (0xFFFF_FFFFL >>> (32 - low));
        long rest = high == 0 ? 0 : Native.getLong(address + 4) & (-1L >>> (64 - high));
        Native.putLong(view, size | first << 32);
        Native.putLong(view + 8, rest);
    }

    @Override
    List<Buffer> buffers(Assembly assembly) {
        var buffers = new ArrayList<Buffer>();
        long bytes = rows() * WIDTH;
        buffers.add(bytes == 0 ? Buffer.NONE : new Buffer(room.moveTo(assembly), bytes));
        for (Stored memory : kept) {
            buffers.add(memory.buffer());
            assembly.adopt(memory.lease());
        }
        kept.clear();
        return buffers;
    }

    @Override
    public void close() {
        super.close();
        room.close();
        kept.forEach(Stored::close);
        kept.clear();
    }
}
