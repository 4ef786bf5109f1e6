package dev.penstock.did.prepare;

import dev.penstock.did.config.ControlGroup;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which units and periods take part, and in which groups: sections 4.4 to 4.7 of the requirements, in their order.
final class Cohorts {
    private static final int SHOWN = 10;

    private final Sample sample;
    private final DidConfig config;
    private final int anticipation;
    private final long[] group;
    private final long[] given;
    private final boolean[] keepUnit;
    private final boolean[] keepPeriod;
    private final List<DidWarning> warnings = new ArrayList<>();
    private long controlOnly;
    private long afterData;
    private long neverTreated;
    private long alwaysTreated;
    private long incomplete;
    private boolean balanced;

    /// @param group of each unit, which is changed
    Cohorts(Sample sample, long[] group, HeapRoom room) {
        this.sample = sample;
        this.config = sample.config();
        this.anticipation = config.anticipation();
        this.group = group;
        this.given = Checks.distinct(group);
        room.reserve(group.length);
        this.keepUnit = new boolean[group.length];
        Arrays.fill(keepUnit, true);
        this.keepPeriod = new boolean[sample.times().length];
        Arrays.fill(keepPeriod, true);
    }

    /// @throws PenstockException DID-E20 when no group is left
    void choose() {
        treatAfterTheDataAsNever();
        if (neverTreated == 0) {
            controlByTheLastCohort();
        }
        dropAlwaysTreated();
        if (treatedGroups().length == 0) {
            throw noGroup();
        }
    }

    /// Drops units that miss periods, where the config asks for it, and says whether none does now.
    ///
    /// @throws PenstockException DID-E20, DID-E21 when nothing is left
    boolean balance() {
        if (!config.panel()) {
            return false;
        }
        int periods = periodsKept();
        incomplete = 0;
        long units = 0;
        for (int unit = 0; unit < group.length; unit++) {
            if (keepUnit[unit]) {
                units++;
                incomplete += rows(unit) < periods ? 1 : 0;
            }
        }
        balanced = incomplete == 0;
        if (config.allowUnbalancedPanel()) {
            if (balanced) {
                warnings.add(
                        DidWarning.of(
                                "DID-W15", "the panel is balanced, so allow_unbalanced_panel changes nothing", units));
            }
            return balanced;
        }
        if (incomplete == units) {
            throw Fault.E21.because(
                    "0 of %d units are seen in all %d periods".formatted(units, periods),
                    "use allow_unbalanced_panel=true");
        }
        if (incomplete > 0) {
            for (int unit = 0; unit < group.length; unit++) {
                keepUnit[unit] &= rows(unit) == periods;
            }
            warnings.add(
                    DidWarning.of(
                            "DID-W03",
                            "%d of %d units were left out, because they miss some of the %d periods"
                                    .formatted(incomplete, units, periods),
                            incomplete));
            if (treatedGroups().length == 0) {
                throw noGroup();
            }
        }
        return true;
    }

    private void treatAfterTheDataAsNever() {
        long last = sample.times()[sample.times().length - 1];
        for (int unit = 0; unit < group.length; unit++) {
            // Subtracted, because the sum may not fit.
            if (group[unit] > 0 && group[unit] - anticipation > last) {
                group[unit] = 0;
                afterData++;
            }
            neverTreated += group[unit] == 0 ? 1 : 0;
        }
    }

    private void controlByTheLastCohort() {
        long last = Arrays.stream(group).max().orElseThrow();
        for (int period = 0; period < keepPeriod.length; period++) {
            keepPeriod[period] = sample.times()[period] < last - anticipation;
        }
        long units = 0;
        for (int unit = 0; unit < group.length; unit++) {
            units += group[unit] == last ? 1 : 0;
            if (group[unit] == last && config.controlGroup() == ControlGroup.NEVERTREATED) {
                group[unit] = 0;
            }
        }
        dropEmpty();
        if (config.controlGroup() == ControlGroup.NEVERTREATED) {
            warnings.add(
                    new DidWarning(
                            "DID-W04",
                            "nobody is never treated: the last cohort, %d, serves as never treated before %d"
                                    .formatted(last, last - anticipation),
                            last,
                            null,
                            units));
        } else {
            controlOnly = last;
        }
    }

