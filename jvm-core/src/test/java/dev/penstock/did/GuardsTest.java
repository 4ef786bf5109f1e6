package dev.penstock.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.Kind;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cells that cannot be estimated, and those that hardly can. Columns of the made-up panels: id, t, g, y, x, w.
class GuardsTest {
    private static final int ID = 0;
    private static final int TIME = 1;
    private static final int GROUP = 2;
    private static final int X = 4;

    private static final Tables PANEL = new MadeUpPanel(300, 4, 1).table(20260101);

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    private DidResult estimate(Tables table, String more) {
        return calls.attGt(table, DidConfig.parse(MadeUpPanel.settings(more)), 2);
    }

    private static Tables kept(Tables table, Predicate<List<@Nullable Object>> row) {
        return new Tables(table.schema(), table.rows().stream().filter(row).toList());
    }

    private static Tables with(Tables table, Field column, Function<List<@Nullable Object>, Object> value) {
        var fields = new ArrayList<>(table.schema().fields());
        fields.add(column);
        var rows = new ArrayList<List<@Nullable Object>>();
        for (List<@Nullable Object> row : table.rows()) {
            var longer = new ArrayList<>(row);
            longer.add(value.apply(row));
            rows.add(longer);
        }
        return new Tables(new Schema(fields), rows);
    }

    private static List<String> statuses(DidResult result) {
        return result.cells().stream().map(CellResult::status).toList();
    }

    private static void sameEffects(DidResult actual, DidResult expected, double tolerance) {
        for (int i = 0; i < expected.cells().size(); i++) {
            assertThat(actual.cells().get(i).effect()).isCloseTo(expected.cells().get(i).effect(), within(tolerance));
        }
    }

    @Test
    void aGroupThatIsNotSeenInAPeriodHasNoEffectsThatNeedIt() {
        Tables gap = kept(PANEL, row -> (long) row.get(GROUP) != 4 || (long) row.get(TIME) != 2);
        DidResult result = estimate(gap, ", \"panel\": false, \"xformla\": \"~ x\"");
        assertThat(statuses(result)).containsExactly("ok", "ok", "ok", "DID-W06", "DID-W06", "ok");
        assertThat(result.warnings())
                .hasSize(2)
                .allSatisfy(warning -> {
                    assertThat(warning.code()).isEqualTo("DID-W06");
                    assertThat(warning.group()).isEqualTo(4);
                    assertThat(warning.message()).contains("the effect of group 4 in").contains("no treated rows");
                });
        DidResult whole = estimate(PANEL, ", \"panel\": false, \"xformla\": \"~ x\"");
        for (int i : new int[] {0, 1, 2, 5}) {
            assertThat(result.cells().get(i).effect()).isCloseTo(whole.cells().get(i).effect(), within(1e-12));
        }
    }

    @Test
    void aCovariateThatTellsTreatedUnitsFromControlsLeavesNoScore() {
        Tables apart =
                with(
                        PANEL,
                        Field.nullable("z", Types.FLOAT64),
                        row -> (double) row.get(X) / 9 + ((long) row.get(GROUP) > 0 ? 3 : 0));
        for (String method : List.of("dr", "ipw")) {
            DidResult result = estimate(apart, ", \"xformla\": \"~ z\", \"est_method\": \"" + method + "\"");
            assertThat(statuses(result)).containsOnly("DID-W07");
            assertThat(result.warnings()).extracting(DidWarning::code).contains("DID-W09").doesNotContain("DID-W18");
        }
        DidResult regressed = estimate(apart, ", \"xformla\": \"~ z\", \"est_method\": \"reg\"");
        assertThat(statuses(regressed)).containsOnly("ok");
    }

    @Test
    void aKindThatIsNeverTreatedHasNoWeight() {
        // Every third control is of a kind that no treated unit is of.
        Tables kinds =
                with(
                        PANEL,
                        Field.nullable("kind", Types.UTF8),
                        row -> (long) row.get(GROUP) == 0 && (long) row.get(ID) % 3 == 0 ? "rare" : "common");
        Tables common = kept(kinds, row -> row.getLast().equals("common"));
        String settings = ", \"est_method\": \"ipw\", \"xformla\": \"~ x";
        DidResult result = estimate(kinds, settings + " + kind\"");
        assertThat(statuses(result)).containsOnly("ok");
        sameEffects(result, estimate(common, settings + "\""), 1e-9);
        // Their regression still says how outcomes of controls change with x.
        assertThat(statuses(estimate(kinds, ", \"xformla\": \"~ x + kind\""))).containsOnly("ok");
    }

