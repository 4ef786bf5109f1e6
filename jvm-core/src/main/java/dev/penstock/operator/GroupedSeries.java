package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.AggregateState;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SeriesCall;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of groups, kept for a function that wants to see all rows of a group at once, in their order.
final class GroupedSeries implements AggregateState {
    /// Some rows and their groups.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(List<Column> columns, int[] groups, long place) {}

    /// All rows, those of group 0 first, and where each group starts.
    ///
    /// @param order which row of the input each of them was
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sorted(List<Column> columns, int[] order, int[] starts) {}

    private final SeriesCall call;
    private final FunctionContext context;
    private final List<Piece> pieces = new ArrayList<>();
    private int groups;
    private @Nullable Sorted sorted;

    GroupedSeries(SeriesCall call, FunctionContext context) {
        this.call = call;
        this.context = context;
    }

    @Override
    public void grow(int count) {
        groups = count;
    }

    @Override
    public void update(List<Column> arguments, int[] ids, int rows, long place) {
        pieces.add(new Piece(Column.shareAll(arguments), Arrays.copyOf(ids, rows), place));
    }

    @Override
    public void merge(AggregateState other, int[] from, int[] to) {
        var same = (GroupedSeries) other;
        int[] here = new int[same.groups];
        Arrays.fill(here, -1);
        for (int i = 0; i < from.length; i++) {
            here[from[i]] = to[i];
        }
        for (Piece piece : same.pieces) {
            int[] ids = new int[piece.groups.length];
            for (int row = 0; row < ids.length; row++) {
                ids[row] = piece.groups[row] < 0 ? -1 : here[piece.groups[row]];
            }
            pieces.add(new Piece(Column.shareAll(piece.columns), ids, piece.place));
        }
    }

    private Sorted sorted() {
        Sorted known = sorted;
        if (known == null) {
            known = sort();
            sorted = known;
        }
        return known;
    }

    private Sorted sort() {
        // Pieces of one place come in their order, and the sort keeps it.
        pieces.sort(Comparator.comparingLong(Piece::place));
        int[] starts = new int[groups + 1];
        int rows = 0;
        for (Piece piece : pieces) {
            for (int group : piece.groups) {
                if (group >= 0) {
                    starts[group + 1]++;
                    rows++;
                }
            }
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        int[] order = new int[rows];
        int[] next = Arrays.copyOf(starts, groups + 1);
        int row = 0;
        for (Piece piece : pieces) {
            for (int group : piece.groups) {
                if (group >= 0) {
                    order[next[group]++] = row;
                }
                row++;
            }
        }
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < call.signature().arguments().size(); i++) {
                columns.add(ordered(i, order));
            }
            return new Sorted(columns, order, starts);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private Column ordered(int argument, int[] order) {
        List<Column> parts = pieces.stream().map(piece -> piece.columns.get(argument)).toList();
        if (parts.isEmpty()) {
            return Empty.nulls(call.signature().arguments().get(argument), 0, context.allocator());
        }
        try (Column all = Concatenate.columns(parts, context.allocator())) {
            return gathered(all, order);
        }
    }

    private Column gathered(Column column, int[] rows) {
        try (Block room = context.allocator().allocate(Selection.bytes(Math.max(1, rows.length)))) {
            for (int i = 0; i < rows.length; i++) {
                Native.putInt(room.address() + ((long) i << 2), rows[i]);
            }
            return Gather.column(column, new Selection(room.address(), rows.length), context.allocator());
        }
    }

    /// What the function makes of a group: a column that the caller owns.
    private Column answer(Sorted rows, int group) {
        context.cancellation().check();
        int from = rows.starts[group];
        int count = rows.starts[group + 1] - from;
        var fields = new ArrayList<Field>();
        var columns = new ArrayList<Column>();
        for (int i = 0; i < rows.columns.size(); i++) {
            fields.add(Field.nullable(String.valueOf(i), rows.columns.get(i).type()));
            columns.add(rows.columns.get(i).slice(from, count));
        }
        var schema = new Schema(fields);
        try (Frame arguments = new Frame(schema, List.of(new Batch(schema, count, columns)));
                Frame answer = call.apply(arguments, context)) {
            if (call.scalar() && answer.rows() != 1) {
                throw new PenstockException(
                        ErrorCode.SHAPE,
                        "the function \"%s\" must answer one value for a group, and answered %d"
                                .formatted(call.name(), answer.rows()));
            }
            List<Column> parts = answer.batches().stream().map(batch -> batch.column(0)).toList();
            return parts.isEmpty()
                    ? Empty.nulls(call.signature().result(), 0, context.allocator())
                    : parts.size() == 1 ? parts.getFirst().share() : Concatenate.columns(parts, context.allocator());
        }
    }

    @Override
    public Column finish(int[] chosen) {
        Sorted rows = sorted();
        var answers = new ArrayList<Column>();
        try {
            for (int group : chosen) {
                answers.add(answer(rows, group));
            }
            if (!call.scalar()) {
                return lists(answers);
            }
            return answers.isEmpty()
                    ? Empty.nulls(call.groupType(), 0, context.allocator())
                    : Concatenate.columns(answers, context.allocator());
        } finally {
            Column.closeAll(answers);
        }
    }

    private Column lists(List<Column> answers) {
        DataType element = call.signature().result();
        try (Column elements =
                        answers.isEmpty()
                                ? Empty.nulls(element, 0, context.allocator())
                                : Concatenate.columns(answers, context.allocator());
                Assembly assembly = new Assembly(context.allocator())) {
            Buffer offsets = assembly.buffer((answers.size() + 1L) << 2);
            long end = 0;
            Native.putInt(offsets.address(), 0);
            for (int i = 0; i < answers.size(); i++) {
                end = Math.addExact(end, answers.get(i).length());
                Native.putInt(offsets.address() + ((i + 1L) << 2), Math.toIntExact(end));
            }
            assembly.keep(elements);
            return assembly.finish(
                    new ArrayData(
                            DataType.listOf(element),
                            answers.size(),
                            0,
                            0,
                            List.of(Buffer.NONE, offsets),
                            List.of(elements.data()),
                            null));
        }
    }

    /// What the function makes of the groups, each value on the row of its group that it is for: a column that the
    /// caller owns.
    ///
    /// @throws PenstockException with code SHAPE when it has more or fewer values for a group than that has rows
    Column rows() {
        Sorted rows = sorted();
        var answers = new ArrayList<Column>();
        try {
            for (int group = 0; group < groups; group++) {
                int count = rows.starts[group + 1] - rows.starts[group];
                if (count == 0) {
                    continue;
                }
                Column answer = answer(rows, group);
                answers.add(answer);
                if (answer.length() != count) {
                    throw new PenstockException(
                                    ErrorCode.SHAPE,
                                    "the function \"%s\" answered a group of %d rows with %d"
                                            .formatted(call.name(), count, answer.length()))
                            .hint("let it answer as many rows, or one value with returns_scalar=True");
                }
            }
            if (answers.isEmpty()) {
                return Empty.nulls(call.signature().result(), 0, context.allocator());
            }
            int[] places = new int[rows.order.length];
            for (int i = 0; i < places.length; i++) {
                places[rows.order[i]] = i;
            }
            try (Column all = Concatenate.columns(answers, context.allocator())) {
                return gathered(all, places);
            }
        } finally {
            Column.closeAll(answers);
        }
    }

    @Override
    public void close() {
        pieces.forEach(piece -> Column.closeAll(piece.columns));
        pieces.clear();
        if (sorted != null) {
            Column.closeAll(sorted.columns);
            sorted = null;
        }
    }
}
