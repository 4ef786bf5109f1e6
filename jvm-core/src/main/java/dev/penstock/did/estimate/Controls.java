package dev.penstock.did.estimate;

import dev.penstock.did.config.ControlGroup;
import java.util.Arrays;

/// Who a cell is compared with (Callaway and Sant'Anna 2021, Assumptions 4 and 5): those who are never treated, and
/// with not-yet-treated controls also those who are treated later.
///
/// @param group who they are compared with, and who are not among them
/// @param after groups above this one are among them; the largest number when only those never treated are
record Controls(long group, long after) {
    /// @param cohorts the groups that units have, ascending. Of all bounds with the same controls the answer has the
    ///   same one, so that cells that share their controls are known by it
    static Controls of(Cell cell, long[] periods, long[] cohorts, ControlGroup kind, int anticipation) {
        if (kind == ControlGroup.NEVERTREATED) {
            return new Controls(cell.group(), Long.MAX_VALUE);
        }
        long last = periods[Math.max(cell.time(), cell.base())];
        long after = 0;
        for (long cohort : cohorts) {
            if (cohort - anticipation <= last) {
                after = Math.max(after, cohort);
            }
        }
        return new Controls(cell.group(), after);
    }

    boolean include(long unitGroup) {
        return unitGroup == 0 || (unitGroup > after && unitGroup != group);
    }

    /// The groups above 0 that units have, ascending.
    static long[] cohorts(long[] unitGroup) {
        return Arrays.stream(unitGroup).filter(group -> group > 0).distinct().sorted().toArray();
    }
}
