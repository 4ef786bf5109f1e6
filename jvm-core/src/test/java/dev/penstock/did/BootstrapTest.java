package dev.penstock.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.AggregateRow;
import dev.penstock.did.aggregate.AggregationRequest;
import dev.penstock.did.aggregate.AggregationType;
import dev.penstock.did.aggregate.Band;
import dev.penstock.did.result.DidResult;
import dev.penstock.did.result.ResultJson;
import dev.penstock.did.result.ResultReader;
import dev.penstock.testing.TestMemory;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The bootstrap, draw by draw: its numbers are a function of seed and data alone.
class BootstrapTest {
    private static final double TOLERANCE = 1e-10;
    private static final long SEED = 20260101;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    private DidResult result(String name, String weights, int threads) {
        return calls.attGt(
                DidCalls.table(name),
                DidCalls.config(
                        name,
                        "bstrap",
                        true,
                        "cband",
                        true,
                        "biters",
                        1000,
                        "seed",
                        SEED,
                        "bootstrap_weights",
                        weights),
                threads);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "mpdta_dr_never_varying_nocov, mammen",
        "mpdta_dr_never_varying_nocov, rademacher",
        "mpdta_dr_never_varying_lpop, mammen",
        "mpdta_dr_never_varying_lpop, rademacher",
        "panel_dr_cluster, mammen",
        "panel_dr_cluster, rademacher",
        "rcs_dr_x1, mammen",
        "rcs_dr_x1, rademacher"
    })
    void makesTheDrawsOfTheReference(String name, String weights) {
        JsonNode expected = Tables.golden("bootstrap").at("/cases/" + name + "/" + weights);
        DidResult result = result(name, weights, 2);
        JsonNode cells = expected.get("att_gt");
        assertThat(result.critical()).isCloseTo(cells.get("crit_val").asDouble(), within(TOLERANCE));
        assertThat(result.cells()).hasSameSizeAs(cells.get("se"));
        for (int i = 0; i < result.cells().size(); i++) {
            assertThat(result.cells().get(i).se()).isCloseTo(cells.at("/se/" + i).asDouble(), within(TOLERANCE));
        }
        AggregationType[] types = AggregationType.values();
        List<AggregationType> order =
                List.of(
                        AggregationType.SIMPLE,
                        AggregationType.GROUP,
                        AggregationType.DYNAMIC,
                        AggregationType.CALENDAR);
        for (AggregationType type : types) {
            Aggregate aggregate = Did.aggregate(result, AggregationRequest.of(type));
            JsonNode own = expected.path(type.name().toLowerCase(Locale.ROOT));
            assertThat(aggregate.rows().getFirst().se())
                    .isCloseTo(expected.at("/overall/se/" + order.indexOf(type)).asDouble(), within(TOLERANCE));
            assertThat(aggregate.rows()).hasSize(1 + own.path("se").size());
            for (int i = 1; i < aggregate.rows().size(); i++) {
                AggregateRow row = aggregate.rows().get(i);
                assertThat(row.se()).isCloseTo(own.at("/se/" + (i - 1)).asDouble(), within(TOLERANCE));
                assertThat(row.critical()).isCloseTo(own.get("crit_val").asDouble(), within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "panel_dr_cluster",
                "rcs_dr_weights_cluster",
                "unbalanced_dr_allowed",
                "panel_dr_tvweights_varying"
            })
    void hasTheSameBitsOnAnyNumberOfThreads(String name) {
        DidResult one = result(name, "mammen", 1);
        assertThat(result(name, "mammen", 2)).isEqualTo(one);
        assertThat(result(name, "mammen", 4)).isEqualTo(one);
    }

    @Test
    void normalWeightsComeCloseToTheLargeSampleValue() {
        DidResult result = result("mpdta_dr_never_varying_nocov", "normal", 2);
        JsonNode large = Tables.golden("bootstrap").at("/large_b_reference/mpdta_dr_never_varying_nocov/normal");
        // With 1,000 draws the critical value has a standard deviation of about 0.08.
        assertThat(result.critical()).isCloseTo(large.get("crit_att_gt").asDouble(), within(0.25));
        assertThat(result.cells().getFirst().se()).isCloseTo(0.0232510, within(0.003));
    }

    @Test
    void bandsWithoutDrawsAreDrawnFromTheCovariance() {
        String name = "mpdta_dr_never_varying_nocov";
        DidResult whole = result(name, "mammen", 2);
        DidResult plain = ResultReader.read(ResultJson.of(whole, false).toString());
        AggregationRequest request = AggregationRequest.of(AggregationType.DYNAMIC);
        Aggregate aggregate = Did.aggregate(plain, request);
        assertThat(aggregate.band()).isEqualTo(Band.NORMAL);
        assertThat(Did.aggregate(plain, request)).isEqualTo(aggregate);
        assertThat(Did.aggregate(whole, request).band()).isEqualTo(Band.MULTIPLIER);
        double large = Tables.golden("bootstrap").at("/large_b_reference/" + name + "/normal/crit_dynamic").asDouble();
        assertThat(aggregate.rows().getLast().critical()).isCloseTo(large, within(0.25));
        // Standard errors are those of the covariance.
        assertThat(aggregate.rows().getFirst().se()).isCloseTo(0.0199650, within(1e-7));
    }

    @Test
    void fewerDrawsAreTheFirstOfMany() {
        String name = "mpdta_dr_never_varying_nocov";
        DidResult many = result(name, "mammen", 2);
        DidResult few = calls.golden(name, "bstrap", true, "cband", true, "biters", 200, "seed", SEED);
        String request = "{\"type\": \"group\", \"biters\": 200}";
        assertThat(Did.aggregate(many, AggregationRequest.parse(request)))
                .isEqualTo(Did.aggregate(few, AggregationRequest.parse(request)));
    }

    @Test
    void anotherSeedNeedsDrawsOfItsOwn() {
        DidResult result = result("mpdta_dr_never_varying_nocov", "mammen", 2);
        Aggregate other = Did.aggregate(result, AggregationRequest.parse("{\"type\": \"group\", \"seed\": 1}"));
        assertThat(other.band()).isEqualTo(Band.NORMAL);
        Aggregate none = Did.aggregate(result, AggregationRequest.parse("{\"type\": \"group\", \"bstrap\": false}"));
        assertThat(none.band()).isEqualTo(Band.POINTWISE);
        assertThat(none.rows().getLast().critical()).isCloseTo(1.959963984540054, within(1e-12));
    }

    @Test
    void aSeedIsDrawnAndReported() {
        DidResult result = calls.golden("two_period_dr", "bstrap", true, "cband", true);
        assertThat(result.config().seed()).isNotNull();
        assertThat(result.simultaneous()).as("a band over two periods").isFalse();
        DidResult again = calls.golden("two_period_dr", "bstrap", true, "cband", true, "seed", result.config().seed());
        assertThat(again).isEqualTo(result);
    }
}
