package dev.penstock.function.moment;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A date or a timestamp with other parts: year, month, day, hour, minute, second and microsecond, in the arguments
/// behind the first. A part that is null stays; of a date the parts of the day do. A microsecond takes the place of the
/// whole fraction of a second.
///
/// @param type that of the first argument and of the answer
/// @param ambiguous what to do where a clock shows a time twice: raise, earliest, latest or null
public record ReplacedParts(DataType type, String ambiguous) implements OwnFunction {
    private static final long NANOS = 1_000_000_000L;

    @Override
    public boolean strict() {
        return false;
    }

    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            if (in.get(0).isNull(row)) {
                continue;
            }
            if (type instanceof DataType.Date) {
                out.setDate(row, date(in, row, in.get(0).getDate(row)));
            } else {
                timestamp(in, row, out);
            }
        }
    }

    private static long part(Arguments in, int argument, int row, long own) {
        Values values = in.get(argument);
        return values.isNull(row) ? own : values.getLong(row);
    }

    private static LocalDate date(Arguments in, int row, LocalDate date) {
        long year = part(in, 1, row, date.getYear());
        long month = part(in, 2, row, date.getMonthValue());
        long day = part(in, 3, row, date.getDayOfMonth());
        try {
            return LocalDate.of(Math.toIntExact(year), Math.toIntExact(month), Math.toIntExact(day));
        } catch (DateTimeException | ArithmeticException _) {
            throw new PenstockException(ErrorCode.COMPUTE, "there is no day " + List.of(year, month, day))
                    .hint("the numbers are those of year, month and day");
        }
    }

    private static LocalTime time(Arguments in, int row, LocalTime time) {
        long hour = part(in, 4, row, time.getHour());
        long minute = part(in, 5, row, time.getMinute());
        long second = part(in, 6, row, time.getSecond());
        boolean fraction = !in.get(7).isNull(row);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        long micro = fraction ? in.get(7).getLong(row) : nanos / 1_000;
        try {
            return LocalTime.of(
                    Math.toIntExact(hour),
                    Math.toIntExact(minute),
                    Math.toIntExact(second),
                    fraction ? Math.toIntExact(Math.multiplyExact(micro, 1_000L)) : nanos);
        } catch (DateTimeException | ArithmeticException _) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "there is no time of day " + List.of(hour, minute, second, micro))
                    .hint("the numbers are those of hour, minute, second and microsecond");
        }
    }

    private void timestamp(Arguments in, int row, Answer out) {
        var timestamp = (DataType.Timestamp) type;
        ZoneId zone = timestamp.zone() == null ? ZoneOffset.UTC : ZoneId.of(timestamp.zone());
        LocalDateTime clock = LocalDateTime.ofInstant(in.get(0).getInstant(row), zone);
        LocalDateTime changed =
                LocalDateTime.of(date(in, row, clock.toLocalDate()), time(in, row, clock.toLocalTime()));
        ZoneOffset offset =
                changed.equals(clock) ? zone.getRules().getOffset(in.get(0).getInstant(row)) : offset(changed, zone);
        if (offset != null) {
            TimeUnit unit = timestamp.unit();
            long seconds = changed.toEpochSecond(offset);
            out.setLong(
                    row,
                    Math.addExact(
                            Math.multiplyExact(seconds, unit.perSecond()),
                            changed.get(ChronoField.NANO_OF_SECOND) / (NANOS / unit.perSecond())));
        }
    }

    /// How far the zone's clocks are from UTC when they show this time; null where that is to be null.
    private @Nullable ZoneOffset offset(LocalDateTime clock, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(clock);
        if (offsets.isEmpty()) {
            throw new PenstockException(ErrorCode.COMPUTE, "the clocks of " + zone + " never show " + clock);
        }
        if (offsets.size() == 1 || ambiguous.equals("earliest")) {
            return offsets.getFirst();
        }
        return switch (ambiguous) {
            case "latest" -> offsets.getLast();
            case "null" -> null;
            default ->
                    throw new PenstockException(
                                    ErrorCode.COMPUTE, "the clocks of " + zone + " show " + clock + " twice")
                            .hint("say which one is meant: ambiguous=\"earliest\", \"latest\" or \"null\"");
        };
    }
}
