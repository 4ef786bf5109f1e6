package dev.penstock.operator;

import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Repetitions;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;

/// Windows that say whether other rows hold the same values.
///
/// @param agreeing the rows by all values that count
/// @param rows the table as it lies
record DistinctWindows(Partitions agreeing, SequencedRows rows) {
    static boolean handles(OrderedFunction function) {
        return switch (function) {
            case IS_DUPLICATED, IS_UNIQUE, IS_FIRST_DISTINCT, IS_LAST_DISTINCT -> true;
            default -> false;
        };
    }

    /// The window's column, for the caller.
    Column column(DataType type, OrderedFunction function) {
        Repetitions.Mark mark =
                switch (function) {
                    case IS_DUPLICATED -> Repetitions.Mark.DUPLICATED;
                    case IS_UNIQUE -> Repetitions.Mark.UNIQUE;
                    case IS_FIRST_DISTINCT -> Repetitions.Mark.FIRST;
                    default -> Repetitions.Mark.LAST;
                };
        long ids = agreeing.ids();
        try (Block found = rows.allocator().allocate(Selection.bytes(agreeing.count()));
                var result = new SequenceResult(rows, false)) {
            byte nothing = (byte) (mark == Repetitions.Mark.FIRST ? -1 : 0);
            Native.fill(found.address(), found.capacityBytes(), nothing);
            for (long from = 0; from < rows.sequence().rows(); from += ChunkGather.CHUNK_ROWS) {
                rows.tasks().check();
                long to = Math.min(rows.sequence().rows(), from + ChunkGather.CHUNK_ROWS);
                Repetitions.find(mark, ids, from, to, found.address());
            }
            rows.chunks((from, to) -> Repetitions.mark(mark, ids, from, to, found.address(), result.values()));
            return result.column(type);
        }
    }
}