    private void dropAlwaysTreated() {
        int first = firstPeriod();
        if (first < 0) {
            throw noGroup();
        }
        long from = sample.times()[first];
        for (int unit = 0; unit < group.length; unit++) {
            if (keepUnit[unit] && group[unit] > 0 && group[unit] - anticipation <= from) {
                keepUnit[unit] = false;
                alwaysTreated++;
            }
        }
        if (alwaysTreated > 0) {
            warnings.add(
                    DidWarning.of(
                            "DID-W02",
                            "%d %s were left out, because they are treated from the first period, %d, on"
                                    .formatted(alwaysTreated, config.panel() ? "units" : "rows", from),
                            alwaysTreated));
            keepSeenPeriods();
        }
    }

    private int firstPeriod() {
        for (int period = 0; period < keepPeriod.length; period++) {
            if (keepPeriod[period]) {
                return period;
            }
        }
        return -1;
    }

    /// Drops units without a row in a period that is kept.
    private void dropEmpty() {
        for (int unit = 0; unit < group.length; unit++) {
            keepUnit[unit] &= rows(unit) > 0;
        }
    }

    private void keepSeenPeriods() {
        boolean[] seen = new boolean[keepPeriod.length];
        for (int unit = 0; unit < group.length; unit++) {
            for (int place = start(unit); keepUnit[unit] && place < end(unit); place++) {
                seen[sample.period(place)] = true;
            }
        }
        for (int period = 0; period < seen.length; period++) {
            keepPeriod[period] &= seen[period];
        }
    }

    private int start(int unit) {
        return sample.order().start(unit);
    }

    private int end(int unit) {
        return sample.order().end(unit);
    }

    /// How many rows of a unit lie in periods that are kept.
    int rows(int unit) {
        int rows = 0;
        for (int place = start(unit); place < end(unit); place++) {
            rows += keepPeriod[sample.period(place)] ? 1 : 0;
        }
        return rows;
    }

    private PenstockException noGroup() {
        String column = config.gname() == null ? String.valueOf(config.treatname()) : config.gname();
        return Fault.E20
                .because(
                        "no group is first treated after %d; the values seen in '%s' are %s"
                                .formatted(sample.times()[0], column, seen()),
                        "there must be a group that is seen before it is treated, and one to compare it with")
                .column(column);
    }

    private String seen() {
        var values = new StringBuilder().append(given[0]);
        for (int i = 1; i < Math.min(given.length, SHOWN); i++) {
            values.append(i == given.length - 1 ? " and " : ", ").append(given[i]);
        }
        return given.length > SHOWN ? values + ", ..." : values.toString();
    }

    /// The groups that get cells, ascending.
    long[] treatedGroups() {
        var groups = new LongCodes();
        for (int unit = 0; unit < group.length; unit++) {
            if (keepUnit[unit] && group[unit] != controlOnly && group[unit] != 0) {
                groups.code(group[unit]);
            }
        }
        return groups.sorted();
    }

    long[] group() {
        return group;
    }

    boolean keepsUnit(int unit) {
        return keepUnit[unit];
    }

    boolean keepsPeriod(int period) {
        return keepPeriod[period];
    }

    int periodsKept() {
        int kept = 0;
        for (boolean keep : keepPeriod) {
            kept += keep ? 1 : 0;
        }
        return kept;
    }

    /// The last cohort, when it serves as a control only; 0 when there is none.
    long controlOnly() {
        return controlOnly;
    }

    /// Units whose group lies behind the data.
    long afterData() {
        return afterData;
    }

    /// Units that are never treated, those behind the data included.
    long neverTreated() {
        return neverTreated;
    }

    long alwaysTreated() {
        return alwaysTreated;
    }

    /// Units that miss periods, before they are dropped.
    long incomplete() {
        return incomplete;
    }

    boolean isBalanced() {
        return balanced;
    }

    List<DidWarning> warnings() {
        return warnings;
    }
}
