package dev.penstock.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.AggregateRow;
import dev.penstock.did.aggregate.AggregationRequest;
import dev.penstock.did.inference.Bands;
import dev.penstock.did.inference.Normal;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.did.result.ResultJson;
import dev.penstock.did.result.ResultReader;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All reference cases: effects, errors, covariances, tests, warnings, and the summaries that each asks for.
class GoldenCasesTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    static Stream<String> cases() {
        return Tables.cases();
    }

    private static void near(String what, double actual, JsonNode expected, double tolerance) {
        double number = DidCalls.number(expected);
        if (Double.isNaN(number)) {
            assertThat(actual).as(what).isNaN();
        } else {
            assertThat(actual).as(what).isCloseTo(number, within(tolerance));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void findsTheEffectsAndErrorsOfTheReference(String name) {
        JsonNode golden = Tables.golden(name);
        JsonNode expected = golden.get("expected");
        DidResult result = calls.golden(name);
        double tolerance = golden.at("/tolerance/att_abs").asDouble();
        double errorTolerance = golden.at("/tolerance/se_abs").asDouble();
        assertThat(result.units()).isEqualTo(expected.get("n_units").asInt());
        assertThat(result.cells()).hasSameSizeAs(expected.get("att_gt"));
        double critical = Bands.pointwise(result.config().alp());
        for (int i = 0; i < result.cells().size(); i++) {
            CellResult cell = result.cells().get(i);
            JsonNode row = expected.get("att_gt").get(i);
            String what = "%s, group %d, time %d".formatted(name, cell.group(), cell.time());
            assertThat(cell.group()).as(what).isEqualTo(row.get("group").asLong());
            assertThat(cell.time()).as(what).isEqualTo(row.get("time").asLong());
            near(what + " att", cell.effect(), row.get("att"), tolerance);
            near(what + " se", cell.se(), row.get("se"), errorTolerance);
            if (!Double.isNaN(cell.se())) {
                double t = cell.effect() / cell.se();
                assertThat(t)
                        .as(what + " t")
                        .isCloseTo(DidCalls.number(row.get("t_stat")), within(1e-6 * (1 + Math.abs(t))));
                near(what + " p", Normal.twoSided(t), row.get("p_value"), 1e-7);
                near(what + " low", cell.effect() - critical * cell.se(), row.get("conf_low"), 1e-7);
                near(what + " high", cell.effect() + critical * cell.se(), row.get("conf_high"), 1e-7);
            }
        }
        checkCovariance(result, expected.get("V"));
        checkTest(result, expected.get("wald"));
    }

    private static void checkCovariance(DidResult result, JsonNode expected) {
        Spread spread = result.spread();
        assertThat(spread).isNotNull();
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.size(); j++) {
                double value = DidCalls.number(expected.get(i).get(j));
                if (!Double.isNaN(value)) {
                    double scale =
                            Math.sqrt(
                                    DidCalls.number(expected.get(i).get(i)) * DidCalls.number(expected.get(j).get(j)));
                    assertThat(spread.covariance().get(i, j))
                            .as("V[%d][%d]", i, j)
                            .isCloseTo(value, within(1e-8 * (1 + scale)));
                }
            }
        }
    }

    private static void checkTest(DidResult result, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(result.wald().statistic()).isNaN();
            assertThat(result.wald().reason()).isNotNull();
            return;
        }
        double statistic = expected.get("statistic").asDouble();
        assertThat(result.wald().statistic()).isCloseTo(statistic, within(1e-6 * statistic));
        assertThat(result.wald().degrees()).isEqualTo(expected.get("df").asInt());
        double p = expected.get("p_value").asDouble();
        assertThat(result.wald().p()).isCloseTo(p, within(1e-6 * p + 1e-12));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void warnsAsTheReferenceDoes(String name) {
        JsonNode golden = Tables.golden(name);
        List<DidWarning> warnings = calls.golden(name).warnings();
        JsonNode expected = golden.at("/expected/warnings");
        var codes = new ArrayList<String>();
        expected.forEach(warning -> codes.add(warning.get("code").asText()));
        assertThat(warnings).extracting(DidWarning::code).containsExactlyElementsOf(codes);
        for (int i = 0; i < codes.size(); i++) {
            if (expected.get(i).has("group")) {
                assertThat(warnings.get(i).group()).isEqualTo(expected.get(i).get("group").asLong());
                assertThat(warnings.get(i).time()).isEqualTo(expected.get(i).get("time").asLong());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void sumsUpAsTheReferenceDoesInProcessAndFromJson(String name) {
        JsonNode golden = Tables.golden(name);
        DidResult result = calls.golden(name);
        DidResult read = ResultReader.read(ResultJson.of(result, true).toString());
        assertThat(read).isEqualTo(result);
        for (JsonNode expected : golden.at("/expected/aggregates")) {
            AggregationRequest request = AggregationRequest.parse(expected.get("request").toString());
            if (expected.has("error")) {
                assertThatThrownBy(() -> Did.aggregate(result, request))
                        .hasMessageContaining(expected.get("error").asText());
                continue;
            }
            Aggregate aggregate = Did.aggregate(result, request);
            assertThat(Did.aggregate(read, request)).isEqualTo(aggregate);
            check(name + " " + expected.get("request"), aggregate, expected);
        }
    }

    private static void check(String what, Aggregate aggregate, JsonNode expected) {
        AggregateRow overall = aggregate.rows().getFirst();
        assertThat(overall.key()).isNull();
        near(what + " att", overall.effect(), expected.get("overall_att"), 1e-8);
        near(what + " se", overall.se(), expected.get("overall_se"), 1e-8);
        List<AggregateRow> rows = aggregate.rows().subList(1, aggregate.rows().size());
        JsonNode expectedRows = expected.path("rows");
        assertThat(rows).as(what).hasSize(expectedRows.size());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = expectedRows.get(i);
            assertThat(rows.get(i).key()).as(what).isEqualTo(row.get("key").asLong());
            near(what + " att " + row.get("key"), rows.get(i).effect(), row.get("att"), 1e-8);
            near(what + " se " + row.get("key"), rows.get(i).se(), row.get("se"), 1e-8);
        }
    }
}
