package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.ListColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes a row of each element of the lists of a morsel, and hands over a batch at a time.
final class ExplodeStep implements Step {
    private final BoundPlan.Explode explode;
    private final int[] lists;
    private final int mostRows;
    private final Allocator allocator;
    private final Cancellation cancellation;

    /// The numbers of the rows, and behind them those of the elements of each list column.
    private final Block numbers;

    private @Nullable Morsel morsel;
    private List<Lists> columns = List.of();

    /// The row whose elements come next, and which of them.
    private long row;

    private long element;

    ExplodeStep(BoundPlan.Explode explode, int mostRows, Allocator allocator, Cancellation cancellation) {
        this.explode = explode;
        this.mostRows = mostRows;
        this.allocator = allocator;
        this.cancellation = cancellation;
        Schema schema = explode.input().schema();
        lists = explode.columns().stream().mapToInt(schema::indexOf).toArray();
        numbers = allocator.allocate((1L + lists.length) * Selection.bytes(mostRows));
    }

    /// The lists of a column, on the rows of a morsel.
    ///
    /// @param first the least element that any of them has: elements are counted from there on, because all elements of
    ///   a table may be more than can be numbered
    private record Lists(ListColumn lists, long first, Column elements) {
        static Lists of(Column column, long from, long rows) {
            ArrayData data = column.data().slice(from, rows);
            ListColumn lists = ListColumn.of(data);
            long first = Long.MAX_VALUE;
            long behind = 0;
            for (long row = 0; row < rows; row++) {
                if (!lists.isNull(row) && lists.size(row) > 0) {
                    first = Math.min(first, lists.start(row));
                    behind = Math.max(behind, lists.start(row) + lists.size(row));
                }
            }
            first = Math.min(first, behind);
            if (behind - first > Integer.MAX_VALUE) {
                throw new PenstockException(
                        ErrorCode.COMPUTE, "the lists of one batch lie further apart than elements can be numbered");
            }
            return new Lists(lists, first, column.view(lists.elements().slice(first, behind - first)));
        }
    }

    @Override
    public void apply(Morsel next, Consumer<Batch> out) {
        release();
        morsel = next;
        row = 0;
        element = 0;
        var made = new ArrayList<Lists>();
        columns = made;
        for (int list : lists) {
            made.add(Lists.of(next.batch().column(list), next.from(), next.rows()));
        }
        more(out);
    }

    @Override
    public boolean more(Consumer<Batch> out) {
        cancellation.check();
        Morsel current = morsel;
        if (current == null || row == current.rows()) {
            return false;
        }
        int count = number(current.rows());
        if (count > 0) {
            out.accept(batch(current, count));
        }
        return row < current.rows();
    }

    /// Numbers as many rows and elements as make a batch, from where it was left off.
    private int number(long rows) {
        int count = 0;
        while (row < rows && count < mostRows) {
            long elements = elements();
            int length = (int) Math.min(mostRows - count, elements - element);
            for (int i = 0; i < length; i++) {
                Native.putInt(numbers.address() + ((long) (count + i) << 2), (int) row);
            }
            for (int list = 0; list < lists.length; list++) {
                number(columns.get(list), numbers(list) + ((long) count << 2), length);
            }
            count += length;
            element += length;
            if (element == elements) {
                element = 0;
                row++;
            }
        }
        return count;
    }

    private void number(Lists column, long to, int length) {
        boolean none = column.lists.isNull(row) || column.lists.size(row) == 0;
        long first = none ? 0 : column.lists.start(row) - column.first + element;
        for (long i = 0; i < length; i++) {
            Native.putInt(to + (i << 2), none ? -1 : (int) (first + i));
        }
    }

    private long numbers(int list) {
        return numbers.address() + (1L + list) * Selection.bytes(mostRows);
    }

    /// How many rows come of the current one.
    private long elements() {
        long elements = elements(columns.getFirst().lists);
        for (Lists column : columns) {
            if (elements(column.lists) != elements) {
                throw new PenstockException(ErrorCode.SHAPE, "exploded columns must have matching element counts");
            }
        }
        return elements;
    }

    private long elements(ListColumn column) {
        if (column.isNull(row)) {
            return explode.keepNulls() ? 1 : 0;
        }
        long size = column.size(row);
        return size == 0 && explode.emptyAsNull() ? 1 : size;
    }

    private Batch batch(Morsel current, int count) {
        var rows = new Selection(numbers.address(), count);
        var made = new ArrayList<Column>();
        try {
            for (int i = 0; i < explode.schema().size(); i++) {
                int list = explode.columns().indexOf(explode.schema().field(i).name());
                if (list >= 0) {
                    made.add(
                            Gather.column(
                                    columns.get(list).elements, new Selection(numbers(list), count, true), allocator));
                } else {
                    try (Column column = current.batch().column(i).slice(current.from(), current.rows())) {
                        made.add(Gather.column(column, rows, allocator));
                    }
                }
            }
            return new Batch(explode.schema(), count, made);
        } catch (Throwable e) {
            Column.closeAll(made);
            throw e;
        }
    }

    private void release() {
        columns.forEach(column -> column.elements.close());
        columns = List.of();
    }

    @Override
    public void close() {
        release();
        numbers.close();
    }
}
