package dev.penstock.did.result;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.inference.Wald;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that aggregation and reports need of an estimation, and nothing of single units: it needs neither the
/// data nor the process that made it.
///
/// @param config with the seed that was used
/// @param kind of the panel
/// @param units n
/// @param periods of the panel, ascending
/// @param groups that have cells, ascending
/// @param shares p_g of these groups
/// @param cells by group and time
/// @param critical the critical value of the cells' limits
/// @param simultaneous whether these limits are a simultaneous band
/// @param spread of cells and shares; null when the influence was not asked for
/// @param wald the test of the effects before treatment
/// @param terms names of the design's columns
/// @param fingerprint of the data that it was made from
public record DidResult(
        DidConfig config,
        Kind kind,
        int units,
        List<Long> periods,
        List<Long> groups,
        List<Double> shares,
        List<CellResult> cells,
        double critical,
        boolean simultaneous,
        @Nullable Spread spread,
        Wald wald,
        List<DidWarning> warnings,
        List<String> terms,
        String fingerprint) {
    public DidResult {
        periods = List.copyOf(periods);
        groups = List.copyOf(groups);
        shares = List.copyOf(shares);
        cells = List.copyOf(cells);
        warnings = List.copyOf(warnings);
        terms = List.copyOf(terms);
    }
}
