package dev.penstock.did.result;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.CellEstimate;
import dev.penstock.did.estimate.Estimates;
import dev.penstock.did.inference.Bands;
import dev.penstock.did.inference.Critical;
import dev.penstock.did.inference.Draws;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.inference.Wald;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts standard errors, the band and the test to the effects of cells.
public final class CellErrors {
    private final Panel panel;
    private final DidConfig config;
    private final Estimates estimates;
    private final @Nullable Spread spread;

    private CellErrors(Panel panel, DidConfig config, Estimates estimates, @Nullable Spread spread) {
        this.panel = panel;
        this.config = config;
        this.estimates = estimates;
        this.spread = spread;
    }

    /// @param config with the seed that was used
    /// @param spread null when influence functions are not asked for: there are no standard errors then
    public static DidResult result(Panel panel, DidConfig config, Estimates estimates, @Nullable Spread spread) {
        return new CellErrors(panel, config, estimates, spread).result();
    }

    private DidResult result() {
        double[] errors = errors();
        // With two periods there is one effect for each group, all of the same kind: R's did has no band for them.
        boolean simultaneous =
                config.cband() && spread != null && spread.draws() != null && panel.periods().length != 2;
        Critical critical =
                simultaneous && spread != null && spread.draws() != null
                        ? band(spread.draws(), errors)
                        : Critical.pointwise(config.alp());
        Wald wald = wald(errors);
        var warnings = new ArrayList<>(panel.warnings());
        warnings.addAll(estimates.warnings());
        warnings.addAll(critical.warnings());
        if (wald.reason() != null && spread != null) {
            warnings.add(DidWarning.of("DID-W09", "no test of the effects before treatment: " + wald.reason(), 1));
        }
        return new DidResult(
                config,
                panel.kind(),
                panel.units(),
                Arrays.stream(panel.periods()).boxed().toList(),
                Arrays.stream(panel.groups()).boxed().toList(),
                Arrays.stream(estimates.influence().groupShares()).boxed().toList(),
                cells(errors),
                critical.value(),
                simultaneous,
                spread,
                wald,
                warnings,
                panel.terms(),
                Fingerprint.of(panel));
    }

    private double[] errors() {
        double[] errors = new double[estimates.cells().size()];
        Arrays.fill(errors, Double.NaN);
        if (spread != null) {
            for (int cell = 0; cell < errors.length; cell++) {
                if (!Double.isNaN(estimates.cells().get(cell).effect())) {
                    errors[cell] = spread.standardError(cell);
                }
            }
        }
        return errors;
    }

    private Critical band(Draws draws, double[] errors) {
        var own = new ArrayList<double[]>();
        var scales = new ArrayList<Double>();
        for (int cell = 0; cell < errors.length; cell++) {
            if (!Double.isNaN(errors[cell])) {
                own.add(draws.columns()[cell]);
                scales.add(Bands.scale(draws.columns()[cell]));
            }
        }
        return Critical.simultaneous(
                "the cells", own, scales.stream().mapToDouble(Double::doubleValue).toArray(), config.alp());
    }

    private Wald wald(double[] errors) {
        if (spread == null) {
            return Wald.none("influence functions were not asked for");
        }
        var columns = new ArrayList<Integer>();
        for (int cell = 0; cell < errors.length; cell++) {
            CellEstimate estimate = estimates.cells().get(cell);
            boolean before = estimate.cell().group() > panel.periods()[estimate.cell().time()];
            if (before && !Double.isNaN(errors[cell])) {
                columns.add(cell);
            }
        }
        double[] effects = columns.stream().mapToDouble(cell -> estimates.cells().get(cell).effect()).toArray();
        return Wald.of(spread, columns, effects);
    }

    private List<CellResult> cells(double[] errors) {
        var cells = new ArrayList<CellResult>();
        for (int i = 0; i < errors.length; i++) {
            CellEstimate estimate = estimates.cells().get(i);
            int base = estimate.cell().base();
            cells.add(
                    new CellResult(
                            estimate.cell().group(),
                            panel.periods()[estimate.cell().time()],
                            base < 0 ? null : panel.periods()[base],
                            estimate.cell().post(),
                            estimate.effect(),
                            errors[i],
                            estimate.treated(),
                            estimate.controls(),
                            estimate.status()));
        }
        return cells;
    }
}
