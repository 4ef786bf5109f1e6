package dev.penstock.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What must hold whatever the data are. All seeds are fixed.
class PropertiesTest {
    private static final long SEED = 20260101;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    static List<String> cases() {
        return DidCalls.cases();
    }

    @AfterEach
    void nothingIsHeldOfTheHeap() {
        assertThat(HeapRoom.usedBytes()).isZero();
    }

    private static Tables mapped(Tables table, UnaryOperator<List<@Nullable Object>> row) {
        return new Tables(table.schema(), table.rows().stream().map(row).toList());
    }

    private static Tables with(Tables table, String column, UnaryOperator<Object> change) {
        int at = table.schema().indexOf(column);
        return mapped(
                table,
                row -> {
                    var changed = new ArrayList<@Nullable Object>(row);
                    Object value = row.get(at);
                    changed.set(at, value == null ? null : change.apply(value));
                    return changed;
                });
    }

    private static Tables shuffled(Tables table) {
        var rows = new ArrayList<>(table.rows());
        Collections.shuffle(rows, new Random(SEED));
        return new Tables(table.schema(), rows);
    }

    private static void sameNumbers(DidResult actual, DidResult expected, double scale, double tolerance) {
        assertThat(actual.cells()).hasSameSizeAs(expected.cells());
        for (int i = 0; i < actual.cells().size(); i++) {
            CellResult cell = actual.cells().get(i);
            CellResult other = expected.cells().get(i);
            assertThat(List.of(cell.group(), cell.time())).isEqualTo(List.of(other.group(), other.time()));
            same(cell.effect(), scale * other.effect(), tolerance);
            same(cell.se(), Math.abs(scale) * other.se(), tolerance);
        }
    }

