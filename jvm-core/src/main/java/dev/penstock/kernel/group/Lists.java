package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// All values of each group as a list.
record Lists(DataType type, RowsByGroup rows, int column) implements GroupResult {
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        int width = ((Layout.Lists) Layout.of(type)).offsetBytes();
        Buffer offsets = assembly.buffer((groups.count() + 1) * width);
        long total = 0;
        for (long i = 0; i < groups.count(); i++) {
            Results.put(offsets.address(), width, i, total);
            total += rows.count(groups.row(i));
        }
        Results.put(offsets.address(), width, groups.count(), total);
        if (total > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.COMPUTE, "%,d elements in one batch are too many".formatted(total))
                    .hint("use smaller batches");
        }
        ArrayData elements = elements(groups, total, assembly);
        return new ArrayData(type, groups.count(), 0, 0, List.of(Buffer.NONE, offsets), List.of(elements), null);
    }

    private ArrayData elements(Selection groups, long total, Assembly assembly) {
        try (Block room = assembly.allocator().allocate(Selection.bytes(total))) {
            long to = room.address();
            for (long i = 0; i < groups.count(); i++) {
                int group = groups.row(i);
                Selection members = rows.rows(group, group + 1L);
                Native.copy(members.address(), to, Selection.bytes(members.count()));
                to += Selection.bytes(members.count());
            }
            Column elements =
                    Gather.column(rows.column(column), new Selection(room.address(), total), assembly.allocator());
            assembly.adopt(elements.transferLease());
            return elements.data();
        }
    }
}
