package dev.penstock.did.aggregate;

import dev.penstock.did.config.BootstrapWeights;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.inference.Bands;
import dev.penstock.did.inference.Critical;
import dev.penstock.did.inference.Draws;
import dev.penstock.did.inference.NormalDraws;
import dev.penstock.did.inference.PackedSymmetric;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.result.DidResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sums up group-time effects from a result alone. O(rows x (cells + draws x cells)).
public final class Aggregation {
    private final DidResult result;
    private final AggregationRequest request;
    private final Spread spread;
    private final List<DidWarning> warnings = new ArrayList<>();

    /// Whether errors are by unit though the result's are by cluster.
    private final boolean byUnit;

    private final PackedSymmetric covariance;
    private final boolean bootstraps;
    private final double alpha;
    private final int count;

    /// Null when the result has none that would do, or none are asked for.
    private final @Nullable Draws draws;

    private Aggregation(DidResult result, AggregationRequest request, Spread spread) {
        this.result = result;
        this.request = request;
        this.spread = spread;
        DidConfig config = result.config();
        this.byUnit = spread.byUnit() != null && !keepsClusters();
        PackedSymmetric units = spread.byUnit();
        this.covariance = byUnit && units != null ? units : spread.covariance();
        this.bootstraps = Objects.requireNonNullElse(request.bstrap(), config.bstrap());
        this.alpha = Objects.requireNonNullElse(request.alp(), config.alp());
        this.count = Objects.requireNonNullElse(request.biters(), config.biters());
        this.draws = bootstraps && !byUnit ? draws(spread.draws()) : null;
    }

    /// @throws dev.penstock.error.PenstockException DID-E40 when the result has no influence; DID-E41, DID-E42, DID-E43
    public static Aggregate of(DidResult result, AggregationRequest request) {
        Spread spread = result.spread();
        if (spread == null) {
            throw Fault.E40.because(
                    "the result was estimated with compute_inffunc=false, so nothing is known of its errors",
                    "estimate it again with compute_inffunc=true");
        }
        return new Aggregation(result, request, spread).aggregate();
    }

    /// Whether the request asks for the clusters that the result has.
    private boolean keepsClusters() {
        List<String> asked = request.clustervars();
        if (asked == null) {
            return true;
        }
        List<String> own = result.config().clustervars();
        List<String> others =
                asked.stream().filter(name -> !own.contains(name) && !name.equals(result.config().idname())).toList();
        if (!others.isEmpty()) {
            String message =
                    "the result has no clusters by %s: errors are by unit".formatted(String.join(", ", others));
            warnings.add(DidWarning.of("DID-W17", message, others.size()));
        }
        return others.isEmpty() && asked.containsAll(own);
    }

    private @Nullable Draws draws(@Nullable Draws own) {
        if (own == null || count > own.count()) {
            return null;
        }
        Long seed = request.seed();
        BootstrapWeights weights = request.bootstrapWeights();
        boolean same = (seed == null || seed == own.seed()) && (weights == null || weights == own.weights());
        return same ? own : null;
    }

    private Aggregate aggregate() {
        boolean windowed = request.minE() != null || request.maxE() != null || request.balanceE() != null;
        if (request.type() == AggregationType.CALENDAR && windowed) {
            warnings.add(DidWarning.of("DID-W13", "balance_e, min_e and max_e mean nothing by calendar time", 1));
        }
        Summary summary = Summaries.of(result, request);
        double[] errors = summary.rows().stream().mapToDouble(this::error).toArray();
        boolean simultaneous = !summary.rows().isEmpty() && isSimultaneous();
        Critical critical = simultaneous ? band(summary, errors) : Critical.pointwise(alpha);
        warnings.addAll(critical.warnings());
        var rows = new ArrayList<AggregateRow>();
        Combination overall = summary.overall();
        double pointwise = Bands.pointwise(alpha);
        rows.add(
                overall == null
                        ? new AggregateRow(null, Double.NaN, Double.NaN, pointwise)
                        : new AggregateRow(null, overall.effect(), error(overall), pointwise));
        for (int i = 0; i < errors.length; i++) {
            double effect = summary.rows().get(i).effect();
            rows.add(new AggregateRow(summary.keys().get(i), effect, errors[i], critical.value()));
        }
        Band band = !simultaneous ? Band.POINTWISE : draws == null ? Band.NORMAL : Band.MULTIPLIER;
        return new Aggregate(request.type(), alpha, band, rows, warnings);
    }

    private boolean isSimultaneous() {
        Boolean asked = request.cband();
        boolean usual = result.config().cband() && result.periods().size() != 2;
        return bootstraps && (asked == null ? usual : asked);
    }

    private double error(Combination combination) {
        double[] a = combination.coefficients();
        double root = Math.sqrt(spread.units());
        Draws own = draws;
        return own == null
                ? Spread.standardError(Math.sqrt(Math.max(0, covariance.quadratic(a))) / root)
                : Spread.standardError(Bands.scale(own.combined(a, count)) / root);
    }

    private Critical band(Summary summary, double[] errors) {
        var rows = new ArrayList<double[]>();
        var scales = new ArrayList<Double>();
        for (int i = 0; i < errors.length; i++) {
            if (!Double.isNaN(errors[i])) {
                rows.add(summary.rows().get(i).coefficients());
                scales.add(errors[i] * Math.sqrt(spread.units()));
            }
        }
        Draws own = draws;
        List<double[]> drawn =
                own == null
                        ? NormalDraws.of(covariance, rows, count, seed())
                        : rows.stream().map(row -> own.combined(row, count)).toList();
        return Critical.simultaneous(
                "the " + request.type().name().toLowerCase(Locale.ROOT) + " effects",
                drawn,
                scales.stream().mapToDouble(Double::doubleValue).toArray(),
                alpha);
    }

    private long seed() {
        return Objects.requireNonNullElse(request.seed(), Objects.requireNonNullElse(result.config().seed(), 0L));
    }
}
