package rules;

import dev.penstock.function.Kind;
import dev.penstock.function.NoSettings;
import dev.penstock.function.RowFunction;
import dev.penstock.function.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// How many hours shifts make, and how many the longest of them has. A list of structs goes in, a struct comes out.
///
/// Shifts that are not over yet do not count.
public final class WorkedHours extends RowFunction<NoSettings> {
    private static final Kind<Map<String, Object>> SHIFT =
            Kind.struct(fields("start", Kind.INSTANT, "end", Kind.INSTANT));
    private static final Kind<Map<String, Object>> HOURS =
            Kind.struct(fields("hours", Kind.DOUBLE, "longest", Kind.DOUBLE));

    public WorkedHours() {
        super("rules.worked_hours", NoSettings.class);
    }

    @Override
    protected Rule rule(NoSettings settings) {
        return Rule.of(
                Kind.list(SHIFT),
                HOURS,
                shifts -> {
                    double sum = 0;
                    double longest = 0;
                    for (Map<String, Object> shift : shifts) {
                        if (shift != null && shift.get("start") != null && shift.get("end") != null) {
                            Duration length =
                                    Duration.between((Instant) shift.get("start"), (Instant) shift.get("end"));
                            double hours = length.toMinutes() / 60.0;
                            sum += hours;
                            longest = Math.max(longest, hours);
                        }
                    }
                    return Map.of("hours", sum, "longest", longest);
                });
    }

    private static SequencedMap<String, Kind<?>> fields(String first, Kind<?> a, String second, Kind<?> b) {
        var fields = new LinkedHashMap<String, Kind<?>>();
        fields.put(first, a);
        fields.put(second, b);
        return fields;
    }
}
