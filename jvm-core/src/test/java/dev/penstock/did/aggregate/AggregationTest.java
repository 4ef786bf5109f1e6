package dev.penstock.did.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.did.Did;
import dev.penstock.did.DidCalls;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    private static AggregationRequest request(String json) {
        return AggregationRequest.parse(json);
    }

    private static List<@Nullable Long> keys(Aggregate aggregate) {
        return aggregate.rows().stream().map(AggregateRow::key).toList();
    }

    /// The result with one cell's effect unknown.
    private static DidResult lacking(DidResult result, int cell) {
        var cells = new ArrayList<>(result.cells());
        CellResult old = cells.get(cell);
        cells.set(
                cell,
                new CellResult(
                        old.group(), old.time(), old.base(), old.post(), Double.NaN, Double.NaN, 0, 0, "DID-W07"));
        return new DidResult(
                result.config(),
                result.kind(),
                result.units(),
                result.periods(),
                result.groups(),
                result.shares(),
                cells,
                result.critical(),
                result.simultaneous(),
                result.spread(),
                result.wald(),
                result.warnings(),
                result.terms(),
                result.fingerprint());
    }

    @Test
    void readsRequestsByAllNames() {
        assertThat(request("{\"type\": \"overall\"}")).isEqualTo(AggregationRequest.of(AggregationType.SIMPLE));
        assertThat(request("{\"type\": \"event\"}")).isEqualTo(AggregationRequest.of(AggregationType.DYNAMIC));
        AggregationRequest all =
                request(
                        "{\"type\": \"dynamic\", \"balance_e\": 1, \"min_e\": -2, \"max_e\": 3.5, \"na_rm\": true,"
                                + " \"bstrap\": false, \"cband\": true, \"confidence_level\": 0.95, \"biters\": 10,"
                                + " \"seed\": 4, \"bootstrap_weights\": \"normal\", \"cluster\": \"state\"}");
        assertThat(all.alp()).isEqualTo(0.05);
        assertThat(all.bstrap()).isFalse();
        assertThat(all.cband()).isTrue();
        assertThat(all.maxE()).isEqualTo(3.5);
        assertThat(all.clustervars()).containsExactly("state");
        assertThatThrownBy(() -> request("{}")).hasMessageContaining("[DID-E05] type is missing");
        assertThatThrownBy(() -> request("{\"type\": \"group\", \"balance_e\": -1}")).hasMessageContaining("[DID-E04]");
        assertThatThrownBy(() -> request("{\"type\": \"group\", \"max\": 1}")).hasMessageContaining("[DID-E02]");
    }

    @Test
    void theSimpleEffectIsTheMeanOverUnitsAndPeriods() {
        DidResult result = calls.golden("mpdta_dr_never_varying_nocov");
        double sum = 0;
        double weights = 0;
        for (CellResult cell : result.cells()) {
            if (cell.post()) {
                sum += cell.treated() * cell.effect();
                weights += cell.treated();
            }
        }
        Aggregate simple = Did.aggregate(result, AggregationRequest.of(AggregationType.SIMPLE));
        assertThat(simple.rows().getFirst().effect()).isCloseTo(sum / weights, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(AggregationType.class)
    void cellsThatAreNullAreLeftOutOnlyOnRequest(AggregationType type) {
        DidResult result = lacking(calls.golden("mpdta_dr_never_varying_nocov"), 11);
        String name = type.name().toLowerCase(Locale.ROOT);
        assertThatThrownBy(() -> Did.aggregate(result, AggregationRequest.of(type)))
                .hasMessage("[DID-E42] 1 of 12 cells are null (first: group 2007, time 2007, DID-W07)");
        Aggregate rest = Did.aggregate(result, request("{\"type\": \"" + name + "\", \"na_rm\": true}"));
        assertThat(rest.rows()).allSatisfy(row -> assertThat(row.effect()).isNotNaN());
        if (type == AggregationType.GROUP) {
            // 2007 was the only period after treatment of that group.
            assertThat(keys(rest)).containsExactly(null, 2004L, 2006L);
        }
    }

    @Test
    void windowsInGappedPeriodsCountPlacesForGroupsAndTimeForEvents() {
        // Periods 2001, 2003, 2004, 2008, 2009.
        DidResult result = calls.golden("gaps_dr_never");
        Aggregate group = Did.aggregate(result, request("{\"type\": \"group\", \"max_e\": 1}"));
        Aggregate dynamic = Did.aggregate(result, request("{\"type\": \"dynamic\", \"min_e\": 0, \"max_e\": 1}"));
        assertThat(keys(dynamic)).containsExactly(null, 0L, 1L);
        double first =
                result.cells().stream()
                        .filter(cell -> cell.group() == 2004 && (cell.time() == 2004 || cell.time() == 2008))
                        .mapToDouble(CellResult::effect)
                        .average()
                        .orElseThrow();
        int row = keys(group).indexOf(2004L);
        assertThat(group.rows().get(row).effect()).isCloseTo(first, within(1e-14));
    }

    @Test
    void withoutEventsAfterTreatmentThereIsNoOverallEffect() {
        Aggregate before =
                Did.aggregate(
                        calls.golden("mpdta_dr_never_varying_nocov"), request("{\"type\": \"event\", \"max_e\": -1}"));
        assertThat(keys(before)).containsExactly(null, -3L, -2L, -1L);
        assertThat(before.rows().getFirst().effect()).isNaN();
        assertThat(before.rows().getFirst().se()).isNaN();
    }

    @Test
    void clustersOfTheResultStayAndOthersAreWarnedOf() {
        DidResult result = calls.golden("panel_dr_cluster");
        Aggregate own = Did.aggregate(result, request("{\"type\": \"group\"}"));
        Aggregate same = Did.aggregate(result, request("{\"type\": \"group\", \"clustervars\": [\"cl\", \"id\"]}"));
        assertThat(same.rows()).isEqualTo(own.rows());
        assertThat(same.warnings()).isEmpty();
        Aggregate other = Did.aggregate(result, request("{\"type\": \"group\", \"clustervars\": [\"region\"]}"));
        assertThat(other.warnings()).extracting(DidWarning::code).containsExactly("DID-W17");
        Aggregate none = Did.aggregate(result, request("{\"type\": \"group\", \"clustervars\": []}"));
        assertThat(none.warnings()).isEmpty();
        DidResult plain = calls.golden("panel_dr_cluster", "clustervars", List.of());
        Aggregate unclustered = Did.aggregate(plain, request("{\"type\": \"group\"}"));
        assertThat(none.rows()).isEqualTo(unclustered.rows());
        assertThat(other.rows()).isEqualTo(unclustered.rows());
    }
}
