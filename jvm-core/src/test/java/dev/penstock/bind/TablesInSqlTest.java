package dev.penstock.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesInSqlTest {
    private static final FunctionRegistry FUNCTIONS = FunctionRegistry.load(TablesInSqlTest.class.getClassLoader());

    private static final Plan FRAME = new Plan.InMemory("7");

    private static TablesInSql.Found take(String text) {
        return TablesInSql.take(new Plan.Sql(text, Map.of("t", FRAME)), FUNCTIONS);
    }

    private static Plan.TableCall call(TablesInSql.Found found, String name) {
        return (Plan.TableCall) found.sql().tables().get(name);
    }

    private static String input(Plan.TableCall call, int index) {
        return ((Plan.Sql) call.inputs().get(index)).text();
    }

    @Test
    void takesACallOutOfTheText() {
        TablesInSql.Found found =
                take("SELECT * FROM did_att_gt((SELECT a, (b) FROM t), '{\"yname\": \"it''s\"}') AS x");
        assertThat(found.sql().text()).isEqualTo("SELECT * FROM penstock_call_1 AS x");
        Plan.TableCall call = call(found, "penstock_call_1");
        assertThat(call.function()).isEqualTo("did_att_gt");
        assertThat(call.config().toString()).isEqualTo("{\"config\":\"{\\\"yname\\\": \\\"it's\\\"}\"}");
        assertThat(input(call, 0)).isEqualTo("SELECT a, (b) FROM t");
        assertThat(found.places()).containsEntry("penstock_call_1", "line 1, column 15");
    }

    @Test
    void takesNamesAndSeveralCalls() {
        TablesInSql.Found found =
                take("SELECT *\nFROM DID_PANEL_INFO(s.\"T\", $$x$$), did_panel_info(t, $c$'$c$) JOIN did_columns('y')");
        assertThat(found.sql().text())
                .isEqualTo("SELECT *\nFROM penstock_call_1, penstock_call_2 JOIN penstock_call_3");
        assertThat(input(call(found, "penstock_call_1"), 0)).isEqualTo("SELECT * FROM s.\"T\"");
        assertThat(call(found, "penstock_call_2").config().get("config").asText()).isEqualTo("'");
        assertThat(call(found, "penstock_call_3").inputs()).isEmpty();
        assertThat(found.places()).containsEntry("penstock_call_2", "line 2, column 36");
    }

    @Test
    void letsQueriesSeeTheCommonTableExpressionsBeforeThem() {
        TablesInSql.Found found =
                take(
                        "WITH a(x) AS (SELECT 1), b AS MATERIALIZED (SELECT * FROM did_columns('c')), c AS (SELECT *"
                                + " FROM did_panel_info((FROM a), '{}')) SELECT * FROM did_panel_info(c, '{}')");
        assertThat(input(call(found, "penstock_call_2"), 0))
                .isEqualTo(
                        "WITH a(x) AS (SELECT 1), b AS MATERIALIZED (SELECT * FROM penstock_call_1) SELECT * FROM (FROM"
                                + " a\n)");
        assertThat(input(call(found, "penstock_call_3"), 0))
                .endsWith("c AS (SELECT * FROM penstock_call_2) SELECT * FROM (SELECT * FROM c\n)");
    }

    @Test
    void readsTextsFromParameters() {
        var text = new Expr.Literal(Types.UTF8, "{}", false);
        var number = new Expr.Literal(Types.INT64, 3L, false);
        TablesInSql.Found found =
                TablesInSql.take(
                        new Plan.Sql(
                                "SELECT $n FROM did_panel_info((SELECT * FROM t WHERE x > $m), $c)",
                                Map.of("t", FRAME),
                                Map.of("c", text, "n", number, "m", number)),
                        FUNCTIONS);
        assertThat(call(found, "penstock_call_1").config().get("config").asText()).isEqualTo("{}");
        assertThat(found.sql().parameters()).containsOnlyKeys("n");
        assertThat(((Plan.Sql) call(found, "penstock_call_1").inputs().getFirst()).parameters()).containsOnlyKeys("m");
    }

    @Test
    void readsSettingsOfOtherFunctionsFromAnObject() {
        assertThat(
                        call(
                                        take("FROM benefits.eligibility_flags(t, '{\"as_of\": \"2025-01-01\"}')"),
                                        "penstock_call_1")
                                .config()
                                .get("as_of")
                                .asText())
                .isEqualTo("2025-01-01");
        assertThat(call(take("FROM benefits.regulatory_limits()"), "penstock_call_1").config()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT did_att_gt(t, '{}') FROM t",
                "SELECT 'FROM did_att_gt(t)' FROM t -- FROM did_att_gt(t, '{}')",
                "SELECT * /* FROM did_att_gt(t, '{}') */ FROM \"did_att_gt\"",
                "SELECT * FROM did_att_gt",
                "SELECT * FROM unknown(t, '{}')",
                "SELECT * FROM did_att_gt(t, '{}'",
                "WITH x AS (SELECT",
                "SELECT 'not closed FROM did_att_gt(t)",
                "$",
                ""
            })
    void leavesAllElseAsItIs(String text) {
        TablesInSql.Found found = take(text);
        assertThat(found.sql()).isEqualTo(new Plan.Sql(text, Map.of("t", FRAME)));
        assertThat(found.places()).isEmpty();
    }

    @Test
    void refusesArgumentsThatAreNeitherTablesNorTexts() {
        assertThatThrownBy(() -> take("SELECT *\nFROM did_att_gt(1 + 2, '{}')"))
                .isInstanceOf(PenstockException.class)
                .hasMessage("argument 1 of did_att_gt at line 2, column 6 is neither a table nor text");
        assertThatThrownBy(() -> take("FROM did_panel_info(t, '{}', 'b')"))
                .hasMessage("did_panel_info at line 1, column 6 has 2 texts");
        assertThatThrownBy(() -> take("FROM benefits.eligibility_flags(t, '[1]')"))
                .hasMessage("the settings of benefits.eligibility_flags at line 1, column 6 are no JSON object");
        assertThatThrownBy(() -> take("FROM benefits.eligibility_flags(t, '{')"))
                .hasMessageStartingWith("the settings of benefits.eligibility_flags at line 1, column 6 are no JSON: ");
    }

    @Test
    void findsANameThatNobodyHas() {
        TablesInSql.Found found = take("SELECT penstock_call_1 FROM did_columns('{}')");
        assertThat(found.sql().text()).isEqualTo("SELECT penstock_call_1 FROM penstock_call_1_");
        assertThat(found.sql().tables().keySet()).containsAll(List.of("penstock_call_1_", "t"));
    }
}
