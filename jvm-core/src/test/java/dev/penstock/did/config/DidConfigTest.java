package dev.penstock.did.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DidConfigTest {
    private static final String LEAST = "\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"id\", \"gname\": \"g\"";

    private static DidConfig with(String more) {
        return DidConfig.parse("{" + LEAST + (more.isEmpty() ? "" : ", " + more) + "}");
    }

    private static PenstockException refused(String json) {
        return catchThrowableOfType(PenstockException.class, () -> DidConfig.parse(json));
    }

    @Test
    void hasTheDefaultsOfR() {
        DidConfig config = with("");
        assertThat(config)
                .isEqualTo(
                        new DidConfig(
                                "y",
                                "t",
                                "id",
                                "g",
                                null,
                                null,
                                ControlGroup.NEVERTREATED,
                                0,
                                EstMethod.DR,
                                BasePeriod.VARYING,
                                true,
                                false,
                                null,
                                null,
                                List.of(),
                                0.05,
                                true,
                                1000,
                                true,
                                null,
                                BootstrapWeights.MAMMEN,
                                true,
                                ReturnInfluence.NONE,
                                0.995,
                                null));
    }

    @Test
    void takesAliases() {
        assertThat(
                        DidConfig.parse(
                                """
                                {"outcome": "y", "time": "t", "id": "id", "group": "g", "covariates": "~ x",
                                 "weights": "w", "cluster": ["c"], "confidence_level": 0.95}
                                """))
                .isEqualTo(
                        DidConfig.parse(
                                """
                                {"yname": "y", "tname": "t", "idname": "id", "gname": "g", "xformla": "~ x",
                                 "weightsname": "w", "clustervars": ["c"], "alp": 0.05}
                                """));
        assertThat(
                        DidConfig.parse(
                                        """
                                        {"yname": "y", "tname": "t", "idname": "id", "treatment": "d"}
                                        """)
                                .treatname())
                .isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"seed\": 9007199254740993, \"alp\": 0.1, \"threads\": 2",
                "\"xformla\": [\"x\", \"a b`\\\\c\"], \"fix_weights\": \"first_period\", \"weightsname\": \"w\"",
                "\"compute_inffunc\": false, \"clustervars\": [\"id\", \"c\"], \"base_period\": \"universal\""
            })
    void isTheSameWhenItsJsonIsRead(String more) {
        DidConfig config = with(more);
        assertThat(DidConfig.parse(config.toJson().toString())).isEqualTo(config);
    }

    @Test
    void leavesTheUnitOutOfTheClusters() {
        assertThat(with("\"clustervars\": [\"id\", \"c\", \"c\"]").clustervars()).containsExactly("c");
        assertThat(with("\"clustervars\": \"id\"").clustervars()).isEmpty();
    }

    @Test
    void hasNoBandWithoutDrawsAndNoDrawsWithoutInfluence() {
        assertThat(with("\"bstrap\": false").cband()).isFalse();
        assertThat(with("\"compute_inffunc\": false").bstrap()).isFalse();
    }

    @Test
    void makesAFormulaOfNames() {
        assertThat(with("\"xformla\": [\"x\", \"first.treat\"]").xformla()).isEqualTo("~ `x` + `first.treat`");
        assertThat(with("\"xformla\": []").xformla()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"contorl_group\": \"x\" | DID-E02 | unknown field 'contorl_group' | did you mean 'control_group'?"
                        + " | /contorl_group",
                "\"zzz\": 1 | DID-E02 | unknown field 'zzz' | the fields are 'yname', | /zzz",
                "\"outcome\": \"y\" | DID-E02 | 'yname' and 'outcome' are the same field | give one | /outcome",
                "\"outcome\": null | DID-E02 | 'yname' and 'outcome' are the same field | give one | /outcome",
                "\"treatname\": \"d\" | DID-E02 | both gname and treatname are given | leave one | /treatname",
                "\"control_group\": \"never\" | DID-E03 | control_group is 'never' | use 'nevertreated' or"
                        + " 'notyettreated' | /control_group",
                "\"control_group\": \"NeverTreated\" | DID-E03 | control_group is 'NeverTreated' | use |"
                        + " /control_group",
                "\"est_method\": 3 | DID-E03 | est_method is 3 | use 'dr' or 'ipw' or 'reg' | /est_method",
                "\"panel\": 1 | DID-E03 | panel is 1 | use true or false | /panel",
                "\"weights\": 1 | DID-E03 | weights is 1 | use a string | /weights",
                "\"clustervars\": [1] | DID-E03 | clustervars is [1] | use a list of strings | /clustervars",
                "\"alp\": 1.5 | DID-E04 | alp is 1.5 | it must lie strictly between 0 and 1 | /alp",
                "\"alp\": 0 | DID-E04 | alp is 0 | it must lie strictly between 0 and 1 | /alp",
                "\"confidence_level\": 95 | DID-E04 | confidence_level is 95 | strictly | /confidence_level",
                "\"anticipation\": -1 | DID-E04 | anticipation is -1 | whole number from 0 | /anticipation",
                "\"anticipation\": 0.5 | DID-E04 | anticipation is 0.5 | whole number | /anticipation",
                "\"biters\": 0 | DID-E04 | biters is 0 | whole number from 1 | /biters",
                "\"trim_level\": 0.5 | DID-E04 | trim_level is 0.5 | above 0.5 | /trim_level",
                "\"seed\": 9223372036854775808 | DID-E04 | seed is 9223372036854775808 | from | /seed",
                "\"seed\": \"1\" | DID-E04 | seed is '1' | whole number | /seed",
                "\"threads\": 0 | DID-E04 | threads is 0 | whole number from 1 | /threads",
                "\"clustervars\": [\"state\", \"county\"] | DID-E18 | clustervars has 'state','county' | one besides"
                        + " idname is allowed | /clustervars",
                "\"panel\": false, \"fix_weights\": \"base_period\" | DID-E19 | fix_weights is 'base_period' with"
                        + " panel=false | leave fix_weights out | /fix_weights"
            })
    void refusesWhatIsWrong(String more, String code, String message, String hint, String pointer) {
        PenstockException error = refused("{" + LEAST + ", " + more + "}");
        assertThat(error.reference()).isEqualTo(code);
        assertThat(error.code()).isEqualTo(ErrorCode.CONFIG);
        assertThat(error).hasMessageStartingWith("[" + code + "] " + message);
        assertThat(error.hint()).contains(hint);
        assertThat(error.expression()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"tname\": \"t\"} | DID-E05 | yname is missing",
                "{\"yname\": \"y\"} | DID-E05 | tname is missing",
                "{\"yname\": \"y\", \"tname\": \"t\", \"gname\": \"g\"} | DID-E05 | panel data need idname",
                "{\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"i\"} | DID-E05 | neither gname nor treatname is"
                        + " given",
                "{\"yname\": \"y\", \"tname\": \"t\", \"treatname\": \"d\", \"panel\": false} | DID-E05 | treatname"
                        + " needs panel data",
                "{\"yname\" \"y\"} | DID-E01 | config is not valid JSON at line 1 column 10: ",
                "[1] | DID-E01 | config is array",
                "{} {} | DID-E01 | config is not valid JSON",
                "{\"yname\": \"y\", \"yname\": \"z\"} | DID-E02 | config has a field twice: "
            })
    void refusesWhatIsNoConfig(String json, String code, String message) {
        PenstockException error = refused(json);
        assertThat(error.reference()).isEqualTo(code);
        assertThat(error).hasMessageStartingWith("[" + code + "] " + message);
        assertThat(error.hint()).isNotBlank();
    }

    @Test
    void refusesEmptyText() {
        assertThatThrownBy(() -> DidConfig.parse("")).hasMessage("[DID-E01] config is empty");
    }
}
