package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.ElementLanes;
import dev.penstock.memory.Native;
import dev.penstock.plan.ListFunction;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// What becomes of the elements of a list, some of them at a time: a fold begins a list, sees its elements, and writes
/// the value of the list's lane. Belongs to one node.
abstract class ListFold {
    /// Begins a list, whose value goes to `lane`.
    abstract void begin(int lane);

    /// Looks at the next elements.
    ///
    /// @param valid the bits of those that are not null, 0 if all are
    abstract void elements(long values, long valid, int n);

    /// Ends the list and writes its value to its lane at `room`.
    ///
    /// @return whether it has one
    abstract boolean end(long room, int lane);

    /// @param kind that of the elements
    /// @throws NoKernel when another engine must compute it
    static ListFold of(ListFunction function, BoundExpr.Call call, DataType element, Kind kind) {
        return switch (function) {
            case SUM -> sum(call.type(), element, kind);
            case MEAN -> mean(element, kind);
            case MIN -> edge(function, element, kind);
            case MAX -> edge(function, element, kind);
            case ANY -> new Truth(true, call.options().flag("ignore_nulls", true));
            case ALL -> new Truth(false, call.options().flag("ignore_nulls", true));
            default -> throw new NoKernel(function.symbol());
        };
    }

    private static ListFold sum(DataType type, DataType element, Kind kind) {
        return switch (kind) {
            case LONGS -> new LongSum(type instanceof DataType.Int result ? result : new DataType.Int(64, true));
            case DOUBLES -> new DoubleSum();
            case BITS -> new TrueCount();
            default -> throw new NoKernel("list.sum of " + element);
        };
    }

    private static ListFold mean(DataType element, Kind kind) {
        boolean number = element instanceof DataType.Int || element instanceof DataType.FloatingPoint;
        if (!number) {
            throw new NoKernel("list.mean of " + element);
        }
        return new Mean(kind == Kind.DOUBLES, isSigned(element));
    }

    private static ListFold edge(ListFunction function, DataType element, Kind kind) {
        boolean largest = function == ListFunction.MAX;
        return switch (kind) {
            case LONGS -> new LongEdge((largest ? -1L : 0L) ^ (isSigned(element) ? 0L : Long.MIN_VALUE));
            case DOUBLES -> new DoubleEdge(largest);
            default -> throw new NoKernel(function.symbol() + " of " + element);
        };
    }

    private static boolean isSigned(DataType element) {
        return !(element instanceof DataType.Int(_, boolean signed)) || signed;
    }

    private static final class LongSum extends ListFold {
        private final DataType.Int type;
        private long sum;

        LongSum(DataType.Int type) {
            this.type = type;
        }

        @Override
        void begin(int lane) {
            sum = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            sum = ElementLanes.sum(values, valid, n, sum);
        }

        @Override
        boolean end(long room, int lane) {
            int above = Long.SIZE - type.bits();
            long wrapped = type.signed() ? sum << above >> above : sum << above >>> above;
            Native.putLong(room + ((long) lane << 3), wrapped);
            return true;
        }
    }

    private static final class DoubleSum extends ListFold {
        private double sum;

        @Override
        void begin(int lane) {
            sum = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            sum = ElementLanes.sum(values, valid, n, sum);
        }

        @Override
        boolean end(long room, int lane) {
            Native.putDouble(room + ((long) lane << 3), sum);
            return true;
        }
    }

    private static final class TrueCount extends ListFold {
        private long count;

        @Override
        void begin(int lane) {
            count = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            count += ElementLanes.bits(values, valid, n, true);
        }

        @Override
        boolean end(long room, int lane) {
            Native.putLong(room + ((long) lane << 3), count);
            return true;
        }
    }

    private static final class Mean extends ListFold {
        private final boolean floats;
        private final boolean signed;
        private double sum;
        private long count;

        Mean(boolean floats, boolean signed) {
            this.floats = floats;
            this.signed = signed;
        }

        @Override
        void begin(int lane) {
            sum = 0;
            count = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            sum =
                    floats
                            ? ElementLanes.sum(values, valid, n, sum)
                            : ElementLanes.sumAsFloats(values, valid, n, sum, signed);
            count += ElementLanes.count(valid, n);
        }

