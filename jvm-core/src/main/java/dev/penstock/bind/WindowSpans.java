package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.IndexWindows;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The spans of windows over an index column, read and found to make sense for the index's type.
///
/// @param every how often windows start; null for rolling ones, which start at each row
/// @param period how long they are
/// @param offset by how much their starts are moved
public record WindowSpans(@Nullable CalendarSpan every, CalendarSpan period, CalendarSpan offset) {
    private static final CalendarSpan NONE = new CalendarSpan(0, 0, 0, 0);

    /// @param index the type of the index column
    /// @throws PenstockException with code COMPUTE for spans that are not positive where they must be,
    ///   INVALID_OPERATION for an index that has no windows and for spans of another kind than the index
    public static WindowSpans of(IndexWindows windows, DataType index) {
        requireIndex(windows, index);
        return switch (windows) {
            case IndexWindows.Dynamic dynamic -> {
                CalendarSpan every = positive("every", dynamic.every(), index);
                if (every.kinds() > 1) {
                    throw new PenstockException(
                                    ErrorCode.COMPUTE,
                                    "every=\"" + dynamic.every() + "\" mixes months, weeks, days and what is shorter")
                            .hint("say it in one of these, such as 36h for a day and a half");
                }
                CalendarSpan period = dynamic.period() == null ? every : positive("period", dynamic.period(), index);
                CalendarSpan offset = dynamic.offset() == null ? NONE : span("offset", dynamic.offset(), index);
                yield new WindowSpans(every, period, offset);
            }
            case IndexWindows.Rolling rolling -> {
                CalendarSpan period = positive("period", rolling.period(), index);
                CalendarSpan offset =
                        rolling.offset() == null ? period.negated() : span("offset", rolling.offset(), index);
                yield new WindowSpans(null, period, offset);
            }
        };
    }

    /// Whether a window ends at the row that it is the window of.
    public boolean endsAtRow() {
        return offset.equals(period.negated());
    }

    /// The type of a window's bounds: dates have bounds within days.
    public static DataType boundType(DataType index) {
        return index instanceof Date ? new Timestamp(TimeUnit.MICROSECOND, null) : index;
    }

    private static void requireIndex(IndexWindows windows, DataType index) {
        boolean rolling = windows instanceof IndexWindows.Rolling;
        boolean fits =
                switch (index) {
                    case Int(int bits, boolean signed) -> bits >= 32 && (signed || rolling);
                    case Timestamp _ -> true;
                    case Date(boolean milliseconds) -> !milliseconds;
                    default -> false;
                };
        if (!fits) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "an index column cannot be " + index)
                    .hint("cast it to a date, a datetime or int64");
        }
    }

    private static CalendarSpan span(String name, String text, DataType index) {
        boolean counts = index instanceof Int;
        if (counts != CalendarSpan.isCount(text)) {
            // Text that is no span at all is refused as such.
            CalendarSpan.parse(counts ? text : text.replace('i', 's'));
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            name + "=\"" + text + "\" does not go together with an index column of " + index)
                    .hint(counts ? "write how many numbers, and i: 3i" : "write a span of time, such as 3d");
        }
        return counts ? CalendarSpan.ofCount(text) : CalendarSpan.parse(text);
    }

    private static CalendarSpan positive(String name, String text, DataType index) {
        CalendarSpan span = span(name, text, index);
        long units = 1_000_000_000 / perSecond(index);
        boolean negative = span.months() < 0 || span.weeks() < 0 || span.days() < 0 || span.nanos() < 0;
        boolean nothing = span.months() == 0 && span.weeks() == 0 && span.days() == 0 && span.nanos() / units == 0;
        if (negative || nothing) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, name + "=\"" + text + "\" is not a positive span of " + index)
                    .hint("windows have a length, and go on from one to the next");
        }
        return span;
    }

    /// How many units of an index of this type there are for a second of a span. Numbers count as nanoseconds.
    public static long perSecond(DataType index) {
        return boundType(index) instanceof Timestamp(TimeUnit unit, _) ? unit.perSecond() : 1_000_000_000;
    }
}
