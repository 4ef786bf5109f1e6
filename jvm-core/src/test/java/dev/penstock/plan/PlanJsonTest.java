package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.RandomPlans;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanJsonTest {
    private static final String FILTER =
            """
            {"ir": 1, "plan": {"kind": "Filter", "input": {"kind": "InMemory", "handle": "1"},
             "predicate": {"kind": "Column", "name": "ok"}, "negated": false}}\
            """;

    @Test
    void everyPlanComesBackAsItWas() {
        for (int seed = 0; seed < 5_000; seed++) {
            Plan plan = new RandomPlans(new Random(seed)).plan(1 + seed % 4);
            assertThat(PlanJson.parse(PlanJson.print(plan))).as("seed %d", seed).isEqualTo(plan);
        }
    }

    @Test
    void everyExpressionComesBackAsItWas() {
        for (int seed = 0; seed < 5_000; seed++) {
            Expr expression = new RandomPlans(new Random(seed)).expression(1 + seed % 4);
            assertThat(PlanJson.parseExpression(PlanJson.print(expression))).as("seed %d", seed).isEqualTo(expression);
        }
    }

    @Test
    void theRandomPlansHaveEveryKindOfNodeAndEveryFunction() {
        var seen = new HashSet<Class<?>>();
        var functions = new HashSet<Function>();
        for (int seed = 0; seed < 5_000; seed++) {
            see(new RandomPlans(new Random(seed)).plan(1 + seed % 4), seen, functions);
        }
        assertThat(seen).contains(Plan.class.getPermittedSubclasses());
        assertThat(seen).contains(Expr.class.getPermittedSubclasses());
        assertThat(seen).contains(Selector.class.getPermittedSubclasses());
        assertThat(functions).containsAll(Functions.all());
    }

    private static void see(Object node, Set<Class<?>> seen, Set<Function> functions) {
        seen.add(node.getClass());
        switch (node) {
            case Plan plan -> {
                plan.inputs().forEach(input -> see(input, seen, functions));
                plan.expressions().forEach(expression -> see(expression, seen, functions));
            }
            case Expr.Columns(Selector selector) -> see(selector, seen, functions);
            case Expr expression -> {
                if (expression instanceof Expr.Call call) {
                    functions.add(call.function());
                }
                expression.children().forEach(child -> see(child, seen, functions));
            }
            case Selector.Not(Selector inner) -> see(inner, seen, functions);
            case Selector.Or(Selector left, Selector right) ->
                    List.of(left, right).forEach(s -> see(s, seen, functions));
            case Selector.And(Selector left, Selector right) ->
                    List.of(left, right).forEach(s -> see(s, seen, functions));
            default -> {}
        }
    }

    @Test
    void membersMayComeInAnyOrderAndUnknownOnesAreSkipped() {
        Plan plan =
                PlanJson.parse(
                        """
                        {"plan": {"negated": false, "colour": {"deep": [1, 2]}, "predicate": {"name": "ok", "kind": "Column", "x": 1},
                         "input": {"handle": "1", "kind": "InMemory"}, "kind": "Filter"}, "ir": 1, "made_by": "a newer writer"}\
                        """);
        assertThat(plan).isEqualTo(PlanJson.parse(FILTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ir\": 2, \"plan\": {}}",
                "{\"ir\": 0, \"plan\": {}}",
                "{\"plan\": {}}",
                "{\"ir\": \"1\", \"plan\": {}}"
            })
    void aVersionThatIsNotKnownIsRefused(String json) {
        assertRefused(json, ErrorCode.PLAN_VERSION, "the newest known is 1");
    }

    @Test
    void aFeatureThatIsNotKnownIsRefused() {
        assertRefused(
                "{\"ir\": 1, \"features\": [\"teleport\"], \"plan\": {}}", ErrorCode.PLAN_VERSION, "\"teleport\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InMemory | Imnemory | plan node",
                "Column | Colum | expression",
            })
    void aKindThatIsNotKnownIsRefused(String known, String unknown, String family) {
        assertRefused(
                FILTER.replace(known, unknown),
                ErrorCode.PLAN_VERSION,
                "unknown kind of " + family + " \"" + unknown + "\"");
    }

    @Test
    void aSelectorThatIsNotKnownIsRefused() {
        String json =
                FILTER.replace(
                        "\"kind\": \"Column\", \"name\": \"ok\"",
                        "\"kind\": \"Columns\", \"selector\": {\"kind\": \"Some\"}");
        assertRefused(json, ErrorCode.PLAN_VERSION, "unknown kind of selector");
    }

    @Test
    void aFunctionThatIsNotKnownIsRefusedWithTheNearestNames() {
        String json = "{\"kind\": \"Call\", \"function\": \"str.contain\", \"arguments\": []}";
        assertThatThrownBy(() -> PlanJson.parseExpression(json))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATION);
                            assertThat(e.hint()).contains("str.contains");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "false}}                    | false}                      | at line 2",
                "\"negated\": false         | \"negated\": fals           | at line 2, column 60",
                "\"negated\": false         | \"negated\": \"no\"         | plan.negated must be a boolean, not \"no\"",
                ", \"negated\": false       | ``                          | plan lacks \"negated\"",
                "\"handle\": \"1\"          | \"handle\": 1               | plan.input.handle must be a string, not 1",
                "\"handle\": \"1\"          | \"handle\": null            | plan.input lacks \"handle\"",
                "\"kind\": \"InMemory\"     | \"kind\": \"InMemory\", \"kind\": \"Stream\" | the member \"kind\" comes"
                        + " twice",
                "\"predicate\": {           | \"predicate\": [], \"p\": { | plan.predicate must be an object, not an"
                        + " array",
                "\"ir\": 1                  | \"ir\": 1, \"plan\": 7      | the member \"plan\" comes twice",
                "false}}                    | false}} tail                | not JSON",
            })
    void whatDoesNotFitIsRefusedWithItsPlace(String from, String to, String message) {
        assertThat(FILTER).contains(from);
        assertRefused(FILTER.replace(from, to), ErrorCode.CONFIG, message);
    }

    @Test
    void anEmptyTextIsRefused() {
        assertRefused("", ErrorCode.CONFIG, "the document must be an object");
        assertRefused("[]", ErrorCode.CONFIG, "the document must be an object");
        assertRefused("{\"ir\": 1}", ErrorCode.CONFIG, "the document lacks \"plan\"");
    }

    @Test
    void anEnumThatIsNotKnownIsRefusedWithTheNearestNames() {
        String json = "{\"ir\": 1, \"plan\": {\"kind\": \"Concat\", \"inputs\": [], \"how\": \"verticl\"}}";
        assertThatThrownBy(() -> PlanJson.parse(json))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.CONFIG);
                            assertThat(e).hasMessageContaining("plan.how");
                            assertThat(e.hint()).contains("\"vertical\"");
                        });
    }

    @Test
    void placesCountElements() {
        String json =
                """
                {"kind": "Call", "function": "add", "arguments": [{"kind": "Column", "name": "a"},
                 {"kind": "Call", "function": "abs", "arguments": [{"kind": "Column"}]}]}\
                """;
        assertThatThrownBy(() -> PlanJson.parseExpression(json))
                .hasMessage("expression.arguments[1].arguments[0] lacks \"name\"");
    }

    @Test
    void equalPlansHaveEqualHashesAndOthersHaveNot() {
        Plan plan = PlanJson.parse(FILTER);
        assertThat(PlanHash.of(plan)).hasSize(64).isEqualTo(PlanHash.of(PlanJson.parse(PlanJson.print(plan))));
        assertThat(PlanHash.of(plan)).isNotEqualTo(PlanHash.of(PlanJson.parse(FILTER.replace("\"ok\"", "\"no\""))));
        Set<String> hashes = new HashSet<>();
        Set<Plan> plans = new HashSet<>();
        for (int seed = 0; seed < 500; seed++) {
            Plan random = new RandomPlans(new Random(seed)).plan(3);
            plans.add(random);
            hashes.add(PlanHash.of(random));
        }
        assertThat(hashes).hasSameSizeAs(plans);
    }

    /// The hash is a key of caches that outlive a process, so it may change only with the version.
    @Test
    void theHashStaysAsItIs() {
        assertThat(PlanHash.of(PlanJson.parse(FILTER)))
                .isEqualTo("5e69ceb98b5a8f8a16cbd97810aa9acb7c800ad50a1c1c99506a802d654bad33");
    }

    static void assertRefused(String json, ErrorCode code, String message) {
        assertThatThrownBy(() -> PlanJson.parse(json))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).as(Arrays.toString(e.getStackTrace())).isEqualTo(code);
                            assertThat(e).hasMessageContaining(message);
                        });
    }
}
