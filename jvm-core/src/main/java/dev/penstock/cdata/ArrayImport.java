package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Arrays that a foreign producer made, seen as columns without a copy.
///
/// The producer's release callback runs exactly once: when the last column that lies in the array is closed, or when
/// the import is refused half-way.
public final class ArrayImport {
    private static final AtomicLong OPEN = new AtomicLong();

    private ArrayImport() {}

    /// Arrays that were imported and not released yet.
    public static long openArrays() {
        return OPEN.get();
    }

    /// The rows of the array at `address`, which is moved: the struct is marked released, its memory stays the
    /// caller's.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED for a released array, SHAPE for one that contradicts its
    ///   schema, CAST for a 128-bit integer that does not fit, UNSUPPORTED_TYPE for a table with null rows; the array
    ///   is then released
    static Batch importBatch(long address, ForeignSchema foreign) {
        long moved = move(address);
        Schema schema = foreign.schema();
        try (Lease lease = Lease.of(() -> release(moved))) {
            DataType type = foreign.isTable() ? new DataType.StructOf(schema.fields()) : schema.field(0).type();
            ArrayData root = ArrayReader.read(moved, type);
            if (foreign.wideIntegers() != null) {
                foreign.wideIntegers().check(root);
            }
            if (!foreign.isTable()) {
                return new Batch(schema, root.length(), List.of(Column.adopt(root, lease.share())));
            }
            if (root.countNulls() > 0) {
                throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "whole rows of the imported array are null")
                        .hint("import it as a struct column of a frame instead");
            }
            var columns = new ArrayList<Column>();
            for (int i = 0; i < schema.size(); i++) {
                columns.add(Column.adopt(root.childRows(i), lease.share()));
            }
            return new Batch(schema, root.length(), columns);
        }
    }

    /// The rows of the array at `address`, which is moved, as a stream of one batch. The schema stays the caller's.
    ///
    /// @throws PenstockException as a [StreamImport] does
    public static BatchStream importStream(long address, long schemaAddress) {
        ForeignSchema foreign = ForeignSchema.read(schemaAddress);
        return BatchStream.of(foreign.schema(), List.of(importBatch(address, foreign)));
    }

    private static long move(long address) {
        if (address == 0 || Native.getLong(address + CArray.RELEASE) == 0) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the Arrow array was released before it was read");
        }
        long moved = CMemory.allocate(CArray.BYTES);
        Native.copy(address, moved, CArray.BYTES);
        Native.putLong(address + CArray.RELEASE, 0);
        OPEN.incrementAndGet();
        return moved;
    }

    private static void release(long moved) {
        CMemory.callVoid(Native.getLong(moved + CArray.RELEASE), moved);
        CMemory.free(moved);
        OPEN.decrementAndGet();
    }
}
