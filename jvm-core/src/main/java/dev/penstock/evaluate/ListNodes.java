package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.column.ListColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.plan.ListFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of lists that are a column of the input: how many elements they have, and one of them.
final class ListNodes {
    private ListNodes() {}

    static Node compile(ListFunction function, BoundExpr.Call call, Compiler compiler) {
        BoundExpr lists = call.arguments().getFirst();
        if (!(compiler.compile(lists) instanceof ColumnNode column)) {
            throw new NoKernel(function.symbol() + " of what is no column");
        }
        return switch (function) {
            case LEN -> new Length(column);
            case GET -> {
                DataType type = call.type();
                if (type instanceof DataType.Dictionary || type instanceof DataType.RunEndEncoded) {
                    throw new NoKernel("lists of " + type);
                }
                Kind kind = Kind.of(type, "an element");
                Node index = compiler.compileAll(call.arguments().subList(1, 2), "list.get").getFirst();
                yield new Element(column, index, type, kind, call.options().flag("null_on_oob", false));
            }
            case CONTAINS, COUNT_MATCHES -> {
                Node wanted = compiler.compileAll(call.arguments().subList(1, 2), function.symbol()).getFirst();
                boolean counts = function == ListFunction.COUNT_MATCHES;
                boolean nullsEqual = counts || call.options().flag("nulls_equal", true);
                Kind kind = Kind.of(elementOf(column), "elements");
                var matches = new ListFold.Matches(kind, counts, nullsEqual);
                yield new Folded(column, elementOf(column), kind, Kind.of(call.type(), "matches"), matches, wanted);
            }
            default -> {
                DataType element = elementOf(column);
                Kind kind = Kind.of(element, "elements");
                ListFold fold = ListFold.of(function, call, element, kind);
                yield new Folded(column, element, kind, Kind.of(call.type(), function.symbol()), fold, null);
            }
        };
    }

    /// The type of the elements, which lie in memory as values.
    private static DataType elementOf(ColumnNode column) {
        DataType element =
                switch (column.type()) {
                    case DataType.ListOf(Field item, _) -> item.type();
                    case DataType.FixedSizeListOf(Field item, _) -> item.type();
                    default -> throw new NoKernel("elements of " + column.type());
                };
        if (element instanceof DataType.Dictionary
                || element instanceof DataType.RunEndEncoded
                || element instanceof DataType.Null) {
            throw new NoKernel("lists of " + element);
        }
        return element;
    }

    /// The lists of a batch, one after the other.
    private static final class Lists {
        private final ColumnNode column;
        private @Nullable ListColumn lists;
        private long batchStamp = -1;

        Lists(ColumnNode column) {
            this.column = column;
        }

        /// Whether the batch is a new one.
        boolean enter(Rows rows) {
            if (batchStamp == rows.batchStamp()) {
                return false;
            }
            lists = ListColumn.of(rows.column(column.index()));
            batchStamp = rows.batchStamp();
            return true;
        }

        ListColumn of() {
            ListColumn known = lists;
            if (known == null) {
                throw new AssertionError("no batch");
            }
            return known;
        }

        static long row(Rows rows, long lane) {
            Selection selection = rows.selection();
            return selection == null ? rows.from() + lane : selection.row(rows.from() + lane);
        }
    }

    private static final class Length extends Node {
        private final Lists lists;

        Length(ColumnNode column) {
            super(Kind.LONGS);
            this.lists = new Lists(column);
        }

        @Override
        void compute(Rows rows, Lanes to) {
            lists.enter(rows);
            int n = rows.count();
            ListColumn of = lists.of();
            lists.column.validity(rows, to, n);
            long room = to.room();
            for (long i = 0; i < n; i++) {
                Native.putLong(room + (i << 3), of.size(Lists.row(rows, i)));
            }
        }
    }

    /// The elements are read as selected rows of the array that holds them all.
    private static final class Element extends Node {
        private final Lists lists;
        private final Node index;
        private final boolean nullBeyond;
        private final ColumnValues values;
        private long places;

