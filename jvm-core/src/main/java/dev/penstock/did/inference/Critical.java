package dev.penstock.did.inference;

import dev.penstock.did.panel.DidWarning;
import java.util.List;
import java.util.Locale;

/// The critical value of a simultaneous band, checked.
///
/// @param value never below the pointwise one
/// @param warnings what is odd about it
public record Critical(double value, List<DidWarning> warnings) {
    private static final double SUSPICIOUS = 7;

    /// That of pointwise intervals.
    public static Critical pointwise(double alpha) {
        return new Critical(Bands.pointwise(alpha), List.of());
    }

    /// @param what the band is about, for messages
    /// @param draws of the effects with a standard error
    /// @param scales of these draws
    public static Critical simultaneous(String what, List<double[]> draws, double[] scales, double alpha) {
        double pointwise = Bands.pointwise(alpha);
        double value = Bands.criticalValue(draws, scales, alpha);
        if (!(value >= pointwise) || Double.isInfinite(value)) {
            String message = "the simultaneous band of %s fell back to pointwise intervals".formatted(what);
            return new Critical(pointwise, List.of(DidWarning.of("DID-W11", message, draws.size())));
        }
        if (value >= SUSPICIOUS) {
            String message =
                    String.format(
                            Locale.ROOT,
                            "the simultaneous critical value of %s is %.2f: groups may be too small for the bootstrap",
                            what,
                            value);
            return new Critical(value, List.of(DidWarning.of("DID-W12", message, draws.size())));
        }
        return new Critical(value, List.of());
    }
}
