package dev.penstock.column;

import dev.penstock.memory.Block;
import dev.penstock.memory.Lease;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// An array and a share in the memory that it lies in.
///
/// A column is owned by whoever holds it and is closed once; [#share()] makes another owner. Its content never changes.
public final class Column implements AutoCloseable {
    private final ArrayData data;
    private final Lease lease;

    private Column(ArrayData data, Lease lease) {
        this.data = data;
        this.lease = lease;
    }

    /// A column that adopts `lease`.
    public static Column adopt(ArrayData data, Lease lease) {
        return new Column(data, lease);
    }

    /// A column that adopts the blocks that its data lies in.
    public static Column adopt(ArrayData data, Block... blocks) {
        return new Column(
                data,
                Lease.of(() -> {
                    for (Block block : blocks) {
                        block.close();
                    }
                }));
    }

    /// `length` nulls of type `null`, which need no memory.
    public static Column nulls(long length) {
        return new Column(ArrayData.flat(Types.NULL, length, length), Lease.none());
    }

    public ArrayData data() {
        return data;
    }

    public DataType type() {
        return data.type();
    }

    public long length() {
        return data.length();
    }

    /// The same column for another owner.
    public Column share() {
        return new Column(data, lease.share());
    }

    /// Rows `from` to `from + count` for another owner. No copy.
    public Column slice(long from, long count) {
        return new Column(data.slice(from, count), lease.share());
    }

    /// Another array in this column's memory, for another owner: a field of a struct, the same bits as another type.
    public Column view(ArrayData other) {
        return new Column(other, lease.share());
    }

    /// The share that keeps the memory; it moves to the caller, who closes it in place of this column.
    public Lease transferLease() {
        return lease;
    }

    @Override
    public void close() {
        lease.close();
    }

    /// Closes all of `columns`.
    public static void closeAll(Iterable<Column> columns) {
        columns.forEach(Column::close);
    }

    /// Another owner for each of `columns`.
    public static List<Column> shareAll(List<Column> columns) {
        var shared = new ArrayList<Column>(columns.size());
        columns.forEach(column -> shared.add(column.share()));
        return shared;
    }
}
