package dev.penstock.did.aggregate;

import dev.penstock.did.config.BootstrapWeights;
import dev.penstock.did.config.Fault;
import dev.penstock.did.config.SettingsReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which summary of a result to make. What is null is as in the result.
///
/// @param balanceE only groups that are seen for so long after treatment, over event times that all of them have; null
///   for all groups
/// @param minE the first event time, or null
/// @param maxE the last event time, or null; in simple and group summaries it counts observed periods
/// @param naRm whether effects that are null are left out, not an error
/// @param bstrap whether standard errors come from the bootstrap
/// @param cband whether bands are simultaneous
/// @param alp one less the confidence level
/// @param clustervars the clusters of the result, or none
public record AggregationRequest(
        AggregationType type,
        @Nullable Integer balanceE,
        @Nullable Double minE,
        @Nullable Double maxE,
        boolean naRm,
        @Nullable Boolean bstrap,
        @Nullable Boolean cband,
        @Nullable Double alp,
        @Nullable Integer biters,
        @Nullable Long seed,
        @Nullable BootstrapWeights bootstrapWeights,
        @Nullable List<String> clustervars) {
    private static final List<String> FIELDS =
            List.of(
                    "type",
                    "balance_e",
                    "min_e",
                    "max_e",
                    "na_rm",
                    "bstrap",
                    "cband",
                    "alp",
                    "biters",
                    "seed",
                    "bootstrap_weights",
                    "clustervars");

    private static final Map<String, String> ALIASES = Map.of("confidence_level", "alp", "cluster", "clustervars");

    /// The names of types, those that others have for them among them.
    private enum Name {
        SIMPLE(AggregationType.SIMPLE),
        OVERALL(AggregationType.SIMPLE),
        GROUP(AggregationType.GROUP),
        DYNAMIC(AggregationType.DYNAMIC),
        EVENT(AggregationType.DYNAMIC),
        CALENDAR(AggregationType.CALENDAR);

        private final AggregationType type;

        Name(AggregationType type) {
            this.type = type;
        }
    }

    public AggregationRequest {
        clustervars = clustervars == null ? null : List.copyOf(clustervars);
    }

    /// A summary with all settings as in the result.
    public static AggregationRequest of(AggregationType type) {
        return new AggregationRequest(type, null, null, null, false, null, null, null, null, null, null, null);
    }

    /// Reads a JSON object.
    ///
    /// @throws dev.penstock.error.PenstockException DID-E01 to DID-E05
    public static AggregationRequest parse(String json) {
        SettingsReader reader = SettingsReader.of("request", json, FIELDS, ALIASES);
        Name name = reader.choice("type", Name.class);
        if (name == null) {
            throw Fault.E05
                    .because("type is missing", "use 'simple', 'group', 'dynamic' or 'calendar'")
                    .expression("/type");
        }
        Long balance = reader.whole("balance_e", 0, Integer.MAX_VALUE);
        Long biters = reader.whole("biters", 1, Integer.MAX_VALUE);
        return new AggregationRequest(
                name.type,
                balance == null ? null : balance.intValue(),
                number(reader, "min_e"),
                number(reader, "max_e"),
                reader.flag("na_rm", false),
                flag(reader, "bstrap"),
                flag(reader, "cband"),
                alp(reader),
                biters == null ? null : biters.intValue(),
                reader.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                reader.choice("bootstrap_weights", BootstrapWeights.class),
                reader.texts("clustervars"));
    }

    private static @Nullable Double number(SettingsReader reader, String field) {
        BigDecimal number = reader.number(field, _ -> true, "be a number");
        return number == null ? null : number.doubleValue();
    }

    /// Null when it is missing: it is not when the answer does not depend on what it would be then.
    private static @Nullable Boolean flag(SettingsReader reader, String field) {
        boolean flag = reader.flag(field, false);
        return flag == reader.flag(field, true) ? flag : null;
    }

    private static @Nullable Double alp(SettingsReader reader) {
        BigDecimal number =
                reader.number(
                        "alp",
                        value -> value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0,
                        "lie strictly between 0 and 1");
        if (number == null) {
            return null;
        }
        // In decimals, because 1 - 0.95 is not 0.05 in binary ones.
        return (reader.isGivenAs("alp", "confidence_level") ? BigDecimal.ONE.subtract(number) : number).doubleValue();
    }
}
