package dev.penstock.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensitiveTest {
    private final Sensitive columns = new Sensitive();

    @Test
    void knowsNothingAtFirst() {
        assertThat(columns.any()).isFalse();
        assertThat(columns.has("ssn")).isFalse();
        assertThat(columns.has("__1")).isFalse();
        assertThat(columns.mentioned("select ssn")).isFalse();
        assertThat(columns.known()).isEmpty();
    }

    @ParameterizedTest(name = "{0} hides {1}: {2}")
    @CsvSource({
        "ssn, ssn, true",
        "ssn, SSN, true",
        "SSN, ssn, true",
        "ssn, ssn2, false",
        "*_ssn, employee_ssn, true",
        "*_ssn, ssn, false",
        "ssn*, ssn, true",
        "a.b, axb, false",
        "a.*, a.b, true",
        "*, anything, true",
        "ssn, __0, true",
        "ssn, _0, false",
        "\\E*, \\Ex, true",
    })
    void goesByNames(String name, String column, boolean hidden) {
        columns.add(name);
        assertThat(columns.has(column)).isEqualTo(hidden);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"true, true", "1, true", "'', true", "false, false", "FALSE, false"})
    void seesTheMetadataOfFields(String value, boolean hidden) {
        columns.see("birth_date", Map.of(Sensitive.KEY, value));
        columns.see("other", Map.of("unit", "days"));
        assertThat(columns.has("birth_date")).isEqualTo(hidden);
        assertThat(columns.has("other")).isFalse();
    }

    @Test
    void takesAStarInMetadataForAName() {
        columns.see("*", Map.of(Sensitive.KEY, "true"));
        assertThat(columns.has("*")).isTrue();
        assertThat(columns.has("other")).isFalse();
    }

    @Test
    void showsOtherValues() {
        columns.add("ssn");
        assertThat(columns.shown("ssn", "1")).isEqualTo("•••");
        assertThat(columns.shown("a", "1")).isEqualTo("1");
    }

    @Test
    void findsNamesInSql() {
        columns.add("ssn");
        columns.add("first name");
        columns.add("pay*");
        assertThat(columns.mentioned("select SSN from t")).isTrue();
        assertThat(columns.mentioned("select \"First Name\" from t")).isTrue();
        assertThat(columns.mentioned("select t.payment from t")).isTrue();
        assertThat(columns.mentioned("select a from t")).isFalse();
    }

    @Test
    void leavesOutWhatMayBeAValue() {
        assertThat(Sensitive.withoutConstants("Could not convert string '12''3' to INT32 in column t1 at $1"))
                .isEqualTo("Could not convert string '•••' to INT32 in column t1 at $1");
        assertThat(Sensitive.withoutConstants("Type INT64 with value 300 or 2024-01-31 or 1.5 can't be cast"))
                .isEqualTo("Type INT64 with value ••• or ••• or ••• can't be cast");
    }
}
