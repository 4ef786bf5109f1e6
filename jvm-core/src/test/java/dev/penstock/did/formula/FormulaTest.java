package dev.penstock.did.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.PenstockException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static String terms(String text) {
        return Formula.parse(text).terms().stream().map(Term::toString).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~ x1 + x2 | x1, x2",
                "x1 | x1",
                "~x+x | x",
                "~ 1 + x | x",
                "~ a*b | a, b, a:b",
                "~ a*b + c | a, b, c, a:b",
                "~ b:a + a:b | b:a",
                "~ a*b*c | a, b, c, a:b, a:c, b:c, a:b:c",
                "~ (a + b):c | a:c, b:c",
                "~ a:a | a",
                "~ I(x^2) + log(x + 1) | I(x^2), log(x + 1)",
                "~ I(-x^2*3/(y-1.5e-3)) | I(-x^2 * 3 / (y - 1.5e-3))",
                "~ log + exp:I | log, exp:I",
                "~ `a b` + `log`:`c``d` | ",
                "~ ä_ö.1 | ä_ö.1"
            })
    void readsTerms(String text, String expected) {
        if (expected == null) {
            assertThatThrownBy(() -> terms(text)).isInstanceOf(PenstockException.class);
        } else {
            assertThat(terms(text)).isEqualTo(expected);
        }
    }

    @Test
    void isTheInterceptAloneWithoutTerms() {
        assertThat(Formula.parse(null).terms()).isEmpty();
        assertThat(Formula.parse("~ 1").terms()).isEmpty();
    }

    @Test
    void takesAnyNameInBackticks() {
        assertThat(Formula.parse("~ `a b` + I(`x\\`+y\\\\`)").columns()).containsExactly("a b", "x`+y\\");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x1 + ) | unexpected ')' at character 6",
                "x1 + | unexpected end at character 5",
                "x1 x2 | unexpected 'x2' at character 4",
                "x1^2 | '^' outside of I() at character 3",
                "x1/x2 | '/' outside of I() at character 3",
                "x1 - 1 | unexpected '-' at character 4",
                "0 + x1 | unexpected '0' (the intercept stays) at character 1",
                "sin(x) | unknown function 'sin' at character 1",
                "log(x | unexpected end at character 6",
                "I() | unexpected ')' at character 3",
                "`x | a name in backticks that does not end at character 1",
                "x$y | unexpected '$' at character 2",
                "x, y | unexpected ',' at character 2",
                "y ~~ x | unexpected"
            })
    void saysWhereItGoesWrong(String text, String message) {
        assertThatThrownBy(() -> Formula.parse(text.replace("~~", "~")))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        error -> {
                            assertThat(error).hasMessageStartingWith("[DID-E24] xformla: " + message);
                            assertThat(error.reference()).isEqualTo("DID-E24");
                            assertThat(error.expression()).isEqualTo("/xformla");
                        });
    }

    @Test
    void hasLimits() {
        assertThatThrownBy(() -> Formula.parse("~ " + "(".repeat(200) + "x" + ")".repeat(200)))
                .hasMessageContaining("parentheses too deep");
        String names = IntStream.range(0, 20).mapToObj(i -> "x" + i).collect(Collectors.joining(" * "));
        assertThatThrownBy(() -> Formula.parse(names)).hasMessageContaining("more than 1000 terms");
        assertThatThrownBy(() -> Formula.parse("x + ".repeat(4000) + "x"))
                .hasMessageContaining("more than 5000 names and signs");
    }
}
