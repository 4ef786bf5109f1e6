package dev.penstock.did.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.column.Frame;
import dev.penstock.did.Tables;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.memory.Budget;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RefusedTablesTest {
    private static final String PANEL = "\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"id\", \"gname\": \"g\"";
    private static final Tables GOOD = Tables.panel(new long[] {2001, 2002, 2003}, 0, 2002);
    private static final int LAST = 11;

    @RegisterExtension final TestMemory memory = new TestMemory();

    private PenstockException refused(String config, Tables table, String code, ErrorCode kind) {
        PenstockException error =
                catchThrowableOfType(
                        PenstockException.class,
                        () -> {
                            try (Frame frame = memory.columns().frame(table.schema(), table.rows(), 5);
                                    HeapRoom room = new HeapRoom(memory.allocator().budget())) {
                                Preparation.prepare(
                                        DidConfig.parse("{" + config + "}"),
                                        frame.stream(),
                                        room,
                                        new FunctionContext(memory.allocator(), 1, new Cancellation()));
                            }
                        });
        assertThat(error.reference()).isEqualTo(code);
        assertThat(error.code()).isEqualTo(kind);
        assertThat(error.hint()).isNotBlank();
        return error;
    }

    private PenstockException schema(String config, Tables table, String code) {
        return refused(config, table, code, ErrorCode.SCHEMA_MISMATCH);
    }

    private PenstockException shape(String config, Tables table, String code) {
        return refused(config, table, code, ErrorCode.SHAPE);
    }

    @Test
    void namesAllMissingColumnsAtOnce() {
        PenstockException error =
                schema(PANEL.replace("\"id\"", "\"idd\"") + ", \"xformla\": \"~ x + zzzz\"", GOOD, "DID-E06");
        assertThat(error).hasMessage("[DID-E06] columns 'idd' (idname), 'zzzz' (xformla) are not in the data");
        assertThat(error.hint()).isEqualTo("closest: 'id'");
        assertThat(schema(PANEL + ", \"weightsname\": \"qqqq\"", GOOD, "DID-E06").hint())
                .isEqualTo("the columns are 'id', 't', 'g', 'y', 'x', 'c'");
    }

    @Test
    void namesTypesThatDoNotFit() {
        assertThat(schema(PANEL.replace("\"y\"", "\"c\""), GOOD, "DID-E07"))
                .hasMessage("[DID-E07] outcome 'c' has type utf8");
        Tables dated = GOOD.as(1, Types.DATE32, value -> value);
        PenstockException date = schema(PANEL, dated, "DID-E08");
        assertThat(date).hasMessage("[DID-E08] time 't' has type date32");
        assertThat(date.hint()).contains("use the year or a period number");
        assertThat(schema(PANEL.replace("\"g\"", "\"c\""), GOOD, "DID-E08"))
                .hasMessage("[DID-E08] group 'c' has type utf8");
        assertThat(schema(PANEL.replace("\"id\"", "\"x\""), GOOD, "DID-E09"))
                .hasMessage("[DID-E09] id 'x' has type float64");
        assertThat(schema(PANEL.replace("\"gname\": \"g\"", "\"treatname\": \"x\""), GOOD, "DID-E10"))
                .hasMessage("[DID-E10] treatment 'x' has type float64");
        assertThat(schema(PANEL + ", \"xformla\": \"~ t\"", dated.as(1, Types.DATE32, value -> value), "DID-E08"))
                .isNotNull();
        assertThat(schema(PANEL + ", \"xformla\": \"~ x\"", GOOD.as(4, Types.DATE32, _ -> 1L), "DID-E11"))
                .hasMessage("[DID-E11] covariate 'x' has type date32");
        assertThat(schema(PANEL + ", \"xformla\": \"~ log(c)\"", GOOD, "DID-E11").hint())
                .isEqualTo("log(c) needs numbers");
        assertThat(schema(PANEL + ", \"weightsname\": \"c\"", GOOD, "DID-E12"))
                .hasMessage("[DID-E12] weights 'c' has type utf8");
        assertThat(schema(PANEL + ", \"clustervars\": \"c\"", GOOD.as(5, Types.NULL, _ -> null), "DID-E13"))
                .hasMessage("[DID-E13] cluster 'c' has type null");
    }

    @Test
    void namesValuesThatDoNotFit() {
        assertThat(schema(PANEL, GOOD.as(1, Types.FLOAT64, _ -> 2004.5), "DID-E08"))
                .hasMessage("[DID-E08] time 't' has the value 2004.5, which is not whole");
        assertThat(schema(PANEL, GOOD.as(2, Types.FLOAT64, _ -> 1e19), "DID-E08"))
                .hasMessage("[DID-E08] group 'g' has the value 1.0E19, which does not fit int64");
        BigInteger large = BigInteger.ONE.shiftLeft(63);
        assertThat(schema(PANEL, GOOD.as(1, Types.UINT64, _ -> large), "DID-E08"))
                .hasMessage("[DID-E08] time 't' has the value 9223372036854775808, which is above 2^63-1");
        assertThat(schema(PANEL, GOOD.as(0, Types.UINT64, _ -> large), "DID-E09"))
                .hasMessage("[DID-E09] id 'id' has the value 9223372036854775808, which is above 2^63-1");
        assertThat(schema(PANEL.replace("gname", "treatname"), GOOD, "DID-E10"))
                .hasMessage("[DID-E10] treatment 'g' has the value 2002");
        assertThat(schema(PANEL + ", \"weightsname\": \"x\"", GOOD.with(4, 4, -2.0), "DID-E12"))
                .hasMessage("[DID-E12] weights 'x' are negative in 1 row (least: -2.0)");
        assertThat(schema(PANEL + ", \"weightsname\": \"x\"", GOOD.as(4, Types.FLOAT64, _ -> 0.0), "DID-E12"))
                .hasMessage("[DID-E12] weights 'x' add up to 0.0");
    }

    @Test
    void refusesNegativeGroups() {
        Tables table = GOOD.as(2, Types.INT64, value -> Long.valueOf(0).equals(value) ? -1L : 2002L);
        assertThat(shape(PANEL, table, "DID-E14"))
                .hasMessage("[DID-E14] 6 units have a negative first-treated period in 'g' (first: id 0)");
        assertThat(shape(PANEL, GOOD.with(0, 2, -3L), "DID-E14"))
                .hasMessage("[DID-E14] 1 unit has a negative first-treated period in 'g' (first: id 11)");
        assertThat(shape(PANEL.replace("\"idname\": \"id\"", "\"panel\": false"), GOOD.with(7, 2, -3L), "DID-E14"))
                .hasMessage("[DID-E14] 1 row has a negative first-treated period in 'g' (first: row 7)");
    }

    @Test
    void refusesGroupsThatVary() {
        assertThat(shape(PANEL, GOOD.with(1, 2, 2003L), "DID-E15"))
                .hasMessage("[DID-E15] unit " + LAST + " has first-treated periods 2002 and 2003");
    }

    @Test
    void refusesTreatmentThatEnds() {
        String config = PANEL.replace("gname", "treatname");
        Tables on = GOOD.as(2, Types.BOOL, value -> !Long.valueOf(0).equals(value));
        assertThat(schema(config, on, "DID-E10"))
                .hasMessage(
                        "[DID-E10] treatment 'g' never changes within a unit: it says who is ever treated, not when");
        // Rows of a unit go from its last period to its first.
        assertThat(shape(config, on.with(0, 2, false), "DID-E15"))
                .hasMessage("[DID-E15] unit 11 is treated in 2001 and not in 2003");
    }

    @Test
    void refusesUnitsThatAreThereTwice() {
        assertThat(shape(PANEL, GOOD.with(0, 1, 2002L).with(3, 1, 2002L).with(5, 1, 2002L), "DID-E16"))
                .hasMessage("[DID-E16] unit 10 appears 3 times in 2002 (2 such pairs)");
        assertThat(shape(PANEL, GOOD.with(0, 1, 2001L), "DID-E16"))
                .hasMessage("[DID-E16] unit 11 appears 2 times in 2001 (1 such pair)");
    }

    @Test
    void refusesClustersThatVary() {
        assertThat(shape(PANEL + ", \"clustervars\": \"c\"", GOOD.with(1, 5, "b"), "DID-E17"))
                .hasMessage("[DID-E17] unit 11 belongs to clusters Z and b");
    }

    @Test
    void refusesTablesWithoutATreatedGroup() {
        assertThat(refused(PANEL, Tables.panel(new long[] {2003, 2004}, 0, 2003), "DID-E20", ErrorCode.COMPUTE))
                .hasMessage("[DID-E20] no group is first treated after 2003; the values seen in 'g' are 0 and 2003");
        refused(PANEL, Tables.panel(new long[] {2003, 2004}, 2003), "DID-E20", ErrorCode.COMPUTE);
        refused(PANEL, Tables.panel(new long[] {2003}, 0, 2004), "DID-E20", ErrorCode.COMPUTE);
    }

    @Test
    void refusesPanelsOfWhichNothingIsLeft() {
        Tables table = GOOD;
        for (int unit = 11; unit >= 0; unit--) {
            table = table.without(3 * unit);
        }
        assertThat(shape(PANEL, table.with(0, 1, 2003L), "DID-E21"))
                .hasMessage("[DID-E21] 0 of 12 units are seen in all 3 periods");
    }

    @Test
    void refusesTooFewNeverTreated() {
        Tables few = GOOD.as(2, Types.INT64, value -> value);
        for (int unit = 11; unit >= 0; unit -= 1) {
            if (unit % 2 == 0 && unit < 8) {
                for (int period = 0; period < 3; period++) {
                    few = few.with(3 * (11 - unit) + period, 2, 2003L);
                }
            }
        }
        assertThat(refused(PANEL + ", \"xformla\": \"~ x + c\"", few, "DID-E22", ErrorCode.COMPUTE))
                .hasMessage("[DID-E22] 2 never-treated units for 2 covariate terms");
    }

    @Test
    void refusesTablesWithoutRows() {
        assertThat(shape(PANEL, new Tables(GOOD.schema(), List.of()), "DID-E23"))
                .hasMessage("[DID-E23] the data have no rows");
        assertThat(shape(PANEL, GOOD.as(3, Types.FLOAT64, _ -> null), "DID-E23"))
                .hasMessage("[DID-E23] all 36 rows were left out, with null, NaN or infinite values in 'y' (36)");
    }

    @Test
    void refusesWhatTheBudgetHasNoRoomFor() {
        var budget = Budget.root("small", 1_000_000);
        try (HeapRoom room = new HeapRoom(budget)) {
            room.reserve(900_000);
            PenstockException error = catchThrowableOfType(PenstockException.class, () -> room.reserve(500_000));
            assertThat(error.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
            assertThat(error)
                    .hasMessage(
                            "[DID-E60] difference-in-differences needs about 1.4 MB, budget 1.0 MB, of which 0.1 MB are"
                                    + " free");
        }
        assertThat(budget.usedBytes()).isZero();
    }
}
