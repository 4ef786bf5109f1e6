package dev.penstock.did.estimate;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.FunctionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Estimates every cell of a panel.
public final class Estimation {
    private final Panel panel;
    private final DidConfig config;
    private final Sweep sweep;
    private final Map<Sample, Sizes> sizes = new LinkedHashMap<>();

    private Estimation(Panel panel, DidConfig config, Sweep sweep) {
        this.panel = panel;
        this.config = config;
        this.sweep = sweep;
    }

    /// The effects, and the influence that they are read with.
    ///
    /// @param room takes what the estimates need; they are good as long as it is open
    /// @throws dev.penstock.error.PenstockException DID-E60 when there is no room; CANCELLED
    public static Estimates of(Panel panel, DidConfig config, HeapRoom room, FunctionContext context) {
        Integer most = config.threads();
        int threads = most == null ? context.threads() : Math.min(most, context.threads());
        room.reserve(Integer.BYTES * (long) panel.units() + threads * BlockRows.bytes(panel));
        List<UnitBlock> blocks = UnitBlocks.of(panel.unitGroup());
        var crew = new Crew<>(threads, context, () -> new BlockRows(panel));
        return new Estimation(panel, config, new Sweep(blocks, crew)).estimates(blocks, threads);
    }

    private Estimates estimates(List<UnitBlock> blocks, int threads) {
        List<Cell> cells = Cells.of(panel.periods(), panel.groups(), config.basePeriod(), config.anticipation());
        var samples = new Samples(panel, config);
        var placed = new ArrayList<Samples.@Nullable Placed>();
        for (int column = 0; column < cells.size(); column++) {
            Cell cell = cells.get(column);
            placed.add(cell.reference() || cell.base() < 0 ? null : samples.place(cell, column));
        }
        fit(samples.all());
        var effects = new ArrayList<CellEstimate>();
        for (int column = 0; column < cells.size(); column++) {
            effects.add(estimate(cells.get(column), placed.get(column)));
        }
        return new Estimates(
                panel.periods(),
                panel.groups(),
                effects,
                warnings(effects),
                new Influence(panel, blocks, samples.all(), cells, threads));
    }

    private void fit(List<Sample> samples) {
        int columns = panel.terms().size();
        samples.forEach(sample -> sizes.put(sample, new Sizes(sample, columns)));
        sweep.run(List.copyOf(sizes.values()));
        fitScores(samples);
        sizes.values().forEach(Sizes::checkControls);
        sweep.run(possible(samples).stream().map(Sample::regressions).toList());
        sweep.run(possible(samples).stream().map(Sample::moments).toList());
        possible(samples).forEach(Sample::finish);
    }

    private static List<Sample> possible(List<Sample> samples) {
        return samples.stream().filter(sample -> sample.failure() == null).toList();
    }

    private void fitScores(List<Sample> samples) {
        List<Logit> fits =
                possible(samples).stream()
                        .filter(Sample::usesScore)
                        .map(sample -> Logit.unweighted(sample, size(sample), panel.terms().size()))
                        .toList();
        List<Logit> settled = settle(fits);
        if (panel.weight() != null) {
            settle(settled.stream().map(Logit::weighted).toList());
        }
    }

    private Sizes size(Sample sample) {
        Sizes size = sizes.get(sample);
        if (size == null) {
            throw new IllegalStateException("a sample that nobody counted");
        }
        return size;
    }

    /// Goes on until all fits are done.
    ///
    /// @return those that came to a score
    private List<Logit> settle(List<Logit> fits) {
        List<Logit> open = fits;
        while (!open.isEmpty()) {
            sweep.run(open);
            open = open.stream().filter(fit -> !fit.isDone()).toList();
        }
        return fits.stream().filter(Logit::settle).toList();
    }

    private CellEstimate estimate(Cell cell, Samples.@Nullable Placed placed) {
        if (placed == null) {
            return cell.reference()
                    ? new CellEstimate(cell, 0, 0, 0, CellEstimate.REFERENCE, null)
                    : CellEstimate.failed(cell, 0, 0, Failure.noBase());
        }
        Sizes size = size(placed.sample());
        Failure failure = placed.sample().failure();
        double effect = placed.effect().getAsDouble();
        if (failure == null && !Double.isFinite(effect)) {
            failure = Failure.numerical("the effect");
        }
        return failure == null
                ? new CellEstimate(cell, effect, size.treated(), size.untreated(), CellEstimate.OK, null)
                : CellEstimate.failed(cell, size.treated(), size.untreated(), failure);
    }

    private List<DidWarning> warnings(List<CellEstimate> estimates) {
        var warnings = new ArrayList<DidWarning>();
        for (CellEstimate estimate : estimates) {
            String why = estimate.why();
            if (why != null) {
                long time = panel.periods()[estimate.cell().time()];
                String message =
                        "the effect of group %d in %d is null: %s".formatted(estimate.cell().group(), time, why);
                warnings.add(new DidWarning(estimate.status(), message, estimate.cell().group(), time, 1));
            }
        }
        return warnings;
    }
}