        @Override
        boolean end(long room, int lane) {
            Native.putDouble(room + ((long) lane << 3), sum / count);
            return count > 0;
        }
    }

    private static final class LongEdge extends ListFold {
        private final long flip;
        private long least;
        private long count;

        /// @param flip the bits to turn round so that the least number is the one asked for
        LongEdge(long flip) {
            this.flip = flip;
        }

        @Override
        void begin(int lane) {
            least = Long.MAX_VALUE;
            count = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            least = ElementLanes.least(values, valid, n, least, flip);
            count += ElementLanes.count(valid, n);
        }

        @Override
        boolean end(long room, int lane) {
            Native.putLong(room + ((long) lane << 3), least ^ flip);
            return count > 0;
        }
    }

    private static final class DoubleEdge extends ListFold {
        private final boolean largest;
        private double edge;
        private long count;

        DoubleEdge(boolean largest) {
            this.largest = largest;
        }

        @Override
        void begin(int lane) {
            edge = Double.NaN;
            count = 0;
        }

        @Override
        void elements(long values, long valid, int n) {
            edge = largest ? ElementLanes.greatest(values, valid, n, edge) : ElementLanes.least(values, valid, n, edge);
            count += ElementLanes.count(valid, n);
        }

        @Override
        boolean end(long room, int lane) {
            Native.putDouble(room + ((long) lane << 3), edge);
            return count > 0;
        }
    }

    private static final class Truth extends ListFold {
        private final boolean decisive;
        private final boolean ignoreNulls;
        private boolean decided;
        private boolean nulls;

        /// @param decisive the truth value of which one is enough
        Truth(boolean decisive, boolean ignoreNulls) {
            this.decisive = decisive;
            this.ignoreNulls = ignoreNulls;
        }

        @Override
        void begin(int lane) {
            decided = false;
            nulls = false;
        }

        @Override
        void elements(long values, long valid, int n) {
            decided |= ElementLanes.bits(values, valid, n, decisive) > 0;
            nulls |= ElementLanes.count(valid, n) < n;
        }

        @Override
        boolean end(long room, int lane) {
            BitLanes.put(room, lane, decided == decisive);
            return decided || ignoreNulls || !nulls;
        }
    }

    /// How often another expression's value is among the elements, or whether it is.
    static final class Matches extends ListFold {
        private final Kind kind;
        private final boolean counts;
        private final boolean nullsEqual;
        private @Nullable Lanes wanted;
        private boolean isNull;
        private int lane;
        private long matches;

        /// @param kind that of the elements, and of the values looked for
        /// @param counts whether to count, rather than to say whether there are any
        /// @param nullsEqual whether a null is looked for among the nulls; else the answer is null
        Matches(Kind kind, boolean counts, boolean nullsEqual) {
            if (kind != Kind.LONGS && kind != Kind.DOUBLES && kind != Kind.BITS) {
                throw new NoKernel("list.contains of other values than numbers");
            }
            this.kind = kind;
            this.counts = counts;
            this.nullsEqual = nullsEqual;
        }

        /// The values that the lists of this chunk are searched for.
        void lookFor(Lanes values) {
            wanted = values;
        }

        @Override
        void begin(int list) {
            lane = list;
            matches = 0;
            isNull = known().isNull(list);
        }

        @Override
        void elements(long values, long valid, int n) {
            if (isNull) {
                matches += n - ElementLanes.count(valid, n);
                return;
            }
            long at = known().values() + ((long) lane << 3);
            matches +=
                    switch (kind) {
                        case LONGS -> ElementLanes.matches(values, valid, n, Native.getLong(at));
                        case DOUBLES -> ElementLanes.matches(values, valid, n, Native.getDouble(at));
                        case BITS -> ElementLanes.bits(values, valid, n, BitLanes.get(known().values(), lane));
                        case BYTES, WIDE, HUGE -> throw new AssertionError(kind);
                    };
        }

        @Override
        boolean end(long room, int list) {
            if (counts) {
                Native.putLong(room + ((long) list << 3), matches);
            } else {
                BitLanes.put(room, list, matches > 0);
            }
            return nullsEqual || !isNull;
        }

        private Lanes known() {
            Lanes values = wanted;
            if (values == null) {
                throw new AssertionError("no chunk");
            }
            return values;
        }
    }
}
