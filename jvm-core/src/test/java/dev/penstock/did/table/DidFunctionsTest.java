package dev.penstock.did.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.Frame;
import dev.penstock.did.DidCalls;
import dev.penstock.did.Tables;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidFunctionsTest {
    private static final String COUNTIES = "mpdta_dr_never_varying_lpop";

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    private static ConfiguredFunction<?> function(String name, String... namesAndTexts) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            settings.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return FunctionRegistry.load(DidFunctionsTest.class.getClassLoader()).configure(name, settings);
    }

    private Rows call(ConfiguredFunction<?> function, @Nullable Tables input) {
        if (input == null) {
            Rows rows = Rows.of(function.apply(List.of(), calls.context(2)));
            assertThat(rows.schema()).isEqualTo(function.bind(List.of()));
            return rows;
        }
        try (Frame frame = calls.frame(input, 500)) {
            Rows rows = Rows.of(function.apply(List.of(frame.stream()), calls.context(2)));
            assertThat(rows.schema()).isEqualTo(function.bind(List.of(input.schema())));
            return rows;
        }
    }

    private static String config(String name, Object... changes) {
        return DidCalls.config(name, changes).toJson().toString();
    }

    private String result(String name, Object... changes) {
        Rows rows =
                call(function("did_att_gt", "config", config(name, changes), "output", "result"), DidCalls.table(name));
        assertThat(rows.rows()).hasSize(1);
        return (String) rows.rows().getFirst().getFirst();
    }

    @Test
    void answersARowForEachCell() {
        Rows rows = call(function("did_att_gt", "config", config(COUNTIES)), DidCalls.table(COUNTIES));
        assertThat(rows.schema().names())
                .startsWith("group", "time", "att", "se", "t_stat", "p_value", "conf_low", "conf_high")
                .endsWith("n_treated", "n_control", "status");
        assertThat(rows.rows()).hasSize(12);
        List<?> last = rows.rows().getLast();
        assertThat(last.get(0)).isEqualTo(2007L);
        assertThat(last.get(1)).isEqualTo(2007L);
        assertThat((double) last.get(2)).isCloseTo(-0.0287814, within(1e-7));
        assertThat((double) last.get(3)).isCloseTo(0.0162390, within(1e-7));
        assertThat((double) last.get(10)).isCloseTo(1.959963984540054, within(1e-12));
        assertThat(last.get(6)).isEqualTo(last.get(11));
        assertThat(last.subList(8, 10)).isEqualTo(List.of(2006L, true));
        assertThat(last.subList(13, 16)).isEqualTo(List.of(131L, 309L, "ok"));
    }

    @Test
    void aReferenceCellHasAnEffectOfNoughtAndNoError() {
        String name = "gaps_dr_notyet_universal";
        Rows rows = call(function("did_att_gt", "config", config(name)), DidCalls.table(name));
        assertThat(rows.rows().getFirst())
                .containsExactly(
                        2003L,
                        2001L,
                        0.0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        2001L,
                        false,
                        null,
                        null,
                        null,
                        0L,
                        0L,
                        "reference");
    }

    @Test
    void aCellThatCannotBeEstimatedIsNullAndSaysWhy() {
        String name = "degenerate_collinear";
        Rows rows = call(function("did_att_gt", "config", config(name)), DidCalls.table(name));
        assertThat(rows.rows())
                .hasSize(8)
                .allSatisfy(row -> {
                    assertThat(row.subList(2, 8)).containsOnlyNulls();
                    assertThat(row.getLast()).isEqualTo("DID-W08");
                });
    }

    @Test
    void theResultGoesWithEachRowOnRequest() {
        String settings = config(COUNTIES, "bstrap", true, "cband", true, "seed", 5);
        Rows rows =
                call(
                        function("did_att_gt", "config", settings, "output", "cells_with_result"),
                        DidCalls.table(COUNTIES));
        String json = (String) rows.rows().getFirst().getLast();
        assertThat(rows.rows()).allSatisfy(row -> assertThat(row.getLast()).isEqualTo(json));
        Rows again = call(function("did_result", "result_json", json), null);
        for (int i = 0; i < again.rows().size(); i++) {
            assertThat(again.rows().get(i)).isEqualTo(rows.rows().get(i).subList(0, 16));
        }
    }

    @Test
    void aStoredResultTellsItsTestAndWarnings() {
        String json = result("panel_dr_cluster");
        List<?> wald = call(function("did_result", "result_json", json, "output", "wald"), null).rows().getFirst();
        assertThat((double) wald.get(0)).isCloseTo(5.81248041837785, within(1e-6));
        assertThat(wald.get(1)).isEqualTo(9L);
        assertThat(wald.get(3)).isNull();
        Rows warnings = call(function("did_result", "result_json", json, "output", "warnings"), null);
        assertThat(warnings.rows()).hasSize(1);
        assertThat(warnings.rows().getFirst().getFirst()).isEqualTo("DID-W02");
        assertThat(warnings.rows().getFirst().getLast()).isEqualTo(17L);
        String none = result("two_period_dr");
        List<?> no = call(function("did_result", "result_json", none, "output", "wald"), null).rows().getFirst();
        assertThat(no.subList(0, 3)).containsOnlyNulls();
        assertThat((String) no.get(3)).contains("before treatment");
    }

    @Test
    void aSummaryHasItsOverallEffectFirst() {
        String json = result(COUNTIES);
        Rows rows = call(function("did_aggregate", "result_json", json, "request", "{\"type\": \"event\"}"), null);
        assertThat(rows.schema().names().subList(0, 13))
                .containsExactly(
                        "type",
                        "term",
                        "key",
                        "att",
                        "se",
                        "t_stat",
                        "p_value",
                        "conf_low",
                        "conf_high",
                        "crit_val",
                        "point_conf_low",
                        "point_conf_high",
                        "overall");
        assertThat(rows.rows()).hasSize(8);
        List<?> overall = rows.rows().getFirst();
        assertThat(overall.subList(0, 2)).isEqualTo(List.of("dynamic", "ATT"));
        assertThat(overall.get(2)).isNull();
        assertThat((double) overall.get(3)).isCloseTo(-0.0803539, within(1e-7));
        assertThat((double) overall.get(4)).isCloseTo(0.0189576, within(1e-7));
        assertThat(overall.get(12)).isEqualTo(true);
        assertThat(rows.rows().get(1).subList(1, 3)).isEqualTo(List.of("ATT(-3)", -3L));
        assertThat(rows.rows().get(1).get(12)).isEqualTo(false);
        Rows simple = call(function("did_aggregate", "result_json", json, "request", "{\"type\": \"overall\"}"), null);
        assertThat(simple.rows()).hasSize(1);
    }

    @Test
    void effectsCanBeDrawnAsPoints() {
        String json = result(COUNTIES);
        Rows cells = call(function("did_result", "result_json", json, "output", "plot"), null);
        assertThat(cells.rows()).hasSize(12);
        assertThat(cells.rows().getFirst().subList(0, 3)).isEqualTo(List.of("ATT(2004,2004)", 2004L, 2004L));
        Rows events =
                call(
                        function(
                                "did_aggregate",
                                "result_json",
                                json,
                                "request",
                                "{\"type\": \"dynamic\"}",
                                "output",
                                "plot"),
                        null);
        assertThat(events.rows()).extracting(row -> row.get(1)).containsExactly(null, -3L, -2L, -1L, 0L, 1L, 2L, 3L);
        assertThat(events.rows())
                .extracting(List::getLast)
                .containsExactly(true, false, false, false, true, true, true, true);
    }

    @Test
    void aWindowByCalendarTimeIsWarnedOf() {
        Rows warnings =
                call(
                        function(
                                "did_aggregate",
                                "result_json",
                                result(COUNTIES),
                                "request",
                                "{\"type\": \"calendar\", \"min_e\": 1}",
                                "output",
                                "warnings"),
                        null);
        assertThat(warnings.rows()).extracting(row -> row.getFirst()).containsExactly("DID-W13");
    }

    @Test
    void theTableOfAResultIsKnownInAnyOrderAndNoOtherOne() {
        for (String name : List.of(COUNTIES, "rcs_dr_weights_cluster", "unbalanced_dr_allowed_weights_cluster")) {
            Tables table = DidCalls.table(name);
            var shuffled = new ArrayList<>(table.rows());
            Collections.shuffle(shuffled, new Random(20260101));
            ConfiguredFunction<?> aggregate =
                    function("did_aggregate", "result_json", result(name), "request", "{\"type\": \"group\"}");
            assertThat(call(aggregate, new Tables(table.schema(), shuffled)).rows())
                    .isEqualTo(call(aggregate, null).rows());
            Tables other = new Tables(table.schema(), table.rows().subList(0, table.rows().size() - 10));
            refuses(() -> call(aggregate, other), ErrorCode.CONFIG, "[DID-E44]");
        }
    }

    private static void refuses(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call)
                .hasMessageContaining(text)
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "did_att_gt | {} | E05",
                "did_att_gt | {\"yname\": \"lemp\", \"tname\": \"year\", \"idname\": \"countyreal\"} | E05",
                "did_att_gt | {\"yname\": | E01"
            })
    void refusesSettingsThatDoNotFit(String name, String config, String code) {
        refuses(
                () -> function(name, "config", config).bind(List.of(Tables.read("mpdta.csv").schema())),
                ErrorCode.CONFIG,
                "[DID-" + code + "]");
    }

    @Test
    void refusesResultsThatItDoesNotRead() {
        String json = result(COUNTIES);
        String request = "{\"type\": \"group\"}";
        String newer = json.replace("\"version\":\"1.0\"", "\"version\":\"1.7\",\"more\":[1]");
        assertThat(newer).isNotEqualTo(json);
        assertThat(call(function("did_aggregate", "result_json", newer, "request", request), null).rows())
                .isEqualTo(call(function("did_aggregate", "result_json", json, "request", request), null).rows());
        String setting = newer.replace("\"config\":{", "\"config\":{\"a_later_setting\":3,");
        assertThat(call(function("did_result", "result_json", setting), null).rows()).hasSize(12);
        String other = json.replace("\"version\":\"1.0\"", "\"version\":\"2.0\"");
        refuses(() -> call(function("did_result", "result_json", other), null), ErrorCode.CONFIG, "[DID-E03]");
        for (String broken :
                List.of(
                        "",
                        "[]",
                        "{}",
                        json.substring(0, 200),
                        json.replace("\"cells\"", "\"cell\""),
                        json.replace("\"s\":[", "\"s\":[1,"))) {
            refuses(() -> call(function("did_result", "result_json", broken), null), ErrorCode.CONFIG, "[DID-E01]");
        }
    }

    @Test
    void refusesSummariesThatNobodyCanMake() {
        String none = result(COUNTIES, "compute_inffunc", false);
        assertThat(call(function("did_result", "result_json", none), null).rows())
                .allSatisfy(row -> assertThat(row.get(3)).isNull());
        String group = "{\"type\": \"group\"}";
        refuses(
                () -> call(function("did_aggregate", "result_json", none, "request", group), null),
                ErrorCode.COMPUTE,
                "[DID-E40]");
        String collinear = result("degenerate_collinear");
        refuses(
                () -> call(function("did_aggregate", "result_json", collinear, "request", group), null),
                ErrorCode.COMPUTE,
                "8 of 8 cells are null (first: group 3, time 2, DID-W08)");
        String far = "{\"type\": \"dynamic\", \"min_e\": 50}";
        refuses(
                () -> call(function("did_aggregate", "result_json", result(COUNTIES), "request", far), null),
                ErrorCode.COMPUTE,
                "[DID-E43]");
        refuses(
                () -> function("did_aggregate", "result_json", none, "request", "{\"type\": \"all\"}").bind(List.of()),
                ErrorCode.CONFIG,
                "[DID-E03]");
        refuses(() -> function("did_aggregate", "request", group), ErrorCode.CONFIG, "[DID-E05]");
    }

    @Test
    void aCancelledQueryStops() {
        var cancellation = new Cancellation();
        cancellation.cancel();
        ConfiguredFunction<?> function = function("did_att_gt", "config", config(COUNTIES));
        try (Frame frame = calls.frame(DidCalls.table(COUNTIES), 500)) {
            refuses(
                    () ->
                            function.apply(
                                    List.of(frame.stream()), new FunctionContext(memory.allocator(), 2, cancellation)),
                    ErrorCode.CANCELLED,
                    "cancelled");
        }
    }
}
