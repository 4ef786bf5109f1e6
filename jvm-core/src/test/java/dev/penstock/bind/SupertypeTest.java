package dev.penstock.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The type of two types that Polars does not tell apart: it has times of day of one unit only.
class SupertypeTest {
    @ParameterizedTest
    @EnumSource
    void timesOfDayTakeTheFinerUnitWhicheverComesFirst(TimeUnit unit) {
        for (TimeUnit other : TimeUnit.values()) {
            TimeUnit finer = unit.perSecond() > other.perSecond() ? unit : other;
            assertThat(Supertype.of(new DataType.Time(unit), new DataType.Time(other)))
                    .contains(new DataType.Time(finer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOfDayIsNeitherAPointInTimeNorASpan(TimeUnit unit) {
        var time = new DataType.Time(unit);
        assertThat(Supertype.of(time, new DataType.Timestamp(unit, null))).isEmpty();
        assertThat(Supertype.of(new DataType.Duration(unit), time)).isEmpty();
        assertThat(Supertype.of(time, new DataType.Date(false))).isEmpty();
    }
}
