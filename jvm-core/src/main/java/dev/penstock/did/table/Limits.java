package dev.penstock.did.table;

import dev.penstock.did.inference.Bands;
import dev.penstock.did.inference.Normal;
import dev.penstock.function.Answer;
import java.util.List;

/// What is said of an effect and its standard error, in columns. All of it is null when there is no standard error.
///
/// @param critical of the limits
/// @param pointwise the critical value of limits for this effect alone
record Limits(double effect, double se, double critical, double pointwise) {
    /// Those at `alpha` for one effect alone, and with `critical` for all together.
    static Limits of(double effect, double se, double critical, double alpha) {
        return new Limits(effect, se, critical, Bands.pointwise(alpha));
    }

    double low() {
        return effect - critical * se;
    }

    double high() {
        return effect + critical * se;
    }

    /// Writes att, se, t_stat, p_value, conf_low, conf_high.
    void write(List<Answer> columns, int first, int row) {
        double t = effect / se;
        Written.set(columns.get(first), row, effect);
        Written.set(columns.get(first + 1), row, se);
        Written.set(columns.get(first + 2), row, t);
        Written.set(columns.get(first + 3), row, Double.isNaN(t) ? t : Normal.twoSided(t));
        Written.set(columns.get(first + 4), row, low());
        Written.set(columns.get(first + 5), row, high());
    }

    /// Writes crit_val, point_conf_low, point_conf_high.
    void writeAll(List<Answer> columns, int first, int row) {
        Written.set(columns.get(first), row, Double.isNaN(se) ? se : critical);
        Written.set(columns.get(first + 1), row, effect - pointwise * se);
        Written.set(columns.get(first + 2), row, effect + pointwise * se);
    }
}
