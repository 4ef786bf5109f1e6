package dev.penstock.source.parquet;

import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of values of one width.
final class FixedBuilder extends LeafBuilder {
    private final Allocator allocator;
    private final int width;
    private final @Nullable Conversion conversion;
    private final LeafTarget.@Nullable FixedOfBytes ofBytes;
    private final Room room;
    private final int[] indices = new int[CHUNK];
    private final int[] picked = new int[CHUNK];

    FixedBuilder(Conversion conversion, Allocator allocator) {
        this(conversion.to(), conversion, null, allocator);
    }

    FixedBuilder(LeafTarget.FixedOfBytes ofBytes, Allocator allocator) {
        this(ofBytes.width(), null, ofBytes, allocator);
    }

    private FixedBuilder(
            int width,
            @Nullable Conversion conversion,
            LeafTarget.@Nullable FixedOfBytes ofBytes,
            Allocator allocator) {
        super(allocator);
        this.allocator = allocator;
        this.width = width;
        this.conversion = conversion;
        this.ofBytes = ofBytes;
        room = new Room(allocator);
    }

    @Override
    void expect(long rows) {
        room.ensure(rows * width, 0);
    }

    @Override
    void addValues(PageValues values, int rows, int valid) {
        long before = rows() - rows;
        long to = room.ensure(rows() * width, before * width) + before * width;
        long dense = to + (long) (rows - valid) * width;
        switch (values) {
            case FixedValues fixed -> read(fixed, dense, valid);
            case IndexValues lookups -> lookUp(lookups, dense, valid);
            case BytesValues bytes -> convert(bytes, dense, valid);
            case BitValues _ -> throw unexpected(values);
        }
        if (valid < rows) {
            Spread.fixed(to, dense, width, validity().last(rows));
        }
    }

    private void read(FixedValues values, long to, int count) {
        Conversion.Loop loop = conversion == null ? null : conversion.loop();
        if (conversion == null || loop == null) {
            values.read(to, count);
            return;
        }
        long lying = values.borrow(count);
        if (lying >= 0) {
            loop.run(lying, to, count);
            return;
        }
        try (Block scratch = allocator.allocate((long) CHUNK * conversion.from())) {
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(count - done, CHUNK);
                values.read(scratch.address(), n);
                loop.run(scratch.address(), to + (long) done * width, n);
            }
        }
    }

    private void lookUp(IndexValues values, long to, int count) {
        long table = values.dictionary().address();
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            values.read(indices, n);
            Lookup.fixed(table, width, indices, n, to + (long) done * width);
        }
    }

    @Override
    boolean addSelected(PageValues values, int rows, long selected, int count, long first) {
        long before = rows() * width;
        if (values instanceof IndexValues lookups) {
            long to = room.ensure(before + (long) count * width, before) + before;
            select(lookups, rows, selected, count, first, to);
        } else if (values instanceof FixedValues fixed && conversion != null) {
            long from = fixed.borrow(rows);
            if (from < 0) {
                return false;
            }
            long to = room.ensure(before + (long) count * width, before) + before;
            Conversion.Loop loop = conversion.loop();
            if (loop == null) {
                Lookup.selected(from, width, selected, count, first, to);
            } else {
                convert(from, conversion.from(), loop, selected, count, first, to);
            }
        } else {
            return false;
        }
        validity().addValid(count);
        return true;
    }

    /// Converts the values of the selected rows alone.
    private void convert(long from, int stored, Conversion.Loop loop, long selected, int count, long first, long to) {
        try (Block scratch = allocator.allocate((long) CHUNK * stored)) {
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(count - done, CHUNK);
                Lookup.selected(from, stored, selected + ((long) done << 2), n, first, scratch.address());
                loop.run(scratch.address(), to + (long) done * width, n);
            }
        }
    }

    private void select(IndexValues values, int rows, long selected, int count, long first, long to) {
        long table = values.dictionary().address();
        int taken = 0;
        for (int done = 0; done < rows && taken < count; done += CHUNK) {
            int n = Math.min(rows - done, CHUNK);
            long at = selected + ((long) taken << 2);
            int chosen = Lookup.before(at, Math.min(count - taken, n), first + done + n);
            if (chosen == 0) {
                values.skip(n);
                continue;
            }
            values.read(indices, n);
            Lookup.pick(indices, at, chosen, first + done, picked);
            Lookup.fixed(table, width, picked, chosen, to + (long) taken * width);
            taken += chosen;
        }
    }

    private void convert(BytesValues values, long to, int count) {
        LeafTarget.FixedOfBytes target = ofBytes;
        if (target == null) {
            throw unexpected(values);
        }
        long[] addresses = new long[CHUNK];
        int[] sizes = new int[CHUNK];
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            values.read(addresses, sizes, n);
            for (int i = 0; i < n; i++) {
                put(addresses[i], sizes[i], target, to + (long) (done + i) * width);
            }
        }
    }

    /// Writes the value that a string of bytes stands for.
    static void put(long from, int size, LeafTarget.FixedOfBytes target, long to) {
        if (target.decimal()) {
            Conversion.bigEndian(from, size, to, target.width());
        } else if (size != target.width()) {
            throw BrokenFile.because("a value of %d bytes where all have %d", size, target.width());
        } else {
            Native.copy(from, to, size);
        }
    }

    @Override
    List<Buffer> buffers(Assembly assembly) {
        long bytes = rows() * width;
        return List.of(bytes == 0 ? Buffer.NONE : new Buffer(room.moveTo(assembly), bytes));
    }

    @Override
    public void close() {
        super.close();
        room.close();
    }
}