    private static void same(double actual, double expected, double tolerance) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(actual).isCloseTo(expected, within(tolerance));
        }
    }

    @ParameterizedTest(name = "{0}, shuffled with seed 20260101")
    @MethodSource("cases")
    void theOrderOfRowsMakesNoDifference(String name) {
        Tables table = DidCalls.table(name);
        DidConfig config = DidCalls.config(name, "bstrap", true, "biters", 99, "seed", SEED);
        DidResult expected = calls.attGt(table, config, 2);
        DidResult actual = calls.attGt(shuffled(table), config, 1, 100);
        if (config.panel()) {
            assertThat(actual).isEqualTo(expected);
        } else {
            DidConfig analytic = DidCalls.config(name);
            sameNumbers(calls.attGt(shuffled(table), analytic, 1, 100), calls.attGt(table, analytic, 2), 1, 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"panel_dr_weights", "unbalanced_dr_allowed"})
    void namesOfUnitsMakeNoDifference(String name) {
        Tables table = DidCalls.table(name);
        // Other numbers in another order.
        Tables renamed = with(table, "id", id -> 5_000_000_000L - 7 * (long) id);
        sameNumbers(calls.attGt(renamed, DidCalls.config(name), 2), calls.golden(name), 1, 1e-11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"panel_dr_weights", "rcs_dr_x1", "panel_ipw_weights", "unbalanced_reg_allowed", "rcs_ipw_x1"})
    void outcomesMayBeMeasuredFromAnywhereAndInAnyUnit(String name) {
        Tables table = DidCalls.table(name);
        DidResult expected = calls.golden(name);
        Tables moved = with(table, "y", y -> ((Number) y).doubleValue() + 1000);
        sameNumbers(calls.attGt(moved, DidCalls.config(name), 2), expected, 1, 1e-9);
        Tables scaled = with(table, "y", y -> ((Number) y).doubleValue() * -8);
        sameNumbers(calls.attGt(scaled, DidCalls.config(name), 2), expected, -8, 1e-9);
    }

    @Test
    void multiplyingAllWeightsChangesNothing() {
        for (String name : List.of("panel_dr_weights", "panel_dr_tvweights_varying", "rcs_dr_weights_cluster")) {
            String weight = String.valueOf(DidCalls.config(name).weightsname());
            Tables heavier = with(DidCalls.table(name), weight, w -> ((Number) w).doubleValue() * 1e5);
            sameNumbers(calls.attGt(heavier, DidCalls.config(name), 2), calls.golden(name), 1, 1e-11);
        }
    }

    @Test
    void aUnitThatIsThereTwiceWithHalfOfItsWeightLeavesTheEffects() {
        String name = "panel_dr_weights";
        Tables table = DidCalls.table(name);
        int id = table.schema().indexOf("id");
        int weight = table.schema().indexOf("w");
        var rows = new ArrayList<List<@Nullable Object>>();
        for (List<@Nullable Object> row : table.rows()) {
            boolean twice = (long) row.get(id) % 3 == 0;
            var half = new ArrayList<>(row);
            if (twice) {
                half.set(weight, (double) row.get(weight) / 2);
                var twin = new ArrayList<>(half);
                twin.set(id, (long) row.get(id) + 1_000_000);
                rows.add(twin);
            }
            rows.add(half);
        }
        DidResult actual = calls.attGt(new Tables(table.schema(), rows), DidCalls.config(name), 2);
        DidResult expected = calls.golden(name);
        for (int i = 0; i < actual.cells().size(); i++) {
            assertThat(actual.cells().get(i).effect()).isCloseTo(expected.cells().get(i).effect(), within(1e-10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"panel_dr_weights", "rcs_dr_x1", "unbalanced_dr_allowed", "panel_dr_tvweights_varying"})
    void withoutCovariatesAllMethodsAreDifferencesOfMeans(String name) {
        DidResult dr = calls.golden(name, "xformla", null);
        sameNumbers(calls.golden(name, "xformla", null, "est_method", "ipw"), dr, 1, 1e-12);
        sameNumbers(calls.golden(name, "xformla", null, "est_method", "reg"), dr, 1, 1e-12);
    }

    @Test
    void withoutCovariatesTheEffectIsTheDifferenceOfMeanChanges() {
        String name = "mpdta_dr_never_varying_nocov";
        Tables table = DidCalls.table(name);
        for (CellResult cell : calls.golden(name).cells()) {
            double effect = meanChange(table, cell.group(), cell) - meanChange(table, 0, cell);
            assertThat(cell.effect()).isCloseTo(effect, within(1e-12));
        }
    }

    private static double meanChange(Tables table, long group, CellResult cell) {
        int time = table.schema().indexOf("year");
        int of = table.schema().indexOf("first.treat");
        int outcome = table.schema().indexOf("lemp");
        double sum = 0;
        int units = 0;
        for (List<@Nullable Object> row : table.rows()) {
            if ((long) row.get(of) == group) {
                double value = (double) row.get(outcome);
                sum += (long) row.get(time) == cell.time() ? value : (long) row.get(time) == cell.base() ? -value : 0;
                units += (long) row.get(time) == cell.time() ? 1 : 0;
            }
        }
        return sum / units;
    }

    @Test
    void universalAndVaryingBasesAgreeAfterTreatment() {
        DidResult varying = calls.golden("mpdta_dr_notyet_varying_lpop", "control_group", "nevertreated");
        DidResult universal = calls.golden("mpdta_dr_never_universal_lpop");
        List<CellResult> after = universal.cells().stream().filter(CellResult::post).toList();
        assertThat(varying.cells().stream().filter(CellResult::post).toList()).isEqualTo(after).isNotEmpty();
    }

    @Test
    void columnsThatNobodyReadsMakeNoDifference() {
        Tables table = DidCalls.table("panel_dr_weights");
        Tables other = with(with(table, "cat", _ -> "z"), "cl", _ -> 1L);
        assertThat(calls.attGt(other, DidCalls.config("panel_dr_weights", "seed", 1), 2))
                .isEqualTo(calls.golden("panel_dr_weights", "seed", 1));
    }

    @Test
    void aCohortThatIsAlwaysTreatedChangesNoOtherCell() {
        String name = "panel_dr_factor_interaction";
        Tables table = DidCalls.table(name);
        int group = table.schema().indexOf("g");
        List<List<@Nullable Object>> others =
                table.rows().stream().filter(row -> (long) row.get(group) != 2010).toList();
        assertThat(others.size()).isLessThan(table.rows().size());
        DidResult without = calls.attGt(new Tables(table.schema(), others), DidCalls.config(name), 2);
        assertThat(without.cells()).isEqualTo(calls.golden(name).cells());
    }

    @Test
    void batchesOfAnySizeGiveTheSameBits() {
        for (String name : List.of("panel_dr_weights", "unbalanced_dr_allowed", "rcs_dr_weights_cluster")) {
            DidConfig config = DidCalls.config(name, "seed", 1);
            DidResult whole = calls.attGt(DidCalls.table(name), config, 1, 1_000_000);
            assertThat(calls.attGt(DidCalls.table(name), config, 3, 13)).isEqualTo(whole);
        }
    }

    @Test
    void withoutInfluenceTheEffectsAreTheSame() {
        DidResult with = calls.golden("panel_dr_weights");
        DidResult without = calls.golden("panel_dr_weights", "compute_inffunc", false);
        assertThat(without.spread()).isNull();
        for (int i = 0; i < with.cells().size(); i++) {
            assertThat(without.cells().get(i).effect()).isEqualTo(with.cells().get(i).effect());
            assertThat(without.cells().get(i).se()).isNaN();
        }
        assertThat(without.wald().reason()).contains("not asked for");
    }

    @ParameterizedTest(name = "{0}, seeds from 1")
    @CsvSource({"dr", "reg", "ipw"})
    void intervalsCoverAKnownEffectAndTheTestRejectsAsOftenAsItSays(String method) {
        int panels = 1000;
        int covered = 0;
        int rejected = 0;
        int cells = 0;
        DidConfig config =
                DidConfig.parse(
                        MadeUpPanel.settings(
                                ", \"xformla\": \"~ x\", \"est_method\": \"" + method + "\", \"seed\": 1"));
        for (int seed = 1; seed <= panels; seed++) {
            DidResult result = calls.attGt(new MadeUpPanel(600, 4, 0.7).table(seed), config, 1);
            for (CellResult cell : result.cells()) {
                if (cell.group() == 4 && cell.post()) {
                    cells++;
                    covered += Math.abs(cell.effect() - 0.7) <= 1.959963984540054 * cell.se() ? 1 : 0;
                }
            }
            rejected += result.wald().p() < 0.05 ? 1 : 0;
        }
        assertThat(cells).isEqualTo(panels);
        assertThat((double) covered / panels).as("covered").isBetween(0.93, 0.97);
        assertThat((double) rejected / panels).as("rejected").isBetween(0.03, 0.07);
    }

    @Test
    void simultaneousBandsCoverAllEffectsTogether() {
        int panels = 300;
        int covered = 0;
        DidConfig config =
                DidConfig.parse(MadeUpPanel.settings(", \"seed\": 3, \"biters\": 400").replace("false", "true"));
        for (int seed = 1; seed <= panels; seed++) {
            Tables table = without(new MadeUpPanel(160, 4, 0.7).table(seed));
            DidResult result = calls.attGt(table, config, 1);
            boolean all = true;
            for (CellResult cell : result.cells()) {
                double truth = cell.post() ? 0.7 : 0;
                all &= Math.abs(cell.effect() - truth) <= result.critical() * cell.se();
            }
            assertThat(result.critical()).isGreaterThan(1.96);
            covered += all ? 1 : 0;
        }
        assertThat((double) covered / panels).isBetween(0.91, 0.985);
    }

    /// Outcomes whose trends do not depend on the covariate, which no setting names then.
    private static Tables without(Tables table) {
        return mapped(
                table,
                row -> {
                    var changed = new ArrayList<@Nullable Object>(row);
                    double x = (double) row.get(4);
                    changed.set(MadeUpPanel.Y, (double) row.get(MadeUpPanel.Y) - 0.2 * (long) row.get(1) * x);
                    return changed;
                });
    }
}
