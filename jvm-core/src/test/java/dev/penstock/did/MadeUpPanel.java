package dev.penstock.did;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Panels whose true effect is known: `id`, `t` from 1 on, `g` (0, 3 or 4), `y`, `x`, `w`.
///
/// Trends depend on `x`, and so does treatment; given `x` they are parallel.
record MadeUpPanel(int units, int periods, double effect) {
    private static final List<String> NAMES = List.of("id", "t", "g", "y", "x", "w");
    private static final List<DataType> TYPES =
            List.of(Types.INT64, Types.INT64, Types.INT64, Types.FLOAT64, Types.FLOAT64, Types.FLOAT64);

    static final int Y = 3;

    Tables table(long seed) {
        var random = new Random(seed);
        var rows = new ArrayList<List<@Nullable Object>>();
        for (int unit = 0; unit < units; unit++) {
            double x = random.nextGaussian();
            double level = x + random.nextGaussian();
            double weight = 0.5 + random.nextDouble();
            boolean treated = random.nextDouble() < 1 / (1 + Math.exp(-0.5 * x));
            long group = treated ? 3 + random.nextInt(2) : 0;
            for (long time = 1; time <= periods; time++) {
                double gain = group > 0 && time >= group ? effect : 0;
                double outcome = level + 0.2 * time * (1 + x) + gain + random.nextGaussian();
                rows.add(List.of((long) unit, time, group, outcome, x, weight));
            }
        }
        return new Tables(schema(), rows);
    }

    private static Schema schema() {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < NAMES.size(); i++) {
            fields.add(Field.nullable(NAMES.get(i), TYPES.get(i)));
        }
        return new Schema(fields);
    }

    /// Settings that read such a table, with more of them in JSON.
    static String settings(String more) {
        return "{\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"id\", \"gname\": \"g\", \"bstrap\": false"
                + more
                + "}";
    }
}
