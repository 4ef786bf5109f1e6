package dev.penstock.did.estimate;

import dev.penstock.did.config.BasePeriod;
import java.util.ArrayList;
import java.util.List;

/// Which groups are looked at in which periods, and compared with which. Periods before treatment are compared with the
/// one before them (varying) or with the last one before treatment (universal); see Callaway and Sant'Anna (2021),
/// Remark 12.
public final class Cells {
    private Cells() {}

    /// All cells, by group and time.
    ///
    /// @param periods ascending
    /// @param groups the treated groups, ascending
    public static List<Cell> of(long[] periods, long[] groups, BasePeriod basePeriod, int anticipation) {
        boolean universal = basePeriod == BasePeriod.UNIVERSAL;
        var cells = new ArrayList<Cell>();
        for (long group : groups) {
            int base = base(periods, group, anticipation);
            for (int time = universal ? 0 : 1; time < periods.length; time++) {
                boolean post = periods[time] >= group;
                int comparedWith = post || universal ? base : time - 1;
                cells.add(new Cell(group, time, comparedWith, post, universal && time == base));
            }
        }
        return cells;
    }

    /// b(g): the last period before the group may have been affected; -1 when there is none.
    static int base(long[] periods, long group, int anticipation) {
        int base = -1;
        while (base + 1 < periods.length && periods[base + 1] < group - anticipation) {
            base++;
        }
        return base;
    }
}
