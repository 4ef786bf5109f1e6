package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What table functions write columns with, and how they know their inputs.
class TableAnswersTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @Test
    void decimalsAreWrittenByTheirUnscaledValues() {
        Answer answer = Answer.of(new DataType.Decimal(128, 18, 2), 5);
        answer.setUnscaled(0, 1234);
        answer.setUnscaled(1, -1);
        answer.setUnscaled(2, 999_999_999_999_999_999L);
        answer.setUnscaled(4, 0);
        try (Column column = answer.toColumn(memory.allocator())) {
            assertThat(Rows.of(column))
                    .containsExactly(
                            new BigDecimal("12.34"),
                            new BigDecimal("-0.01"),
                            new BigDecimal("9999999999999999.99"),
                            null,
                            new BigDecimal("0.00"));
        }
    }

    @Test
    void decimalsThatDoNotFitAreRefused() {
        Answer answer = Answer.of(new DataType.Decimal(128, 18, 2), 1);
        for (long value : new long[] {1_000_000_000_000_000_000L, -1_000_000_000_000_000_000L, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> answer.setUnscaled(0, value))
                    .hasMessageContaining("which does not fit")
                    .extracting(e -> ((PenstockException) e).code())
                    .isEqualTo(ErrorCode.COMPUTE);
        }
        Answer wide = Answer.of(new DataType.Decimal(128, 38, 0), 1);
        wide.setUnscaled(0, Long.MIN_VALUE);
        try (Column column = wide.toColumn(memory.allocator())) {
            assertThat(Rows.of(column)).containsExactly(BigDecimal.valueOf(Long.MIN_VALUE));
        }
        assertThatThrownBy(() -> Answer.of(Types.INT64, 1).setUnscaled(0, 1)).hasMessageContaining("a decimal");
        assertThatThrownBy(() -> Answer.of(Types.NULL, 1))
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
    }

    @Test
    void inputsAreKnownByTheirNames() {
        NamedInputs inputs = NamedInputs.of("f", List.of("b", "c", "a"), List.of("a", "b"), List.of("c", "d"), 3);
        assertThat(inputs.get("a", List.of(1, 2, 3))).isEqualTo(3);
        assertThat(inputs.find("c", List.of(1, 2, 3))).isEqualTo(2);
        assertThat(inputs.find("d", List.of(1, 2, 3))).isNull();
        assertThat(inputs.has("d")).isFalse();
        assertThat(NamedInputs.of("f", null, List.of("a", "b"), List.of(), 2).names()).containsExactly("a", "b");
    }
}
