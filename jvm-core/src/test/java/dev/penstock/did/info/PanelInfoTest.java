package dev.penstock.did.info;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.column.Frame;
import dev.penstock.did.Tables;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PanelInfoTest {
    private static final String PANEL = "\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"id\", \"gname\": \"g\"";

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Map<String, @Nullable Object> info(String config, Tables table) {
        ConfiguredFunction<?> function =
                FunctionRegistry.load(PanelInfoTest.class.getClassLoader())
                        .configure(
                                "did_panel_info",
                                JsonNodeFactory.instance.objectNode().put("config", "{" + config + "}"));
        try (Frame frame = memory.columns().frame(table.schema(), table.rows(), 100)) {
            Rows answer =
                    Rows.of(
                            function.apply(
                                    List.of(frame.stream()),
                                    new FunctionContext(memory.allocator(), 1, new Cancellation())));
            assertThat(answer.schema()).isEqualTo(function.bind(List.of(table.schema())));
            assertThat(answer.rows()).hasSize(1);
            var info = new HashMap<String, @Nullable Object>();
            for (int i = 0; i < answer.schema().size(); i++) {
                info.put(answer.schema().field(i).name(), answer.rows().getFirst().get(i));
            }
            return info;
        }
    }

    @Test
    void describesTheCounties() {
        Map<String, @Nullable Object> info =
                info(
                        "\"yname\": \"lemp\", \"tname\": \"year\", \"idname\": \"countyreal\", \"gname\":"
                                + " \"first.treat\"",
                        Tables.read("mpdta.csv"));
        assertThat(info)
                .containsEntry("n_rows", 2500L)
                .containsEntry("n_rows_used", 2500L)
                .containsEntry("n_units", 500L)
                .containsEntry("n_periods", 5L)
                .containsEntry("periods", List.of(2003L, 2004L, 2005L, 2006L, 2007L))
                .containsEntry(
                        "groups",
                        List.of(List.of(0L, 309L), List.of(2004L, 20L), List.of(2006L, 40L), List.of(2007L, 131L)))
                .containsEntry("n_never_treated", 309L)
                .containsEntry("n_always_treated", 0L)
                .containsEntry("n_after_data", 0L)
                .containsEntry("is_balanced", true)
                .containsEntry("n_units_incomplete", 0L)
                .containsEntry("min_periods_per_unit", 5L)
                .containsEntry("median_periods_per_unit", 5.0)
                .containsEntry("max_periods_per_unit", 5L)
                .containsEntry("is_repeated_cross_section", false)
                .containsEntry("has_gaps", false)
                .containsEntry("has_duplicates", false)
                .containsEntry("group_constant", true)
                .containsEntry("weights_vary", false)
                .containsEntry("n_clusters", 0L)
                .containsEntry("small_groups", List.of())
                .containsEntry("kind", "balanced")
                .containsEntry("suggestion", null)
                .hasSize(24);
    }

    @Test
    void describesAPanelWithHoles() {
        Map<String, @Nullable Object> info =
                info(
                        PANEL + ", \"xformla\": \"~ x1\", \"weightsname\": \"wtv\", \"clustervars\": [\"cl\"]",
                        Tables.read("sim_unbalanced.csv"));
        assertThat(info)
                .containsEntry("n_rows", 2828L)
                .containsEntry("n_rows_used", 133L * 8)
                .containsEntry("n_always_treated", 17L)
                .containsEntry("is_balanced", false)
                .containsEntry("weights_vary", true)
                .containsEntry("dropped_by_column", List.of(List.of("x1", 20L), List.of("y", 20L)))
                .containsEntry("kind", "balanced")
                .containsEntry(
                        "suggestion",
                        "263 units miss periods and are left out; allow_unbalanced_panel=true keeps them");
    }

    @Test
    void saysWhatIsWrongInsteadOfFailing() {
        Tables table = Tables.panel(new long[] {1, 2, 9}, 0, 2).with(0, 1, 1L).with(4, 2, 9L);
        Map<String, @Nullable Object> info = info(PANEL, table);
        assertThat(info)
                .containsEntry("n_rows_used", 0L)
                .containsEntry("has_duplicates", true)
                .containsEntry("group_constant", false)
                .containsEntry("has_gaps", true)
                .containsEntry("min_periods_per_unit", 2L);
        assertThat((String) info.get("suggestion"))
                .startsWith("[DID-E15] unit 10 has first-treated periods 0 and 9; treatment must be permanent");
    }

    @Test
    void countsRowsOfCrossSectionsAsUnits() {
        Map<String, @Nullable Object> info =
                info(
                        "\"yname\": \"y\", \"tname\": \"t\", \"gname\": \"g\", \"panel\": false",
                        Tables.panel(new long[] {1, 2, 3}, 0, 2));
        assertThat(info)
                .containsEntry("n_units", 36L)
                .containsEntry("is_repeated_cross_section", true)
                .containsEntry("kind", "cross_sections")
                .containsEntry("has_duplicates", false)
                .containsEntry("n_rows_used", 36L);
    }

    @Test
    void namesTheColumnsOfAConfig() {
        ConfiguredFunction<?> function =
                FunctionRegistry.load(PanelInfoTest.class.getClassLoader())
                        .configure(
                                "did_columns",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put(
                                                "config",
                                                "{"
                                                        + PANEL
                                                        + ", \"xformla\": \"~ log(x) + c:y\", \"clustervars\": [\"c\"],"
                                                        + " \"weights\": \"w\"}"));
        Rows answer =
                Rows.of(function.apply(List.of(), new FunctionContext(memory.allocator(), 1, new Cancellation())));
        assertThat(answer.rows()).extracting(List::getFirst).containsExactly("y", "t", "id", "g", "w", "c", "x");
    }

    @Test
    void namesSmallGroups() {
        assertThat(
                        info(
                                PANEL + ", \"xformla\": \"~ x * c\", \"control_group\": \"notyettreated\"",
                                Tables.panel(new long[] {1, 2, 3}, 0, 2)))
                .containsEntry("small_groups", List.of(0L, 2L));
    }

    @Test
    void refusesColumnsThatAreMissing() {
        Tables table = Tables.panel(new long[] {1, 2}, 0, 2);
        assertThatThrownBy(() -> info(PANEL + ", \"weightsname\": \"w\"", table))
                .isInstanceOf(PenstockException.class)
                .hasMessage("[DID-E06] column 'w' (weightsname) is not in the data");
        assertThatThrownBy(() -> info(PANEL, table.as(0, Types.FLOAT64, _ -> 1.0)))
                .hasMessage("[DID-E09] id 'id' has type float64");
    }
}
