package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.memory.Native;
import dev.penstock.plan.IndexWindows.Closed;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Where windows begin and end is looked up as going along the index would find it.
class IndexPlacesTest {
    private static final long[] INDEX = {Long.MIN_VALUE, -3, 0, 0, 0, 2, 2, 7, Long.MAX_VALUE};

    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}")
    @EnumSource(Closed.class)
    void boundsAreFoundWhereGoingAlongFindsThem(Closed closed) {
        long values = memory.keep(memory.allocator().allocate(INDEX.length * 8L)).address();
        for (int i = 0; i < INDEX.length; i++) {
            Native.putLong(values + 8L * i, INDEX[i]);
        }
        IndexPlaces places = IndexPlaces.of(values, Types.INT64, closed);
        for (int first = 0; first <= INDEX.length; first++) {
            for (int last = first; last <= INDEX.length; last++) {
                for (long bound : new long[] {Long.MIN_VALUE, -4, -3, 0, 1, 2, 7, 8, Long.MAX_VALUE}) {
                    int start = first;
                    while (start < last && (closed.hasStart() ? INDEX[start] < bound : INDEX[start] <= bound)) {
                        start++;
                    }
                    int end = first;
                    while (end < last && !(closed.hasEnd() ? INDEX[end] > bound : INDEX[end] >= bound)) {
                        end++;
                    }
                    assertThat(places.start(first, last, bound)).isEqualTo(start);
                    assertThat(places.end(first, last, bound)).isEqualTo(end);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Closed.class)
    void daysAreCountedInMicroseconds(Closed closed) {
        long values = memory.keep(memory.allocator().allocate(8)).address();
        Native.putLong(values, -2);
        IndexPlaces places = IndexPlaces.of(values, Types.DATE32, closed);
        assertThat(places.value(0)).isEqualTo(-2);
        assertThat(places.moment(0)).isEqualTo(-172_800_000_000L);
        assertThat(places.index(-172_800_000_001L)).isEqualTo(-3);
        assertThat(places.index(-172_799_999_999L)).isEqualTo(-2);
    }
}
