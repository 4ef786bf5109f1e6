package dev.penstock.benefits.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegulatoryLimitsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2018, 55000, 275000, 18500, 6000,",
        "2019, 56000, 280000, 19000, 6000,",
        "2020, 57000, 285000, 19500, 6500,",
        "2021, 58000, 290000, 19500, 6500,",
        "2022, 61000, 305000, 20500, 6500,",
        // A later edition of the source prints 333,000 for compensation, against its own row for SEPs.
        "2023, 66000, 330000, 22500, 7500,",
        "2024, 69000, 345000, 23000, 7500,",
        "2025, 70000, 350000, 23500, 7500, 11250",
        "2026, 72000, 360000, 24500, 8000, 11250",
    })
    void areThoseOfTheirSources(int year, long additions, long pay, long deferrals, long catchUp, Long higher) {
        RegulatoryLimits limits = PublishedLimits.get();
        assertThat(limits.cents(LimitCode.ANNUAL_ADDITIONS_415C, year)).isEqualTo(additions * 100);
        assertThat(limits.cents(LimitCode.COMPENSATION_401A17, year)).isEqualTo(pay * 100);
        assertThat(limits.cents(LimitCode.ELECTIVE_DEFERRALS_402G, year)).isEqualTo(deferrals * 100);
        assertThat(limits.cents(LimitCode.CATCH_UP_50, year)).isEqualTo(catchUp * 100);
        if (higher == null) {
            assertThatThrownBy(() -> limits.cents(LimitCode.CATCH_UP_60_63, year))
                    .hasMessageContaining("has it for the years 2025 to 2026");
        } else {
            assertThat(limits.cents(LimitCode.CATCH_UP_60_63, year)).isEqualTo(higher * 100);
        }
    }

    @Test
    void eachSaysWhereItWasReadAndFromWhenOn() {
        assertThat(PublishedLimits.get().all())
                .hasSize(9 * 4 + 2)
                .allSatisfy(limit -> {
                    assertThat(limit.source()).startsWith("IRC ").contains("IRS");
                    assertThat(limit.effectiveFrom()).isEqualTo(LocalDate.of(limit.year(), 1, 1));
                });
    }

    @ParameterizedTest
    @CsvSource({"2017", "2027"})
    void hasNoOtherYears(int year) {
        assertThatThrownBy(() -> PublishedLimits.get().cents(LimitCode.ANNUAL_ADDITIONS_415C, year))
                .hasMessageContaining("there is no limit ANNUAL_ADDITIONS_415C for " + year)
                .extracting(e -> ((PenstockException) e).code())
                .isEqualTo(ErrorCode.COMPUTE);
    }

    private FunctionContext context() {
        return new FunctionContext(memory.allocator(), 1, new Cancellation());
    }

    private Rows table() {
        var function =
                FunctionRegistry.load(getClass().getClassLoader())
                        .configure("benefits.regulatory_limits", JsonNodeFactory.instance.objectNode());
        assertThat(function.bind(List.of())).isEqualTo(LimitRows.SCHEMA);
        return Rows.of(function.apply(List.of(), context()));
    }

    @Test
    void whatTheTableSaysCanBeReadAgain() {
        Rows table = table();
        assertThat(table.rows().getFirst())
                .startsWith(2018L, "ANNUAL_ADDITIONS_415C", new BigDecimal("55000.00"))
                .endsWith(LocalDate.of(2018, 1, 1).toEpochDay(), "2026.1");
        try (Frame frame = memory.columns().frame(table.schema(), table.rows(), 7)) {
            assertThat(LimitRows.read(frame.stream(), context()).all()).isEqualTo(PublishedLimits.get().all());
        }
    }

    private RegulatoryLimits read(Object... row) {
        return readAll(List.of(Arrays.asList(row)));
    }

    private RegulatoryLimits readAll(List<? extends List<?>> rows) {
        Schema nullable =
                new Schema(LimitRows.SCHEMA.fields().stream().map(f -> Field.nullable(f.name(), f.type())).toList());
        try (Frame frame = memory.columns().frame(nullable, rows, 7)) {
            return LimitRows.read(frame.stream(), context());
        }
    }

    @Test
    void refusesTablesThatDoNotFit() {
        BigDecimal amount = new BigDecimal("1.00");
        assertThatThrownBy(() -> read(2030L, "HCE", amount, "s", 0L, "v"))
                .hasMessage("unknown code of a limit \"HCE\"");
        assertThatThrownBy(() -> read(2030L, "CATCH_UP_50", null, "s", 0L, "v")).hasMessage("a limit lacks its amount");
        assertThatThrownBy(() -> read(2030L, "CATCH_UP_50", amount.negate(), "s", 0L, "v"))
                .hasMessage("the limit CATCH_UP_50 of 2030 is negative");
        List<Object> one = List.of(2030L, "CATCH_UP_50", amount, "s", 0L, "v");
        assertThatThrownBy(() -> readAll(List.of(one, one))).hasMessage("there are two limits CATCH_UP_50 for 2030");
        assertThatThrownBy(() -> readAll(List.of(one, List.of(2031L, "CATCH_UP_50", amount, "s", 0L, "w"))))
                .hasMessage("the limits are of two versions, \"v\" and \"w\"");
        var fields = new ArrayList<>(LimitRows.SCHEMA.fields());
        fields.set(2, Field.nullable("amount", Types.FLOAT64));
        assertThatThrownBy(() -> LimitRows.check(new Schema(fields)))
                .hasMessageContaining("column \"amount\" of limits has type");
        assertThatThrownBy(() -> LimitRows.check(new Schema(fields.subList(1, 3))))
                .hasMessage("column \"year\" not found");
    }

    @Test
    void anEmptyTableHasNoYear() {
        assertThatThrownBy(() -> readAll(List.of()).cents(LimitCode.CATCH_UP_50, 2024))
                .hasMessageContaining("has it for no year");
    }
}
