package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.IntervalUnit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/// Dates and timestamps that a column of calendar intervals moves, one at a time: months first, then days, by the
/// calendar of the zone, then the rest. A day that a month does not have is its last.
final class Intervals {
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long DAY_MILLISECONDS = 86_400_000L;

    private Intervals() {}

    /// Whether the second argument is an interval.
    static boolean moves(BoundExpr.Call call) {
        return call.arguments().size() == 2 && call.arguments().get(1).type() instanceof DataType.Interval;
    }

    static Node compile(MathFunction function, BoundExpr.Call call, Compiler compiler) {
        BoundExpr by = call.arguments().get(1);
        if (!(by.type() instanceof DataType.Interval(IntervalUnit unit))
                || !(compiler.compile(by) instanceof ColumnNode column)) {
            throw new NoKernel(function.symbol() + " of " + by.type());
        }
        // As they lie in memory: months; days and milliseconds; months, days and nanoseconds.
        Node spans = new ColumnNode(column.index(), by.type(), unit.bytes() == 16 ? Kind.WIDE : Kind.LONGS);
        Node points = compiler.compileAll(List.of(call.arguments().getFirst()), function.symbol()).getFirst();
        int sign = function == MathFunction.SUB ? -1 : 1;
        DataType type = call.type();
        return Computed.strict(
                Kind.LONGS,
                List.of(points, spans),
                (in, to, n) -> {
                    long room = to.room();
                    for (long i = 0; i < n; i++) {
                        long point = to.isNull(i) ? 0 : Native.getLong(in[0].values() + (i << 3));
                        long moved = to.isNull(i) ? 0 : moved(type, point, span(unit, in[1].values(), i), sign);
                        Native.putLong(room + (i << 3), moved);
                    }
                });
    }

    private record Span(long months, long days, long nanos) {}

    private static Span span(IntervalUnit unit, long values, long lane) {
        long at = values + lane * (unit.bytes() == 16 ? 16 : 8);
        return switch (unit) {
            case YEAR_MONTH -> new Span(Native.getLong(at), 0, 0);
            case DAY_TIME -> new Span(0, Native.getInt(at), Native.getInt(at + 4) * 1_000_000L);
            case MONTH_DAY_NANO -> new Span(Native.getInt(at), Native.getInt(at + 4), Native.getLong(at + 8));
        };
    }

    private static long moved(DataType type, long point, Span span, int sign) {
        try {
            return switch (type) {
                case DataType.Date(boolean milliseconds) -> {
                    long day = milliseconds ? Math.floorDiv(point, DAY_MILLISECONDS) : point;
                    long more = sign * span.days() + Math.floorDiv(sign * span.nanos(), DAY_NANOS);
                    long to = LocalDate.ofEpochDay(day).plusMonths(sign * span.months()).plusDays(more).toEpochDay();
                    yield milliseconds ? Math.multiplyExact(to, DAY_MILLISECONDS) : Math.toIntExact(to);
                }
                case DataType.Timestamp(var unit, String zone) -> {
                    long perSecond = unit.perSecond();
                    ZoneId place = zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
                    long second = Math.floorDiv(point, perSecond);
                    long rest = Math.floorMod(point, perSecond) * (1_000_000_000 / perSecond);
                    ZonedDateTime to =
                            Instant.ofEpochSecond(second, rest)
                                    .atZone(place)
                                    .plusMonths(sign * span.months())
                                    .plusDays(sign * span.days())
                                    .plusNanos(sign * span.nanos());
                    yield Math.addExact(
                            Math.multiplyExact(to.toEpochSecond(), perSecond),
                            to.getNano() / (1_000_000_000 / perSecond));
                }
                default -> throw new AssertionError(type);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new PenstockException(ErrorCode.COMPUTE, "an interval moves a " + type + " out of its range", e);
        }
    }
}
