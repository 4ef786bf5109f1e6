package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.did.config.ControlGroup;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.config.ReturnInfluence;
import dev.penstock.did.formula.Formula;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.Panel;
import dev.penstock.did.panel.UnitIds;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the rows that take part side by side.
final class Assembly {
    /// A group needs so many units more than there are covariates.
    private static final int SPARE_UNITS = 5;

    private final Sample sample;
    private final Rows rows;
    private final Cohorts cohorts;
    private final DidConfig config;
    private final Kind kind;
    private final HeapRoom room;

    /// The units that take part by their ranks.
    private final int[] units;

    private final long[] unitGroup;

    private final long[] periods;

    /// The index among the periods that take part.
    private final int[] periodIndex;

    private final int count;

    Assembly(Sample sample, Cohorts cohorts, boolean balanced, HeapRoom room) {
        this.sample = sample;
        this.rows = sample.rows();
        this.cohorts = cohorts;
        this.config = sample.config();
        this.kind = !config.panel() ? Kind.CROSS_SECTIONS : balanced ? Kind.BALANCED : Kind.UNBALANCED;
        this.room = room;
        this.periods = new long[cohorts.periodsKept()];
        this.periodIndex = new int[sample.times().length];
        int next = 0;
        for (int period = 0; period < periodIndex.length; period++) {
            if (cohorts.keepsPeriod(period)) {
                periodIndex[period] = next;
                periods[next++] = sample.times()[period];
            }
        }
        room.reserve((long) sample.order().units() << 2);
        int[] kept = new int[sample.order().units()];
        int unitsKept = 0;
        int rowsKept = 0;
        for (int unit = 0; unit < kept.length; unit++) {
            if (cohorts.keepsUnit(unit)) {
                kept[unitsKept++] = unit;
                rowsKept += cohorts.rows(unit);
            }
        }
        this.units = Arrays.copyOf(kept, unitsKept);
        room.reserve((long) unitsKept << 3);
        this.unitGroup = new long[unitsKept];
        for (int i = 0; i < unitsKept; i++) {
            unitGroup[i] = cohorts.group()[units[i]];
        }
        this.count = rowsKept;
    }

    /// @param meanWeight the mean of all weights, by which they are divided
    /// @throws dev.penstock.error.PenstockException DID-E22
    Panel panel(double meanWeight) {
        room.reserve((long) count << 2);
        int[] chosen = new int[count];
        int[] periodOf = kind == Kind.BALANCED ? null : ints(count);
        int[] unitStart = kind == Kind.UNBALANCED ? ints(units.length + 1) : null;
        int next = 0;
        for (int i = 0; i < units.length; i++) {
            int unit = units[i];
            for (int place = sample.order().start(unit); place < sample.order().end(unit); place++) {
                if (cohorts.keepsPeriod(sample.period(place))) {
                    if (periodOf != null) {
                        periodOf[next] = periodIndex[sample.period(place)];
                    }
                    chosen[next++] = sample.order().row(place);
                }
            }
            if (unitStart != null) {
                unitStart[i + 1] = next;
            }
        }
        Formula formula = rows.input().formula();
        List<DidWarning> warnings = warnings();
        double[] weight = weight(chosen, meanWeight);
        int[] clusters = clusters();
        int[] cluster = clusters == null ? null : compact(clusters);
        double[] outcome = rows.outcome().take(chosen);
        Design design = Design.of(formula, rows.covariates(), chosen, room);
        return new Panel(
                kind,
                periods,
                cohorts.treatedGroups(),
                unitGroup,
                units.length,
                unitStart,
                periodOf,
                outcome,
                weight,
                design.columns(),
                design.terms(),
                cluster,
                cluster == null ? 0 : Arrays.stream(cluster).max().orElse(-1) + 1,
                ids(),
                warnings);
    }

    private int[] ints(int length) {
        room.reserve((long) length << 2);
        return new int[length];
    }

    private double @Nullable [] weight(int[] chosen, double mean) {
        Doubles all = rows.weight();
        if (all == null) {
            return null;
        }
        double[] weight = all.take(chosen);
        for (int row = 0; row < weight.length; row++) {
            weight[row] /= mean;
        }
        return weight;
    }

