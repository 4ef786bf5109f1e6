package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A question about a column of categories, asked once for each value of the dictionary where that has fewer of them
/// than the batch has rows.
final class DictionaryPredicate extends Node {
    private final BoundExpr question;
    private final String name;
    private final ColumnNode column;
    private final DataType.Dictionary type;
    private final Node otherwise;
    private final ColumnValues indices;
    private @Nullable Lanes rowIndices;
    private long batchStamp = -1;
    private boolean asked;
    private long capacity;
    private long answers;
    private long known;

    private DictionaryPredicate(
            BoundExpr question, String name, ColumnNode column, DataType.Dictionary type, Node otherwise) {
        super(Kind.BITS);
        this.question = question;
        this.name = name;
        this.column = column;
        this.type = type;
        this.otherwise = otherwise;
        this.indices = new ColumnValues(type.index(), Kind.LONGS);
    }

    /// @param otherwise the same question asked of each row, which is what is returned for other expressions
    static Node of(BoundExpr question, Node otherwise, Compiler compiler) {
        Set<BoundExpr.Ref> columns = new HashSet<>();
        if (otherwise.kind() != Kind.BITS
                || !(question instanceof BoundExpr.Call)
                || !isStrict(question, columns)
                || columns.size() != 1) {
            return otherwise;
        }
        BoundExpr.Ref only = columns.iterator().next();
        return only.type() instanceof DataType.Dictionary type
                        && type.values().isText()
                        && compiler.named(only.name()) instanceof ColumnNode column
                        && column.type() instanceof DataType.Dictionary
                ? new DictionaryPredicate(question, only.name(), column, type, otherwise)
                : otherwise;
    }

    /// Whether it is null wherever a column is, and never fails: it is asked of values that no row has.
    private static boolean isStrict(BoundExpr expression, Set<BoundExpr.Ref> columns) {
        return switch (expression) {
            case BoundExpr.Ref ref -> {
                columns.add(ref);
                yield true;
            }
            case BoundExpr.Constant(_, Object value, _) -> value != null;
            case BoundExpr.Cast(BoundExpr input, DataType to, _, _) ->
                    to.isText() && input.type().logical().isText() && isStrict(input, columns);
            case BoundExpr.Call call ->
                    isStrict(call) && call.arguments().stream().allMatch(argument -> isStrict(argument, columns));
            default -> false;
        };
    }

    private static boolean isStrict(BoundExpr.Call call) {
        return switch (call.function()) {
            case LogicFunction function ->
                    switch (function) {
                        case EQ, NE, LT, LE, GT, GE, NOT -> true;
                        // A constant might decide alone.
                        case AND, OR -> call.arguments().stream().noneMatch(BoundExpr.Constant.class::isInstance);
                        case IS_IN -> !call.options().flag("nulls_equal", false);
                        default -> false;
                    };
            case StringFunction function ->
                    switch (function) {
                        case CONTAINS,
                                STARTS_WITH,
                                ENDS_WITH,
                                LEN_BYTES,
                                LEN_CHARS,
                                TO_LOWERCASE,
                                TO_UPPERCASE,
                                STRIP_CHARS,
                                STRIP_PREFIX,
                                STRIP_SUFFIX,
                                SLICE,
                                HEAD,
                                TAIL ->
                                true;
                        default -> false;
                    };
            default -> false;
        };
    }

    @Override
    List<Node> inputs() {
        return List.of(otherwise);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (batchStamp != rows.batchStamp()) {
            batchStamp = rows.batchStamp();
            try (Column range = rows.range(column.index())) {
                ask(range.data(), rows);
            }
        }
        int n = rows.count();
        if (!asked) {
            Choice.copy(otherwise.of(rows), to, Kind.BITS, n);
            return;
        }
        Lanes places = rowIndices;
        if (places == null) {
            places = new Lanes(Kind.LONGS, rows);
            rowIndices = places;
        }
        indices.validity(rows.selection(), rows.from(), places, n);
        indices.values(rows.selection(), rows.from(), places, n);
        long bits = to.room();
        long valid = to.mask(0);
        for (long i = 0; i < n; i++) {
            // What lies behind a null need not be a place.
            long place = places.isNull(i) ? 0 : Native.getLong(places.values() + (i << 3));
            BitLanes.put(bits, i, BitLanes.get(answers, place));
            BitLanes.put(valid, i, BitLanes.get(known, place));
        }
        to.nullsOf(places, n);
        to.keepOnly(valid, n);
    }

    private void ask(ArrayData data, Rows rows) {
        ArrayData dictionary = Objects.requireNonNull(data.dictionary());
        long size = dictionary.length();
        asked = size > 0 && size < data.length() && dictionary.type().isText();
        if (!asked) {
            return;
        }
        indices.enter(
                new ArrayData(
                        type.index(), data.length(), data.offset(), data.nullCount(), data.buffers(), List.of(), null));
        if (size > capacity) {
            capacity = 2 * size;
            answers = rows.room(BitLanes.bytes(capacity));
            known = rows.room(BitLanes.bytes(capacity));
        }
        var schema = new Schema(List.of(Field.nullable(name, dictionary.type())));
        // The memory is the batch's, which outlives this look.
        try (var values = new Batch(schema, size, List.of(Column.adopt(dictionary, Lease.none())));
                var inside = new Rows(rows.allocator(), rows.cancellation())) {
            Node answer = new Compiler(schema).compile(question);
            inside.enter(values, 0, Math.toIntExact(size));
            for (int start = 0; start < size; start += LaneMemory.LANES) {
                int n = (int) Math.min(LaneMemory.LANES, size - start);
                inside.chunk(start, n);
                Lanes lanes = answer.of(inside);
                BitLanes.store(lanes.values(), answers + (start >>> 3), n);
                BitLanes.store(lanes.writtenValid(n), known + (start >>> 3), n);
            }
        }
    }
}
