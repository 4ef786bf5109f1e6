package rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkedHoursTest {
    private static Map<String, Object> shift(String start, String end) {
        var shift = new HashMap<String, Object>();
        shift.put("start", Instant.parse(start));
        shift.put("end", end == null ? null : Instant.parse(end));
        return shift;
    }

    private static Object hours(List<Map<String, Object>> shifts) {
        return new WorkedHours().rule(null).answer(shifts);
    }

    @Test
    void shiftsAddUp() {
        var shifts =
                List.of(
                        shift("2024-05-01T08:00:00Z", "2024-05-01T12:30:00Z"),
                        shift("2024-05-02T22:00:00Z", "2024-05-03T04:00:00Z"),
                        shift("2024-05-04T08:00:00Z", null));
        assertEquals(Map.of("hours", 10.5, "longest", 6.0), hours(shifts));
        assertEquals(Map.of("hours", 0.0, "longest", 0.0), hours(List.of()));
    }
}