    @Test
    void aCovariateThatIsThereTwiceMattersToRegressionsAlone() {
        Tables twice = with(PANEL, Field.nullable("z", Types.FLOAT64), row -> 4 * (double) row.get(X));
        DidResult weighted = estimate(twice, ", \"est_method\": \"ipw\", \"xformla\": \"~ x + z\"");
        DidResult once = estimate(twice, ", \"est_method\": \"ipw\", \"xformla\": \"~ x\"");
        sameEffects(weighted, once, 1e-10);
        assertThat(weighted.cells().getLast().se()).isCloseTo(once.cells().getLast().se(), within(1e-10));
        assertThat(statuses(estimate(twice, ", \"xformla\": \"~ x + z\""))).containsOnly("DID-W08");
        assertThat(statuses(estimate(twice, ", \"est_method\": \"reg\", \"xformla\": \"~ x + z\"")))
                .containsOnly("DID-W08");
    }

    @Test
    void tooFewTreatedRowsLeaveNoRegressionOfTheirs() {
        long one =
                (long)
                        PANEL.rows().stream()
                                .filter(row -> (long) row.get(GROUP) == 4)
                                .findFirst()
                                .orElseThrow()
                                .get(ID);
        Tables few = kept(PANEL, row -> (long) row.get(GROUP) != 4 || (long) row.get(ID) == one);
        DidResult result = estimate(few, ", \"panel\": false, \"xformla\": \"~ x\"");
        assertThat(statuses(result)).containsExactly("ok", "ok", "ok", "DID-W18", "DID-W18", "DID-W18");
        assertThat(result.warnings()).extracting(DidWarning::code).startsWith("DID-W05").contains("DID-W18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dr", "ipw", "reg"})
    void aGroupWithoutWeightHasNoEffect(String method) {
        Tables weightless =
                with(PANEL, Field.nullable("v", Types.FLOAT64), row -> (long) row.get(GROUP) == 3 ? 0.0 : 1.0);
        String settings = ", \"weightsname\": \"v\", \"xformla\": \"~ x\", \"est_method\": \"" + method + "\"";
        for (String kind : List.of("", ", \"panel\": false")) {
            DidResult result = estimate(weightless, settings + kind);
            assertThat(statuses(result)).containsExactly("DID-W18", "DID-W18", "DID-W18", "ok", "ok", "ok");
        }
    }

    @Test
    void fixedWeightsOfUnbalancedPanelsAreThoseOfTheirPeriod() {
        Set<Object> missing = new HashSet<>(List.of(5L, 17L, 60L, 111L));
        Tables unbalanced = kept(PANEL, row -> !missing.contains(row.get(ID)) || (long) row.get(TIME) != 3);
        String settings = ", \"allow_unbalanced_panel\": true, \"weightsname\": \"w\", \"xformla\": \"~ x\"";
        DidResult own = estimate(unbalanced, settings);
        assertThat(own.kind()).isEqualTo(Kind.UNBALANCED);
        // Weights do not change with time here, and all units are seen in the first period.
        DidResult first = estimate(unbalanced, settings + ", \"fix_weights\": \"first_period\"");
        sameEffects(first, own, 1e-13);
        assertThat(estimate(unbalanced, settings + ", \"fix_weights\": \"varying\"").cells()).isEqualTo(own.cells());
        // The base period of group 4 is 3, where some units are not seen: they leave its cells.
        DidResult base = estimate(unbalanced, settings + ", \"fix_weights\": \"base_period\"");
        Tables without = kept(unbalanced, row -> !missing.contains(row.get(ID)));
        DidResult left = estimate(without, ", \"panel\": false, \"weightsname\": \"w\", \"xformla\": \"~ x\"");
        for (int i = 3; i < 6; i++) {
            assertThat(base.cells().get(i).effect()).isCloseTo(left.cells().get(i).effect(), within(1e-11));
            assertThat(base.cells().get(i).controls()).isLessThan(own.cells().get(i).controls() + 1);
        }
        // That of group 3 is 2, where all are.
        for (int i = 0; i < 3; i++) {
            assertThat(base.cells().get(i).effect()).isCloseTo(own.cells().get(i).effect(), within(1e-13));
        }
    }
}
