package dev.penstock.did.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Frame;
import dev.penstock.did.Tables;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PreparationTest {
    private static final String PANEL = "\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"id\", \"gname\": \"g\"";

    /// Without it six units are too few for two covariates.
    private static final String NOT_YET = ", \"control_group\": \"notyettreated\"";

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Panel prepare(String config, Tables table) {
        try (Frame frame = memory.columns().frame(table.schema(), table.rows(), 3);
                HeapRoom room = new HeapRoom(memory.allocator().budget())) {
            return Preparation.prepare(
                    DidConfig.parse("{" + config + "}"),
                    frame.stream(),
                    room,
                    new FunctionContext(memory.allocator(), 1, new Cancellation()));
        }
    }

    @Test
    void putsRowsByUnitAndPeriod() {
        Panel panel = prepare(PANEL, Tables.panel(new long[] {1, 2, 3}, 0, 2));
        assertThat(panel.kind()).isEqualTo(Kind.BALANCED);
        assertThat(panel.units()).isEqualTo(12);
        assertThat(panel.periods()).containsExactly(1, 2, 3);
        assertThat(panel.groups()).containsExactly(2);
        assertThat(panel.unitGroup()).startsWith(0, 2, 0, 2);
        assertThat(panel.outcome()).startsWith(0.0, 0.1, 0.2, 1.0, 1.1, 1.2);
        assertThat(panel.design()[0]).containsOnly(1.0).hasSize(36);
        assertThat(panel.weight()).isNull();
        assertThat(panel.cluster()).isNull();
        assertThat(panel.warnings()).isEmpty();
    }

    @Test
    void leavesOutRowsThatLackSomethingAndCountsWhy() {
        Tables table = Tables.panel(new long[] {1, 2, 3}, 0, 2);
        table = table.with(0, 3, Double.NaN);
        table = table.with(1, 3, null);
        table = table.with(1, 4, Double.POSITIVE_INFINITY);
        table = table.with(7, 4, -1.0);
        table = table.with(12, 0, null);
        table = table.with(13, 2, null);
        table = table.with(18, 5, null);
        table = table.with(35, 4, 0.0);
        String config = PANEL + NOT_YET + ", \"xformla\": \"~ log(x) + c\", \"allow_unbalanced_panel\": true";
        Panel panel = prepare(config, table);
        DidWarning dropped = panel.warnings().getFirst();
        assertThat(dropped.code()).isEqualTo("DID-W01");
        // Unit 0 has x = 0 in all three periods: its logarithms are infinite.
        assertThat(dropped.count()).isEqualTo(9);
        assertThat(dropped.message())
                .isEqualTo(
                        "9 of 36 rows were left out, with null, NaN or infinite values in 'c' (1), 'g' (1), 'id' (1),"
                                + " 'log(x)' (4), 'x' (1), 'y' (2)");
        assertThat(panel.kind()).isEqualTo(Kind.UNBALANCED);
        assertThat(panel.rows()).isEqualTo(27);
        int[] starts = panel.unitStart();
        assertThat(starts).startsWith(0, 3).endsWith(27).hasSize(panel.units() + 1);
    }

    @Test
    void dropsUnitsThatMissPeriods() {
        Panel panel = prepare(PANEL, Tables.panel(new long[] {1, 2, 3}, 0, 2).without(4));
        assertThat(panel.kind()).isEqualTo(Kind.BALANCED);
        assertThat(panel.units()).isEqualTo(11);
        assertThat(panel.warnings()).extracting(DidWarning::code).containsExactly("DID-W03");
        assertThat(panel.warnings().getFirst().message())
                .isEqualTo("1 of 12 units were left out, because they miss some of the 3 periods");
    }

    @Test
    void saysWhenAnUnbalancedPanelIsBalanced() {
        Panel panel = prepare(PANEL + ", \"allow_unbalanced_panel\": true", Tables.panel(new long[] {1, 2}, 0, 2));
        assertThat(panel.kind()).isEqualTo(Kind.BALANCED);
        assertThat(panel.warnings()).extracting(DidWarning::code).containsExactly("DID-W15");
    }

    @Test
    void treatsAfterTheDataAsNever() {
        Panel panel = prepare(PANEL, Tables.panel(new long[] {2001, 2003, 2007}, 2003, 2008));
        assertThat(panel.unitGroup()).startsWith(2003, 0);
        Panel anticipated =
                prepare(PANEL + ", \"anticipation\": 1", Tables.panel(new long[] {2001, 2003, 2007}, 0, 2003, 2008));
        assertThat(anticipated.groups()).containsExactly(2003, 2008);
    }

    @Test
    void dropsTheAlwaysTreatedWithAnticipation() {
        Panel panel = prepare(PANEL + ", \"anticipation\": 2", Tables.panel(new long[] {1, 2, 5}, 0, 2, 3, 4));
        assertThat(panel.groups()).containsExactly(4);
        assertThat(panel.units()).isEqualTo(12);
        assertThat(panel.warnings()).extracting(DidWarning::code).containsExactly("DID-W02");
        assertThat(panel.warnings().getFirst().count()).isEqualTo(12);
    }

    @Test
    void controlsByTheLastCohortWhenNobodyIsNeverTreated() {
        Tables table = Tables.panel(new long[] {1, 2, 4, 8}, 2, 4, 8);
        Panel never = prepare(PANEL, table);
        assertThat(never.periods()).containsExactly(1, 2, 4);
        assertThat(never.groups()).containsExactly(2, 4);
        assertThat(never.unitGroup()).startsWith(2, 4, 0);
        assertThat(never.warnings().getFirst().code()).isEqualTo("DID-W04");
        assertThat(never.warnings().getFirst().group()).isEqualTo(8);
        Panel notyet = prepare(PANEL + NOT_YET, table);
        assertThat(notyet.groups()).containsExactly(2, 4);
        assertThat(notyet.unitGroup()).startsWith(2, 4, 8);
        assertThat(notyet.warnings()).isEmpty();
        Panel anticipated =
                prepare(PANEL + NOT_YET + ", \"anticipation\": 5", Tables.panel(new long[] {-4, 1, 2, 4, 8}, 2, 4, 8));
        assertThat(anticipated.periods()).containsExactly(-4, 1, 2);
    }

    @Test
    void codesLevelsAsR() {
        Panel panel = prepare(PANEL + NOT_YET + ", \"xformla\": \"~ x * c\"", Tables.panel(new long[] {1, 2}, 0, 2));
        assertThat(panel.terms()).containsExactly("(Intercept)", "x", "ca", "cb", "x:ca", "x:cb");
        assertThat(panel.design()[2]).startsWith(0, 0, 1, 1, 0, 0);
        assertThat(panel.design()[5]).startsWith(0, 0, 0, 0, 0, 0, 9, 9);
        // Without its main effect each level has a slope of its own, and so has the intercept.
        assertThat(prepare(PANEL + ", \"xformla\": \"~ x:c\"", Tables.panel(new long[] {1, 2}, 0, 2)).terms())
                .containsExactly("(Intercept)", "x:cZ", "x:ca", "x:cb");
    }

    @Test
    void knowsNoLevelsOfUnitsThatTakeNoPart() {
        Tables table = Tables.panel(new long[] {1, 2, 3}, 0, 2);
        table = table.with(0, 5, "late").with(1, 5, "late").with(2, 5, "late").without(0);
        assertThat(prepare(PANEL + ", \"xformla\": \"~ c\"", table).terms()).containsExactly("(Intercept)", "ca", "cb");
    }

    @Test
    void worksOutFunctionsOfCovariates() {
        Panel panel =
                prepare(
                        PANEL + NOT_YET + ", \"xformla\": \"~ I(2*x^2 - 1) + sqrt(x) + exp(-x)\"",
                        Tables.panel(new long[] {1, 2}, 0, 2));
        assertThat(panel.design()[1]).startsWith(-1, -1, 1, 1, 31, 31);
        assertThat(panel.design()[2]).startsWith(0, 0, 1, 1, 2, 2);
        assertThat(panel.design()[3]).startsWith(1, 1, StrictMath.exp(-1));
    }

    @Test
    void dividesWeightsByTheirMean() {
        Panel panel = prepare(PANEL + ", \"weightsname\": \"x\"", Tables.panel(new long[] {1, 2}, 0, 2));
        double mean = 506 / 12.0;
        assertThat(panel.weight()).startsWith(0, 0, 1 / mean, 1 / mean, 4 / mean);
    }

    @Test
    void numbersClustersThatTakePart() {
        Tables table = Tables.panel(new long[] {1, 2, 3}, 0, 2);
        table = table.with(0, 5, "Never").with(1, 5, "Never").with(2, 5, "Never").without(0);
        Panel panel = prepare(PANEL + ", \"clustervars\": [\"c\", \"id\"]", table);
        assertThat(panel.clusters()).isEqualTo(3);
        assertThat(panel.cluster()).startsWith(2, 1, 0, 2);
    }

    @Test
    void keepsTheOrderOfCrossSections() {
        Panel panel =
                prepare(
                        "\"yname\": \"y\", \"tname\": \"t\", \"gname\": \"g\", \"panel\": false",
                        Tables.panel(new long[] {1, 2, 3}, 0, 2));
        assertThat(panel.kind()).isEqualTo(Kind.CROSS_SECTIONS);
        assertThat(panel.units()).isEqualTo(36);
        assertThat(panel.periodOf()).startsWith(2, 1, 0, 2);
        assertThat(panel.outcome()).startsWith(11.2, 11.1, 11.0, 10.2);
        // Ids are checked, and make no difference.
        assertThat(prepare(PANEL + ", \"panel\": false", Tables.panel(new long[] {1, 2, 3}, 0, 2)))
                .usingRecursiveComparison()
                .isEqualTo(panel);
    }

    @Test
    void findsGroupsFromTheStatusOfRows() {
        Tables table = Tables.panel(new long[] {2001, 2003, 2007}, 0, 2003, 2007);
        // The place of a row's period tells its group's status.
        var rows = new ArrayList<List<@Nullable Object>>();
        for (List<@Nullable Object> row : table.rows()) {
            var changed = new ArrayList<>(row);
            long group = (Long) Objects.requireNonNull(row.get(2));
            changed.set(2, group > 0 && group <= (Long) Objects.requireNonNull(row.get(1)));
            rows.add(changed);
        }
        Tables status = new Tables(table.as(2, Types.BOOL, value -> value).schema(), rows);
        String config = PANEL.replace("gname", "treatname");
        assertThat(prepare(config, status)).usingRecursiveComparison().isEqualTo(prepare(PANEL, table));
        Tables numbers = status.as(2, Types.INT64, value -> Boolean.TRUE.equals(value) ? 1L : 0L);
        assertThat(prepare(config, numbers)).usingRecursiveComparison().isEqualTo(prepare(PANEL, table));
    }

    static Stream<Arguments> widths() {
        return Stream.of(
                Arguments.of(new DataType.Int(8, true), new DataType.Int(16, false)),
                Arguments.of(Types.UINT64, Types.UINT64),
                Arguments.of(Types.FLOAT32, Types.FLOAT64),
                Arguments.of(new DataType.Decimal(64, 10, 2), new DataType.Decimal(128, 20, 1)),
                Arguments.of(new DataType.Decimal(256, 50, 0), new DataType.Decimal(32, 5, 0)));
    }

    @ParameterizedTest(name = "periods as {0}, outcomes as {1}")
    @MethodSource("widths")
    void readsNumbersOfAnyWidth(DataType time, DataType outcome) {
        Tables table = Tables.panel(new long[] {1, 2, 4}, 0, 2).as(3, Types.INT64, value -> round(value));
        Tables narrow =
                table.as(1, time, value -> made(time, value))
                        .as(2, time, value -> made(time, value))
                        .as(3, outcome, value -> made(outcome, value));
        assertThat(prepare(PANEL, narrow)).usingRecursiveComparison().isEqualTo(prepare(PANEL, table));
    }

    private static long round(@Nullable Object value) {
        return Math.round((Double) Objects.requireNonNull(value));
    }

    private static Object made(DataType type, @Nullable Object value) {
        long number = (Long) Objects.requireNonNull(value);
        return switch (type) {
            case DataType.Int(int bits, boolean signed) when bits == 64 && !signed -> BigInteger.valueOf(number);
            case DataType.FloatingPoint _ -> (double) number;
            case DataType.Decimal(_, _, int scale) -> BigDecimal.valueOf(number).setScale(scale);
            default -> number;
        };
    }

    @Test
    void takesInfiniteGroupsForNever() {
        Tables table =
                Tables.panel(new long[] {1, 2, 4}, 0, 2)
                        .as(2, Types.FLOAT64, value -> Long.valueOf(0).equals(value) ? Double.POSITIVE_INFINITY : 2.0);
        assertThat(prepare(PANEL, table).unitGroup()).startsWith(0, 2, 0, 2);
    }

    @Test
    void ordersTextIdsByCodePoint() {
        Tables table =
                Tables.panel(new long[] {1, 2}, 0, 2)
                        .as(0, Types.UTF8, value -> Long.valueOf(3).equals(value) ? "\uD83D\uDE00" : "\uFFFD" + value);
        Panel panel = prepare(PANEL + ", \"return_influence\": \"table\"", table);
        // A surrogate pair is the highest code point, though not the highest char.
        assertThat(panel.outcome()[22]).isEqualTo(3);
        byte[][] ids = Objects.requireNonNull(Objects.requireNonNull(panel.ids()).bytes());
        assertThat(new String(Objects.requireNonNull(ids[11]), StandardCharsets.UTF_8)).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void keepsIdsForInfluence() {
        Panel panel = prepare(PANEL + ", \"return_influence\": \"table\"", Tables.panel(new long[] {1, 2}, 0, 2));
        assertThat(Objects.requireNonNull(panel.ids()).numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(prepare(PANEL, Tables.panel(new long[] {1, 2}, 0, 2)).ids()).isNull();
    }
}
