package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kernel.ZoneClocks.Gap;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The calendar and the clocks against `java.time`.
class CalendarLanesTest {
    private static final int DAYS = 4_000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// Days around the turns of centuries, eras and years, long ago and far ahead.
    @ParameterizedTest(name = "from {0}")
    @ValueSource(strings = {"-4001-01-01", "-0001-06-01", "1599-01-01", "1895-01-01", "1968-01-01", "2096-01-01"})
    void everyPartOfEveryDay(String first) {
        long start = LocalDate.parse(first).toEpochDay();
        long days = memory.keep(memory.allocator().allocate(8L * DAYS)).address();
        long to = memory.keep(memory.allocator().allocate(8L * DAYS)).address();
        for (int i = 0; i < DAYS; i++) {
            Native.putLong(days + 8L * i, start + i);
        }
        CalendarLanes.week(days, to, DAYS);
        for (int i = 0; i < DAYS; i++) {
            LocalDate date = LocalDate.ofEpochDay(start + i);
            assertThat(CalendarLanes.year(start + i)).isEqualTo(date.getYear());
            assertThat(CalendarLanes.month(start + i)).isEqualTo(date.getMonthValue());
            assertThat(CalendarLanes.dayOfMonth(start + i)).isEqualTo(date.getDayOfMonth());
            assertThat(CalendarLanes.weekday(start + i)).isEqualTo(date.getDayOfWeek().getValue());
            assertThat(Native.getLong(to + 8L * i)).isEqualTo(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
        CalendarLanes.plus(days, -13, 2, to, DAYS);
        for (int i = 0; i < DAYS; i++) {
            LocalDate date = LocalDate.ofEpochDay(start + i).minusMonths(13).plusDays(2);
            assertThat(Native.getLong(to + 8L * i)).isEqualTo(date.toEpochDay());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "+02:00"})
    void whatTheClocksShow(String zone) {
        ZoneClocks clocks = ZoneClocks.of(zone);
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(-6_000_000_000L, 9_000_000_000L);
            int offset = ZoneId.of(zone).getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
            assertThat(clocks.offset(Question.AT_INSTANT, Gap.RAISE, second)).isEqualTo(offset);
        }
    }

    @Test
    void aDivisionIsAMultiplication() {
        long a = memory.keep(memory.allocator().allocate(8L * DAYS)).address();
        long to = memory.keep(memory.allocator().allocate(8L * DAYS)).address();
        var random = new Random(2);
        for (long divisor : new long[] {1, 2, 3, 7, 10, 1_000, 86_400_000_000L, Long.MAX_VALUE}) {
            for (int i = 0; i < DAYS; i++) {
                long value = random.nextLong() >> random.nextInt(64);
                Native.putLong(a + 8L * i, i == 0 ? Long.MIN_VALUE : i == 1 ? Long.MAX_VALUE : value);
            }
            LongLanes.floorDivideByConstant(a, divisor, to, DAYS);
            for (int i = 0; i < DAYS; i++) {
                assertThat(Native.getLong(to + 8L * i)).isEqualTo(Math.floorDiv(Native.getLong(a + 8L * i), divisor));
            }
            LongLanes.divideByConstant(a, divisor, to, DAYS);
            for (int i = 0; i < DAYS; i++) {
                assertThat(Native.getLong(to + 8L * i)).isEqualTo(Native.getLong(a + 8L * i) / divisor);
            }
        }
    }
}
