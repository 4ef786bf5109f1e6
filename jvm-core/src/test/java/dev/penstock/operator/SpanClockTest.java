package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.plan.CalendarSpan;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Moments move as the calendar and the clocks say.
class SpanClockTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final SpanClock PLAIN = clock(null);
    private static final SpanClock ZONED = clock("Europe/Berlin");

    private static SpanClock clock(String zone) {
        return SpanClock.of(new DataType.Timestamp(TimeUnit.SECOND, zone));
    }

    private static long seconds(String local) {
        return LocalDateTime.parse(local).toEpochSecond(ZoneOffset.UTC);
    }

    private static String text(long seconds) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).toString();
    }

    private static long berlin(String zoned) {
        return ZonedDateTime.parse(zoned).toEpochSecond();
    }

    private static String inBerlin(long seconds) {
        return java.time.Instant.ofEpochSecond(seconds).atZone(BERLIN).toOffsetDateTime().toString();
    }

    @ParameterizedTest(name = "{0} and {2} times {1}")
    @CsvSource({
        "2020-01-31T05:00, 1mo, 1, 2020-02-29T05:00",
        "2020-01-31T05:00, 1mo, 2, 2020-03-31T05:00",
        "2020-03-31T05:00, 1mo, -1, 2020-02-29T05:00",
        "2020-02-29T00:00, 1y, 1, 2021-02-28T00:00",
        "2020-01-31T05:00, -1mo2d3h, 1, 2019-12-29T02:00",
        "2020-01-01T00:00, 1w, 3, 2020-01-22T00:00",
        "1970-01-01T00:00, 90m, -1, 1969-12-31T22:30"
    })
    void spansAreAddedByTheCalendar(String from, String span, long times, String to) {
        assertThat(text(PLAIN.plus(seconds(from), CalendarSpan.parse(span), times))).isEqualTo(to);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "2020-05-31T05:00, 1mo, 2020-05-01T00:00",
        "2020-05-31T05:00, 1q, 2020-04-01T00:00",
        "1969-12-31T23:59, 1y, 1969-01-01T00:00",
        "2020-05-31T05:00, 1w, 2020-05-25T00:00",
        "2020-05-25T00:00, 1w, 2020-05-25T00:00",
        "1969-12-31T23:50, 15m, 1969-12-31T23:45"
    })
    void windowsStartWhereTheCalendarSays(String moment, String every, String start) {
        assertThat(text(PLAIN.floor(seconds(moment), CalendarSpan.parse(every)))).isEqualTo(start);
    }

    @Test
    void daysOfTheClocksMayHaveAnotherLength() {
        CalendarSpan day = CalendarSpan.parse("1d");
        long spring = berlin("2020-03-29T00:00+01:00");
        assertThat(inBerlin(ZONED.plus(spring, day, 1))).isEqualTo("2020-03-30T00:00+02:00");
        long autumn = berlin("2020-10-25T00:00+02:00");
        assertThat(ZONED.plus(autumn, day, 1) - autumn).isEqualTo(25 * 3600);
        assertThat(inBerlin(ZONED.floor(berlin("2020-10-25T12:00+01:00"), day))).isEqualTo("2020-10-25T00:00+02:00");
        // The clocks leave 2:30 out.
        long before = berlin("2020-03-28T02:30+01:00");
        assertThat(inBerlin(ZONED.plus(before, day, 1))).isEqualTo("2020-03-29T01:30+01:00");
    }

    @Test
    void hoursDoNotLookAtClocks() {
        long autumn = berlin("2020-10-25T02:00+02:00");
        assertThat(inBerlin(ZONED.plus(autumn, CalendarSpan.parse("1h"), 1))).isEqualTo("2020-10-25T02:00+01:00");
    }

    @Test
    void weeksStartOnTheDayThatIsWanted() {
        long wednesday = seconds("2020-01-01T12:00");
        assertThat(text(PLAIN.dayOfWeek(wednesday, 0))).isEqualTo("2019-12-30T00:00");
        assertThat(text(PLAIN.dayOfWeek(wednesday, 6))).isEqualTo("2020-01-05T00:00");
    }

    @Test
    void theEndOfTimeIsNotPassed() {
        SpanClock numbers = SpanClock.of(Types.INT64);
        CalendarSpan step = CalendarSpan.ofCount("3i");
        assertThat(numbers.plus(Long.MAX_VALUE - 1, step, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(numbers.plus(Long.MIN_VALUE + 1, step, -1)).isEqualTo(Long.MIN_VALUE);
        assertThat(numbers.plus(0, step, 1L << 62)).isEqualTo(Long.MAX_VALUE);
        assertThat(numbers.plus(Long.MAX_VALUE, step, -1)).isEqualTo(Long.MAX_VALUE);
        assertThat(PLAIN.plus(0, CalendarSpan.parse("1mo"), 1L << 61)).isEqualTo(Long.MAX_VALUE);
        assertThat(PLAIN.plus(0, CalendarSpan.parse("1d"), -(1L << 61))).isEqualTo(Long.MIN_VALUE);
    }
}
