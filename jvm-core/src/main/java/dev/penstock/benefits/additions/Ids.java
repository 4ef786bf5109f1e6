package dev.penstock.benefits.additions;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.RowOrder;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.group.KeyNumbers;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// The different ids of participants, groups, plans and so on, as numbers from 0. It takes memory from the first one
/// on, so making it never fails.
final class Ids implements AutoCloseable {
    private final DataType type;
    private final Allocator allocator;
    private @Nullable KeyNumbers numbers;
    private @Nullable Column values;

    /// @param type integers or strings, perhaps in a dictionary
    Ids(DataType type, Allocator allocator) {
        this.type = Table.plain(type);
        this.allocator = allocator;
    }

    Allocator allocator() {
        return allocator;
    }

    DataType type() {
        return type;
    }

    /// Writes the numbers of a column's values, four bytes each. Null gets one of its own.
    void find(Column column, long to) {
        KeyNumbers known = numbers();
        try (Column plain = Relayout.column(column, type, allocator)) {
            known.find(plain.data(), to);
        }
    }

    /// Like [#find(Column, long)], for ids that every row must have.
    ///
    /// @param before rows of the batches before
    /// @throws PenstockException with code SHAPE for a null
    void find(Batch batch, int column, Table table, long before, long to) {
        ArrayData data = batch.column(column).data();
        if (data.countNulls() > 0) {
            long row = 0;
            while (data.validity().get(row)) {
                row++;
            }
            String name = table.schema().field(column).name();
            throw new PenstockException(
                            ErrorCode.SHAPE, "%s is null in row %d of %s".formatted(name, before + row, table.name()))
                    .column(name)
                    .hint("leave such rows out, or say whose they are");
        }
        find(batch.column(column), to);
    }

    private KeyNumbers numbers() {
        KeyNumbers known = numbers;
        if (known == null) {
            known = new KeyNumbers(type, allocator);
            numbers = known;
        }
        return known;
    }

    int count() {
        return numbers == null ? 0 : numbers.count();
    }

    /// All values by their numbers. No more may be found from now on.
    Column values() {
        Column known = values;
        if (known == null) {
            int count = count();
            try (Block all = allocator.allocate(Math.max(1, Selection.bytes(count)))) {
                for (int i = 0; i < count; i++) {
                    Native.putInt(all.address() + ((long) i << 2), i);
                }
                known = numbers().values(new Selection(all.address(), count));
            }
            values = known;
        }
        return known;
    }

    /// The numbers in the ascending order of the values, none of which is null.
    int[] ascending() {
        int[] order = new int[count()];
        try (Block to = allocator.allocate(Math.max(1, Selection.bytes(order.length)))) {
            Selection rows = RowOrder.ascending(values().data(), to.address(), allocator);
            for (int i = 0; i < order.length; i++) {
                order[i] = rows.row(i);
            }
        }
        return order;
    }

    /// The place of each number in the ascending order.
    int[] ranks() {
        int[] order = ascending();
        int[] ranks = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = i;
        }
        return ranks;
    }

    /// A value as text, the same for all integer types.
    String text(int number) {
        ArrayData data = values().data();
        if (data.type() instanceof DataType.Int(int bits, boolean signed)) {
            FixedColumn integers = FixedColumn.of(data);
            return switch (bits) {
                case 8 -> Integer.toString(signed ? integers.getByte(number) : integers.getByte(number) & 0xFF);
                case 16 -> Integer.toString(signed ? integers.getShort(number) : integers.getShort(number) & 0xFFFF);
                case 32 ->
                        signed
                                ? Integer.toString(integers.getInt(number))
                                : Integer.toUnsignedString(integers.getInt(number));
                default ->
                        signed
                                ? Long.toString(integers.getLong(number))
                                : Long.toUnsignedString(integers.getLong(number));
            };
        }
        return BytesColumn.of(data).text(number);
    }

    @Override
    public void close() {
        if (numbers != null) {
            numbers.close();
        }
        if (values != null) {
            values.close();
        }
    }
}
