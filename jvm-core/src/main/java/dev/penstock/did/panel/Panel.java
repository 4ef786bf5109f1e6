package dev.penstock.did.panel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What estimation reads. Nothing in it is null, NaN or infinite, and nothing is changed.
///
/// A row is one unit in one period. In balanced panels row `unit * periods.length + period` is that of unit and period;
/// in unbalanced ones rows lie by unit and period; in repeated cross sections each row is a unit, in the input's order.
///
/// @param periods T, ascending
/// @param groups the treated groups that get cells, ascending
/// @param unitGroup the group of each unit; 0 when it is never treated. The last cohort under not-yet-treated controls,
///   when nobody is never treated, keeps its value, though it is not among `groups`
/// @param units n: units, or rows of repeated cross sections
/// @param unitStart where the rows of each unit begin, and where the last one's end; null unless unbalanced
/// @param periodOf the index of each row's period in `periods`; null for balanced panels
/// @param outcome by row
/// @param weight by row, divided by its mean; null when all are one
/// @param design the values of each design column, the intercept first: by row, or in a balanced panel by unit if they
///   do not change with time, see [#compacted]
/// @param terms the names of the design columns
/// @param cluster codes from 0 by unit, in the order of the clusters' values; null for none
/// @param clusters how many there are, 0 for none
/// @param ids of the units; null for repeated cross sections without
@SuppressWarnings("ArrayRecordComponent") // it is never compared
public record Panel(
        Kind kind,
        long[] periods,
        long[] groups,
        long[] unitGroup,
        int units,
        int @Nullable [] unitStart,
        int @Nullable [] periodOf,
        double[] outcome,
        double @Nullable [] weight,
        double[][] design,
        List<String> terms,
        int @Nullable [] cluster,
        int clusters,
        @Nullable UnitIds ids,
        List<DidWarning> warnings) {
    public int rows() {
        return outcome.length;
    }

    public int rows(int unit) {
        return switch (kind) {
            case BALANCED -> periods.length;
            case UNBALANCED -> starts()[unit + 1] - starts()[unit];
            case CROSS_SECTIONS -> 1;
        };
    }

    /// The index of a row's period.
    public int period(int row) {
        return periodOf == null ? row % periods.length : periodOf[row];
    }

    /// The value of a design column in a row.
    public double design(int column, int row) {
        double[] values = design[column];
        return values.length == outcome.length ? values[row] : values[row / periods.length];
    }

    /// The same panel with one value for each unit where a column of its design does not change with time: most do not,
    /// and rows are many. Panels that are not balanced stay as they are.
    ///
    /// @param room gives back what is saved, once this panel is gone
    public Panel compacted(HeapRoom room) {
        if (kind != Kind.BALANCED || periods.length == 1) {
            return this;
        }
        double[][] compact = new double[design.length][];
        for (int column = 0; column < compact.length; column++) {
            compact[column] = byUnit(design[column]);
            room.release((long) (design[column].length - compact[column].length) << 3);
        }
        return new Panel(
                kind, periods, groups, unitGroup, units, unitStart, periodOf, outcome, weight, compact, terms, cluster,
                clusters, ids, warnings);
    }

    private double[] byUnit(double[] values) {
        for (int row = 0; row < values.length; row++) {
            if (values[row] != values[row / periods.length * periods.length]) {
                return values;
            }
        }
        double[] first = new double[units];
        for (int unit = 0; unit < units; unit++) {
            first[unit] = values[unit * periods.length];
        }
        return first;
    }

    private int[] starts() {
        if (unitStart == null) {
            throw new IllegalStateException(kind + " has no rows by unit");
        }
        return unitStart;
    }
}
