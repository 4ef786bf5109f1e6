package dev.penstock.did.inference;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.Influence;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.FunctionContext;
import org.jspecify.annotations.Nullable;

/// How effects and shares vary together, in a size that does not grow with the units: all that standard errors and
/// bands of any linear combination of them are made from.
///
/// @param units n
/// @param covariance S = Z'Z / n, or with clusters the same of sums over them (Callaway and Sant'Anna 2021, Theorem 2
///   and Remark 10)
/// @param byUnit the former, where `covariance` is the latter; null without clusters
/// @param draws of the bootstrap; null without
public record Spread(int units, PackedSymmetric covariance, @Nullable PackedSymmetric byUnit, @Nullable Draws draws) {
    /// Standard errors of at most this are rounding.
    private static final double LEAST = 10 * Math.sqrt(2.2e-16);

    /// Reads the influence once, block by block; nothing of the size of units times columns is made.
    ///
    /// @param config with a seed, which draws are made from
    /// @throws dev.penstock.error.PenstockException DID-E60 when the budget has no room; CANCELLED
    public static Spread of(
            Influence influence, Panel panel, DidConfig config, HeapRoom room, FunctionContext context) {
        return new SpreadSums(influence, panel, config, room, context).spread();
    }

    /// The standard error of one column; NaN where it is as good as 0. With draws it is theirs, else that of the
    /// covariance.
    public double standardError(int column) {
        Draws all = draws;
        return all == null
                ? standardError(Math.sqrt(covariance.get(column, column) / units))
                : standardError(Bands.scale(all.columns()[column]) / Math.sqrt(units));
    }

    /// NaN for what is 0 but for rounding: an effect without a standard error has not been estimated.
    public static double standardError(double value) {
        return value > LEAST ? value : Double.NaN;
    }
}
