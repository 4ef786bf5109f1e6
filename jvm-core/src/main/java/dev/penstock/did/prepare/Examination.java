package dev.penstock.did.prepare;

import dev.penstock.column.BatchStream;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.PanelInfo;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Looks at a table as preparation does, and says what it finds instead of failing.
public final class Examination {
    private final Sample sample;
    private final DidConfig config;
    private final HeapRoom room;

    private long rowsUsed;
    private Kind kind;
    private List<DidWarning> warnings = List.of();
    private @Nullable PenstockException failure;

    private Examination(Sample sample, HeapRoom room) {
        this.sample = sample;
        this.config = sample.config();
        this.room = room;
        this.kind = config.panel() ? Kind.BALANCED : Kind.CROSS_SECTIONS;
    }

    /// Reads all rows of `stream`, which is closed, also when it fails.
    ///
    /// @throws PenstockException DID-E06 to DID-E13, DID-E24 for columns and types, DID-E23 when there are no rows,
    ///   DID-E60. What else estimation would fail with is the suggestion
    public static PanelInfo examine(DidConfig config, BatchStream stream, HeapRoom room, FunctionContext context) {
        InputColumns input;
        try {
            input = InputColumns.of(config, stream.schema());
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
        try (Rows rows = RowReader.read(input, stream, room, context)) {
            return new Examination(new Sample(rows, room), room).info();
        }
    }

    private PanelInfo info() {
        Rows rows = sample.rows();
        UnitGroups groups = UnitGroups.of(sample, room);
        var byGroup = new TreeMap<Long, Long>();
        for (long group : Checks.distinct(groups.byUnit())) {
            byGroup.put(group, 0L);
        }
        for (long group : groups.byUnit()) {
            byGroup.merge(group, 1L, Long::sum);
        }
        long[] seen = periodsByUnit();
        long periods = sample.times().length;
        long incomplete = Arrays.stream(seen).filter(count -> count < periods).count();
        boolean duplicates = Checks.duplicates(sample) > 0;
        boolean weightsVary = Checks.weightsVary(sample);
        Cohorts cohorts = tryPreparation(groups);
        return new PanelInfo(
                rows.read(),
                rowsUsed,
                sample.order().units(),
                Arrays.stream(sample.times()).boxed().toList(),
                byGroup,
                cohorts.neverTreated(),
                cohorts.alwaysTreated(),
                cohorts.afterData(),
                incomplete == 0,
                incomplete,
                seen[0],
                (seen[(seen.length - 1) / 2] + seen[seen.length / 2]) / 2.0,
                seen[seen.length - 1],
                !config.panel(),
                gaps(sample.times()),
                duplicates,
                groups.constant(),
                weightsVary,
                new TreeMap<>(rows.dropped().byColumn()),
                smallGroups(),
                sample.clusters(),
                kind,
                suggestion(incomplete, weightsVary));
    }

    /// How many periods units are seen in, ascending.
    private long[] periodsByUnit() {
        Order order = sample.order();
        room.reserve((long) order.units() << 3);
        long[] seen = new long[order.units()];
        for (int unit = 0; unit < seen.length; unit++) {
            seen[unit] = 1;
            for (int place = order.start(unit) + 1; place < order.end(unit); place++) {
                seen[unit] += sample.period(place) == sample.period(place - 1) ? 0 : 1;
            }
        }
        Arrays.sort(seen);
        return seen;
    }

    private static boolean gaps(long[] times) {
        for (int i = 2; i < times.length; i++) {
            if (times[i] - times[i - 1] != times[1] - times[0]) {
                return true;
            }
        }
        return false;
    }

    /// Does what preparation does up to the sizes, as far as it goes.
    private Cohorts tryPreparation(UnitGroups groups) {
        Sample taken = config.panel() ? sample : sample.byRow();
        UnitGroups ofTaken = config.panel() ? groups : UnitGroups.of(taken, room);
        // Its own copy: groups are changed on the way.
        var cohorts = new Cohorts(taken, ofTaken.byUnit().clone(), room);
        try {
            groups.check();
            Checks.unique(sample);
            Checks.clusters(sample);
            Doubles weight = sample.rows().weight();
            if (weight != null) {
                Checks.meanWeight(sample, weight);
            }
        } catch (PenstockException e) {
            failure = e;
        }
        try {
            cohorts.choose();
            boolean balanced = cohorts.balance();
            var assembly = new Assembly(taken, cohorts, balanced, room);
            kind = assembly.kind();
            warnings = assembly.warnings();
            rowsUsed = failure == null ? assembly.rows() : 0;
        } catch (PenstockException e) {
            failure = failure == null ? e : failure;
        }
        return cohorts;
    }

    private List<Long> smallGroups() {
        var small = new ArrayList<Long>();
        for (DidWarning warning : warnings) {
            if (warning.code().equals("DID-W05") && warning.group() != null) {
                small.add(warning.group());
            }
        }
        return small;
    }

    private @Nullable String suggestion(long incomplete, boolean weightsVary) {
        PenstockException failed = failure;
        if (failed != null) {
            return failed.hint() == null ? failed.getMessage() : failed.getMessage() + "; " + failed.hint();
        }
        if (config.panel() && incomplete > 0 && !config.allowUnbalancedPanel()) {
            return "%d units miss periods and are left out; allow_unbalanced_panel=true keeps them"
                    .formatted(incomplete);
        }
        if (weightsVary && config.panel() && config.fixWeights() == null) {
            return "weights vary over time; fix_weights says from which period they are taken";
        }
        return null;
    }
}
