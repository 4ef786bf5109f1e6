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
            default -> throw new NoKernel(function.symbol());
        };
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
}
