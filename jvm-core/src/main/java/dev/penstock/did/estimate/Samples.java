package dev.penstock.did.estimate;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.FixWeights;
import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.Panel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// The samples that a panel's cells are estimated from. Cells with the same controls, covariates and weights share one.
final class Samples {
    private record Shared(Controls controls, int designPeriod, int weightPeriod) {}

    private final Panel panel;
    private final DidConfig config;
    private final long[] cohorts;
    private final boolean byUnit;
    private final int[] sameDesign;
    private final int[] sameWeight;
    private final Map<Object, Sample> samples = new LinkedHashMap<>();

    Samples(Panel panel, DidConfig config) {
        this.panel = panel;
        this.config = config;
        this.cohorts = Controls.cohorts(panel.unitGroup());
        this.byUnit = panel.kind() == Kind.BALANCED && config.fixWeights() != FixWeights.VARYING;
        double[] weight = panel.weight();
        this.sameDesign = byUnit ? SamePeriods.of(panel, panel.design()) : new int[0];
        this.sameWeight = !byUnit ? new int[0] : weight == null ? SamePeriods.of(panel) : SamePeriods.of(panel, weight);
    }

    List<Sample> all() {
        return List.copyOf(samples.values());
    }

    /// What a cell's effect is read from, after estimation.
    record Placed(Sample sample, DoubleSupplier effect) {}

    /// The sample of a cell that has a base period other than its own.
    Placed place(Cell cell, int column) {
        Controls controls = Controls.of(cell, panel.periods(), cohorts, config.controlGroup(), config.anticipation());
        int columns = panel.terms().size();
        int fixed = fixedPeriod(cell);
        if (!byUnit) {
            var choice = new RowChoice(panel.kind(), fixed);
            var sample =
                    new RowSample(
                            config.estMethod(),
                            config.trimLevel(),
                            controls,
                            cell,
                            column,
                            columns,
                            choice,
                            panel.units());
            samples.put(cell, sample);
            return new Placed(sample, sample::effect);
        }
        int designPeriod = sameDesign[cell.earlier()];
        int weightPeriod = sameWeight[fixed < 0 ? cell.earlier() : fixed];
        var sample =
                (PanelSample)
                        samples.computeIfAbsent(
                                new Shared(controls, designPeriod, weightPeriod),
                                _ ->
                                        new PanelSample(
                                                config.estMethod(),
                                                config.trimLevel(),
                                                controls,
                                                columns,
                                                designPeriod,
                                                weightPeriod,
                                                panel.units()));
        var placed = new PanelCell(cell, column);
        sample.add(placed);
        return new Placed(sample, placed::effect);
    }

    /// The period whose weights the settings ask for; -1 when they ask for none.
    private int fixedPeriod(Cell cell) {
        FixWeights fixed = config.fixWeights();
        return switch (fixed) {
            case null -> -1;
            case VARYING -> -1;
            case FIRST_PERIOD -> 0;
            case BASE_PERIOD -> Cells.base(panel.periods(), cell.group(), config.anticipation());
        };
    }
}