        Element(ColumnNode column, Node index, DataType type, Kind kind, boolean nullBeyond) {
            super(kind);
            this.lists = new Lists(column);
            this.index = index;
            this.values = new ColumnValues(type, kind);
            this.nullBeyond = nullBeyond;
        }

        @Override
        List<Node> inputs() {
            return List.of(index);
        }

        @Override
        void compute(Rows rows, Lanes to) {
            if (lists.enter(rows)) {
                values.enter(lists.of().elements());
            }
            int n = rows.count();
            ListColumn of = lists.of();
            if (places == 0) {
                places = rows.room((long) LaneMemory.LANES << 2);
            }
            Lanes indices = index.of(rows);
            long there = to.mask(0);
            boolean any = false;
            for (long i = 0; i < n; i++) {
                long row = Lists.row(rows, i);
                long place = -1;
                if (!of.isNull(row) && !indices.isNull(i)) {
                    long wanted = Native.getLong(indices.values() + (i << 3));
                    long size = of.size(row);
                    long at = wanted < 0 ? wanted + size : wanted;
                    if (at >= 0 && at < size) {
                        place = of.start(row) + at;
                    } else if (!nullBeyond) {
                        throw new PenstockException(
                                        ErrorCode.COMPUTE,
                                        "list.get: there is no element " + wanted + " in a list of " + size)
                                .hint("ask with null_on_oob=True for null where there is none");
                    }
                }
                any |= place >= 0;
                Native.putInt(places + (i << 2), Math.toIntExact(Math.max(place, 0)));
                BitLanes.put(there, i, place >= 0);
            }
            if (!any) {
                // There may be no element at all to read.
                to.nulls(false);
                to.room();
                if (kind() == Kind.BYTES) {
                    Native.fill(to.sizes(), (long) n << 2, (byte) 0);
                }
                to.keepOnly(there, n);
                return;
            }
            var selection = new Selection(places, n);
            values.validity(selection, 0, to, n);
            values.values(selection, 0, to, n);
            to.keepOnly(there, n);
        }
    }

    /// One value for each list, made of its elements.
    private static final class Folded extends Node {
        private final Lists lists;
        private final Kind elementKind;
        private final ColumnValues values;
        private final ListFold fold;
        private final @Nullable Node wanted;
        private @Nullable Lanes elements;

        Folded(ColumnNode column, DataType element, Kind elementKind, Kind kind, ListFold fold, @Nullable Node wanted) {
            super(kind);
            this.lists = new Lists(column);
            this.elementKind = elementKind;
            this.values = new ColumnValues(element, elementKind);
            this.fold = fold;
            this.wanted = wanted;
        }

        @Override
        List<Node> inputs() {
            return wanted == null ? List.of() : List.of(wanted);
        }

        @Override
        void compute(Rows rows, Lanes to) {
            if (lists.enter(rows)) {
                values.enter(lists.of().elements());
            }
            if (wanted != null && fold instanceof ListFold.Matches matches) {
                matches.lookFor(wanted.of(rows));
            }
            Lanes part = elements;
            if (part == null) {
                part = new Lanes(elementKind, rows);
                elements = part;
            }
            int n = rows.count();
            ListColumn of = lists.of();
            long room = to.room();
            long known = to.mask(0);
            for (int lane = 0; lane < n; lane++) {
                long row = Lists.row(rows, lane);
                boolean there = !of.isNull(row);
                fold.begin(lane);
                if (there) {
                    fold(of.start(row), of.size(row), part);
                }
                // Bits are written in the order of the lanes, so that a list that is null must write one as well.
                boolean has = fold.end(room, lane);
                BitLanes.put(known, lane, there && has);
            }
            to.nulls(false);
            to.keepOnly(known, n);
        }

        private void fold(long start, long size, Lanes part) {
            for (long at = 0; at < size; at += LaneMemory.LANES) {
                int n = (int) Math.min(LaneMemory.LANES, size - at);
                values.validity(null, start + at, part, n);
                values.values(null, start + at, part, n);
                fold.elements(part.values(), part.nulls() ? part.valid() : 0, n);
            }
        }
    }
}