    /// The rank of each unit's cluster.
    private int @Nullable [] clusters() {
        Ints all = rows.cluster();
        if (all == null) {
            return null;
        }
        int[] clusters = ints(units.length);
        for (int i = 0; i < units.length; i++) {
            clusters[i] = all.get(sample.order().row(sample.order().start(units[i])));
        }
        return clusters;
    }

    /// Leaves no gaps for clusters that take no part.
    private int[] compact(int[] clusters) {
        int[] codes = new int[sample.clusters()];
        for (int cluster : clusters) {
            codes[cluster] = 1;
        }
        int next = 0;
        for (int rank = 0; rank < codes.length; rank++) {
            codes[rank] = codes[rank] == 0 ? -1 : next++;
        }
        for (int i = 0; i < clusters.length; i++) {
            clusters[i] = codes[clusters[i]];
        }
        return clusters;
    }

    /// The units' own ids, where somebody will see them.
    private @Nullable UnitIds ids() {
        Codes known = rows.units();
        if (known == null || kind == Kind.CROSS_SECTIONS || config.returnInfluence() == ReturnInfluence.NONE) {
            return null;
        }
        ArrayData data = known.values();
        if (data.type() instanceof DataType.Int(int bits, boolean signed)) {
            room.reserve((long) units.length << 3);
            long[] numbers = new long[units.length];
            FixedColumn column = FixedColumn.of(data);
            for (int i = 0; i < units.length; i++) {
                numbers[i] = Wholes.integer(column, bits, signed, units[i]);
            }
            return new UnitIds(data.type(), numbers, null);
        }
        byte[][] bytes = new byte[units.length][];
        boolean fixed = data.type() instanceof DataType.FixedSizeBinary;
        for (int i = 0; i < units.length; i++) {
            long at;
            int size;
            if (fixed) {
                FixedColumn column = FixedColumn.of(data);
                size = column.width();
                at = column.address() + (long) units[i] * size;
            } else {
                BytesColumn column = BytesColumn.of(data);
                size = column.size(units[i]);
                at = column.address(units[i]);
            }
            // The array's own header and the place that points to it.
            room.reserve(size + 24L);
            bytes[i] = Native.segment(at, size).toArray(ValueLayout.JAVA_BYTE);
        }
        return new UnitIds(data.type(), null, bytes);
    }

    /// How many rows take part.
    int rows() {
        return count;
    }

    Kind kind() {
        return kind;
    }

    /// What was done so far.
    ///
    /// @throws dev.penstock.error.PenstockException DID-E22
    List<DidWarning> warnings() {
        int terms = rows.input().formula().terms().size();
        var warnings = new ArrayList<DidWarning>();
        DidWarning dropped = rows.dropped().warning(rows.read());
        if (dropped != null) {
            warnings.add(dropped);
        }
        warnings.addAll(cohorts.warnings());
        var groups = new LongCodes();
        if (config.controlGroup() == ControlGroup.NEVERTREATED) {
            groups.code(0);
        }
        for (long group : unitGroup) {
            groups.code(group);
        }
        long[] rowsOf = new long[groups.count()];
        long[] unitsOf = new long[groups.count()];
        for (int i = 0; i < units.length; i++) {
            rowsOf[groups.code(unitGroup[i])] += cohorts.rows(units[i]);
            unitsOf[groups.code(unitGroup[i])]++;
        }
        for (long group : groups.sorted()) {
            int code = groups.code(group);
            if ((double) rowsOf[code] / periods.length < terms + SPARE_UNITS) {
                warnings.add(small(group, unitsOf[code], terms));
            }
        }
        return warnings;
    }

    private DidWarning small(long group, long members, int terms) {
        String what = config.panel() ? "unit" : "row";
        String size = "%d %s%s for %d covariate term%s";
        if (group == 0 && config.controlGroup() == ControlGroup.NEVERTREATED) {
            throw Fault.E22.because(
                    size.formatted(
                            members, "never-treated " + what, members == 1 ? "" : "s", terms, terms == 1 ? "" : "s"),
                    "use control_group='notyettreated'");
        }
        return new DidWarning(
                "DID-W05",
                (group == 0 ? "the never-treated group" : "group " + group)
                        + " has only "
                        + size.formatted(members, what, members == 1 ? "" : "s", terms, terms == 1 ? "" : "s"),
                group,
                null,
                members);
    }
}
