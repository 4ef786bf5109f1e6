package dev.penstock.did.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What to estimate group-time effects from, and how. The names in JSON are those of R's `did`.
///
/// @param yname the column with the outcome
/// @param tname the column with the period
/// @param idname the column with the unit; null only for repeated cross sections
/// @param gname the column with the first treated period; null exactly when `treatname` is given
/// @param treatname the column with the status of a row, 0 or 1
/// @param xformla covariates, `~ x1 + x2`; null for the intercept only
/// @param anticipation how long before treatment it may have an effect, in units of `tname`
/// @param panel false for repeated cross sections
/// @param allowUnbalancedPanel whether units that miss periods stay
/// @param weightsname the column with sampling weights; null for none
/// @param fixWeights null for the weight of a cell's earlier period
/// @param clustervars at most one column, never `idname`
/// @param alp one less the confidence level
/// @param bstrap whether standard errors come from the bootstrap
/// @param biters draws of the bootstrap
/// @param cband whether bands are simultaneous; only with the bootstrap
/// @param seed of the bootstrap; null to draw one
/// @param computeInffunc false for point estimates only
/// @param trimLevel controls with a propensity score of at least this get no weight
/// @param threads at most so many; null for as many as the query has
public record DidConfig(
        String yname,
        String tname,
        @Nullable String idname,
        @Nullable String gname,
        @Nullable String treatname,
        @Nullable String xformla,
        ControlGroup controlGroup,
        int anticipation,
        EstMethod estMethod,
        BasePeriod basePeriod,
        boolean panel,
        boolean allowUnbalancedPanel,
        @Nullable String weightsname,
        @Nullable FixWeights fixWeights,
        List<String> clustervars,
        double alp,
        boolean bstrap,
        int biters,
        boolean cband,
        @Nullable Long seed,
        BootstrapWeights bootstrapWeights,
        boolean computeInffunc,
        ReturnInfluence returnInfluence,
        double trimLevel,
        @Nullable Integer threads) {
    private static final List<String> FIELDS =
            List.of(
                    "yname",
                    "tname",
                    "idname",
                    "gname",
                    "treatname",
                    "xformla",
                    "control_group",
                    "anticipation",
                    "est_method",
                    "base_period",
                    "panel",
                    "allow_unbalanced_panel",
                    "weightsname",
                    "fix_weights",
                    "clustervars",
                    "alp",
                    "bstrap",
                    "biters",
                    "cband",
                    "seed",
                    "bootstrap_weights",
                    "compute_inffunc",
                    "return_influence",
                    "trim_level",
                    "threads");

    private static final Map<String, String> ALIASES =
            Map.of(
                    "outcome", "yname",
                    "time", "tname",
                    "id", "idname",
                    "group", "gname",
                    "treatment", "treatname",
                    "covariates", "xformla",
                    "weights", "weightsname",
                    "cluster", "clustervars",
                    "confidence_level", "alp");

    private static final BigDecimal HALF = new BigDecimal("0.5");

    public DidConfig {
        String unit = idname;
        clustervars = clustervars.stream().filter(name -> !name.equals(unit)).distinct().toList();
        if (clustervars.size() > 1) {
            throw Fault.E18
                    .because(
                            "clustervars has '%s','%s'".formatted(clustervars.get(0), clustervars.get(1)),
                            "one besides idname is allowed")
                    .expression("/clustervars");
        }
        if (panel && idname == null) {
            throw Fault.E05
                    .because("panel data need idname", "set it, or panel=false for repeated cross sections")
                    .expression("/idname");
        }
        if (gname == null && treatname == null) {
            throw Fault.E05.because("neither gname nor treatname is given", "set one of them").expression("/gname");
        }
        if (gname != null && treatname != null) {
            throw Fault.E02
                    .because("both gname and treatname are given", "leave one of them out")
                    .expression("/treatname");
        }
        if (treatname != null && !panel) {
            throw Fault.E05
                    .because(
                            "treatname needs panel data, which tell when a unit is first treated",
                            "give gname instead, or panel=true with idname")
                    .expression("/treatname");
        }
        if (!panel && (fixWeights == FixWeights.BASE_PERIOD || fixWeights == FixWeights.FIRST_PERIOD)) {
            throw Fault.E19
                    .because(
                            "fix_weights is '%s' with panel=false, where no unit is seen twice"
                                    .formatted(SettingsReader.spelt(fixWeights)),
                            "leave fix_weights out, or use 'varying'")
                    .expression("/fix_weights");
        }
        // Without influence functions there is nothing to draw from, and without draws no simultaneous band.
        bstrap = bstrap && computeInffunc;
        cband = cband && bstrap;
    }

    /// Reads a JSON object. Fields that are missing or null have the defaults of R's `did`, but for the bootstrap's
    /// weights, which are Mammen's.
    ///
    /// @throws dev.penstock.error.PenstockException DID-E01 to DID-E05, DID-E18, DID-E19
    public static DidConfig parse(String json) {
        SettingsReader reader = SettingsReader.of("config", json, FIELDS, ALIASES);
        Long threads = reader.whole("threads", 1, Integer.MAX_VALUE);
        BigDecimal trim =
                reader.number(
                        "trim_level",
                        value -> value.compareTo(HALF) > 0 && value.compareTo(BigDecimal.ONE) <= 0,
                        "lie above 0.5, and at most at 1");
        return new DidConfig(
                reader.required("yname", "name the column with the outcome"),
                reader.required("tname", "name the column with the period"),
                reader.text("idname"),
                reader.text("gname"),
                reader.text("treatname"),
                formula(reader),
                or(reader.choice("control_group", ControlGroup.class), ControlGroup.NEVERTREATED),
                or(reader.whole("anticipation", 0, Integer.MAX_VALUE), 0L).intValue(),
                or(reader.choice("est_method", EstMethod.class), EstMethod.DR),
                or(reader.choice("base_period", BasePeriod.class), BasePeriod.VARYING),
                reader.flag("panel", true),
                reader.flag("allow_unbalanced_panel", false),
                reader.text("weightsname"),
                reader.choice("fix_weights", FixWeights.class),
                or(reader.texts("clustervars"), List.of()),
                alp(reader),
                reader.flag("bstrap", true),
                or(reader.whole("biters", 1, Integer.MAX_VALUE), 1000L).intValue(),
                reader.flag("cband", true),
                reader.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                or(reader.choice("bootstrap_weights", BootstrapWeights.class), BootstrapWeights.MAMMEN),
                reader.flag("compute_inffunc", true),
                or(reader.choice("return_influence", ReturnInfluence.class), ReturnInfluence.NONE),
                trim == null ? 0.995 : trim.doubleValue(),
                threads == null ? null : threads.intValue());
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }

    /// A list of names as a formula, each name in backticks, so that it may be any name.
    private static @Nullable String formula(SettingsReader reader) {
        if (!reader.isList("xformla")) {
            return reader.text("xformla");
        }
        List<String> names = or(reader.texts("xformla"), List.of());
        return names.isEmpty() ? null : "~ " + String.join(" + ", names.stream().map(DidConfig::quoted).toList());
    }

    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    /// In decimals, because 1 - 0.95 is not 0.05 in binary ones.
    private static double alp(SettingsReader reader) {
        BigDecimal number =
                reader.number(
                        "alp",
                        value -> value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0,
                        "lie strictly between 0 and 1");
        if (number == null) {
            return 0.05;
        }
        return (reader.isGivenAs("alp", "confidence_level") ? BigDecimal.ONE.subtract(number) : number).doubleValue();
    }

    /// All fields under their own names, defaults included. `parse` of its text gives an equal config.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("yname", yname).put("tname", tname).put("idname", idname).put("gname", gname);
        json.put("treatname", treatname).put("xformla", xformla);
        json.put("control_group", SettingsReader.spelt(controlGroup)).put("anticipation", anticipation);
        json.put("est_method", SettingsReader.spelt(estMethod)).put("base_period", SettingsReader.spelt(basePeriod));
        json.put("panel", panel).put("allow_unbalanced_panel", allowUnbalancedPanel).put("weightsname", weightsname);
        json.put("fix_weights", fixWeights == null ? null : SettingsReader.spelt(fixWeights));
        clustervars.forEach(json.putArray("clustervars")::add);
        json.put("alp", alp).put("bstrap", bstrap).put("biters", biters).put("cband", cband).put("seed", seed);
        json.put("bootstrap_weights", SettingsReader.spelt(bootstrapWeights)).put("compute_inffunc", computeInffunc);
        json.put("return_influence", SettingsReader.spelt(returnInfluence)).put("trim_level", trimLevel);
        return json.put("threads", threads);
    }
}
