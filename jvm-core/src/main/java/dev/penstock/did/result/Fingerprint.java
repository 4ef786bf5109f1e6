package dev.penstock.did.result;

import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.Panel;
import java.util.Arrays;
import java.util.HexFormat;

/// What a panel looks like, in 64 bits: whether a result belongs to a table. It does not depend on the order of rows,
/// and is no protection against someone who wants two tables to look alike.
public final class Fingerprint {
    private static final double WEIGHT_STEPS = 1024;

    private Fingerprint() {}

    public static String of(Panel panel) {
        long hash = Arrays.hashCode(panel.periods()) * 31L + panel.terms().hashCode();
        for (int unit = 0; unit < panel.units(); unit++) {
            long own = mixed(panel.unitGroup()[unit] + 1);
            int[] cluster = panel.cluster();
            if (cluster != null) {
                own = mixed(own + cluster[unit]);
            }
            int first = first(panel, unit);
            for (int row = first; row < first + panel.rows(unit); row++) {
                hash += mixed(own + row(panel, row));
            }
        }
        return HexFormat.of().toHexDigits(mixed(hash));
    }

    private static int first(Panel panel, int unit) {
        int[] starts = panel.unitStart();
        return starts != null ? starts[unit] : panel.kind() == Kind.BALANCED ? unit * panel.periods().length : unit;
    }

    private static long row(Panel panel, int row) {
        long hash = mixed(panel.period(row) + Double.doubleToLongBits(panel.outcome()[row]));
        double[] weight = panel.weight();
        if (weight != null) {
            // Coarse: what weights are divided by depends in the last digits on the order of rows.
            hash = mixed(hash + Math.round(weight[row] * WEIGHT_STEPS));
        }
        for (int column = 0; column < panel.design().length; column++) {
            hash = mixed(hash + Double.doubleToLongBits(panel.design(column, row)));
        }
        return hash;
    }

    private static long mixed(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
