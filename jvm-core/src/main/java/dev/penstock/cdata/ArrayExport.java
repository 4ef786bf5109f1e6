package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Columns of ours as `struct ArrowArray`, for a foreign consumer. No copy: the consumer reads our buffers.
///
/// Each struct below the root may be moved away and released on its own, as the interface allows; the memory is given
/// back when the last of them is released.
public final class ArrayExport {
    private static final ConcurrentHashMap<Long, Exported> EXPORTED = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final long RELEASE = CMemory.releaseStub(ArrayExport::release);

    private record Exported(Lease lease, long block, AtomicInteger openStructs) {}

    private ArrayExport() {}

    /// Arrays that were exported and not released yet.
    public static long openArrays() {
        return EXPORTED.size();
    }

    /// Writes `batch` as a struct array into the struct at `address`, and adopts the batch.
    public static void export(Batch batch, long address) {
        var data = new ArrayList<ArrayData>();
        var leases = new ArrayList<Lease>();
        for (Column column : batch.columns()) {
            data.add(column.data());
            leases.add(column.transferLease());
        }
        var root =
                new ArrayData(
                        new dev.penstock.type.DataType.StructOf(batch.schema().fields()),
                        batch.rows(),
                        0,
                        0,
                        List.of(Buffer.NONE),
                        data,
                        null);
        export(root, Lease.adoptAll(leases), address);
    }

    /// Writes `column` into the struct at `address`, and adopts the column.
    public static void export(Column column, long address) {
        export(column.data(), column.transferLease(), address);
    }

    private static void export(ArrayData data, Lease lease, long address) {
        var copies = new ArrayList<Lease>();
        try {
            ArrayData shown = FixedListOffsets.removed(data, copies);
            long id = NEXT.getAndIncrement();
            long block = CMemory.allocate(bytesBelow(shown));
            long end = write(shown, address, block, id);
            assert end <= block + bytesBelow(shown) : "the block is too small";
            var openStructs = new AtomicInteger(count(shown));
            EXPORTED.put(id, new Exported(FixedListOffsets.together(lease, copies), block, openStructs));
        } catch (Throwable e) {
            copies.forEach(Lease::close);
            lease.close();
            throw e;
        }
    }

    private static long write(ArrayData data, long at, long from, long id) {
        long next = from;
        List<Buffer> buffers = data.buffers();
        List<ArrayData> children = data.children();
        boolean views = data.layout() instanceof Layout.Views;
        int bufferCount = buffers.size() + (views ? 1 : 0);
        Native.putLong(at + CArray.LENGTH, data.length());
        Native.putLong(
                at + CArray.NULL_COUNT,
                data.type() instanceof dev.penstock.type.DataType.Null ? data.length() : data.nullCount());
        Native.putLong(at + CArray.OFFSET, data.offset());
        Native.putLong(at + CArray.BUFFER_COUNT, bufferCount);
        Native.putLong(at + CArray.CHILD_COUNT, children.size());
        Native.putLong(at + CArray.BUFFERS, next);
        Native.putLong(at + CArray.PRIVATE, id);
        Native.putLong(at + CArray.RELEASE, RELEASE);
        for (int i = 0; i < buffers.size(); i++) {
            long pointer = buffers.get(i).address();
            boolean validity = i == 0 && data.layout().hasValidity();
            // Some consumers want every buffer but the bitmap to be there, even when it is empty.
            Native.putLong(next + 8L * i, pointer == 0 && !validity ? CMemory.ZEROS : pointer);
        }
        long lengths = next + 8L * bufferCount;
        next = lengths;
        if (views) {
            Native.putLong(lengths - 8, lengths);
            for (int i = 2; i < buffers.size(); i++) {
                Native.putLong(lengths + 8L * (i - 2), buffers.get(i).bytes());
            }
            next += 8L * Math.max(1, buffers.size() - 2);
        }
        long pointers = next;
        Native.putLong(at + CArray.CHILDREN, children.isEmpty() ? 0 : pointers);
        next += 8L * children.size();
        long structs = next;
        next += (long) CArray.BYTES * children.size();
        for (int i = 0; i < children.size(); i++) {
            long child = structs + (long) CArray.BYTES * i;
            Native.putLong(pointers + 8L * i, child);
            next = write(children.get(i), child, next, id);
        }
        ArrayData dictionary = data.dictionary();
        Native.putLong(at + CArray.DICTIONARY, dictionary == null ? 0 : next);
        return dictionary == null ? next : write(dictionary, next, next + CArray.BYTES, id);
    }

    private static long bytesBelow(ArrayData data) {
        long bytes = 8L * (data.buffers().size() * 2 + 2) + (8L + CArray.BYTES) * data.children().size();
        for (ArrayData child : data.children()) {
            bytes += bytesBelow(child);
        }
        return data.dictionary() == null ? bytes : bytes + CArray.BYTES + bytesBelow(data.dictionary());
    }

    private static int count(ArrayData data) {
        int structs = 1;
        for (ArrayData child : data.children()) {
            structs += count(child);
        }
        return data.dictionary() == null ? structs : structs + count(data.dictionary());
    }

    /// The release callback of every struct. Structs below that nobody moved away are released with it.
    static void release(long address) {
        if (Forked.isChild()) {
            return;
        }
        try {
            long id = Native.getLong(address + CArray.PRIVATE);
            Exported exported = EXPORTED.get(id);
            if (exported == null || Native.getLong(address + CArray.RELEASE) == 0) {
                return;
            }
            long count = Native.getLong(address + CArray.CHILD_COUNT);
            long pointers = Native.getLong(address + CArray.CHILDREN);
            for (long i = 0; i < count; i++) {
                releaseIfOpen(Native.getLong(pointers + (i << 3)));
            }
            long dictionary = Native.getLong(address + CArray.DICTIONARY);
            if (dictionary != 0) {
                releaseIfOpen(dictionary);
            }
            Native.putLong(address + CArray.RELEASE, 0);
            if (exported.openStructs.decrementAndGet() == 0) {
                EXPORTED.remove(id);
                CMemory.free(exported.block);
                exported.lease.close();
            }
        } catch (Throwable _) {
            // An exception that leaves an upcall ends the process; leaking is the lesser evil.
        }
    }

    private static void releaseIfOpen(long address) {
        if (Native.getLong(address + CArray.RELEASE) != 0) {
            release(address);
        }
    }
}
