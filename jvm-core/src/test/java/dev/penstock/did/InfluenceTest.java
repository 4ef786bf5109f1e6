package dev.penstock.did;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each unit contributes, as a table.
class InfluenceTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final DidCalls calls = new DidCalls(memory);

    @AfterEach
    void nothingIsHeldOfTheHeap() {
        assertThat(HeapRoom.usedBytes()).isZero();
    }

    /// The influence of a table's units, by id.
    private List<List<Object>> influence(Tables table, DidConfig config) {
        ObjectNode settings =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("config", config.toJson().toString())
                        .put("output", "influence");
        ConfiguredFunction<?> function =
                FunctionRegistry.load(getClass().getClassLoader()).configure("did_att_gt", settings);
        try (Frame frame = calls.frame(table, 777)) {
            Schema schema = function.bind(List.of(table.schema()));
            Rows rows = Rows.of(function.apply(List.of(frame.stream()), calls.context(2)));
            assertThat(rows.schema()).isEqualTo(schema);
            var sorted = new ArrayList<List<Object>>();
            rows.rows().forEach(row -> sorted.add(new ArrayList<>(row)));
            sorted.sort(Comparator.comparing(row -> "%20s".formatted(row.getFirst())));
            return sorted;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mpdta_dr_never_varying_lpop", "unbalanced_dr_allowed"})
    void isThatOfTheReference(String name) {
        Tables expected = Tables.read("influence_" + name + ".csv");
        List<List<Object>> found = influence(DidCalls.table(name), DidCalls.config(name));
        assertThat(found).hasSameSizeAs(expected.rows());
        var byId = new ArrayList<>(expected.rows());
        byId.sort(Comparator.comparing(row -> (Long) row.getFirst()));
        for (int unit = 0; unit < found.size(); unit++) {
            List<Object> row = found.get(unit);
            List<?> reference = byId.get(unit);
            assertThat(row.get(0)).isEqualTo(reference.get(0));
            assertThat(row.get(1)).isEqualTo(reference.get(1));
            assertThat((double) row.get(2)).isCloseTo(((Number) reference.get(2)).doubleValue(), within(1e-9));
            List<?> values = (List<?>) row.get(3);
            assertThat(values).hasSize(reference.size() - 3);
            for (int cell = 0; cell < values.size(); cell++) {
                double value = ((Number) reference.get(3 + cell)).doubleValue();
                // The reference has twelve digits.
                assertThat((double) values.get(cell)).isCloseTo(value, within(1e-10 * (1 + Math.abs(value))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"panel_dr_weights", "rcs_dr_x1", "panel_dr_tvweights_varying", "unbalanced_reg_allowed"})
    void sumsUpToNoughtAndItsSquaresToTheErrors(String name) {
        List<List<Object>> rows = influence(DidCalls.table(name), DidCalls.config(name));
        DidResult result = calls.golden(name);
        for (int cell = 0; cell < result.cells().size(); cell++) {
            int at = cell;
            double[] values = rows.stream().mapToDouble(row -> (double) ((List<?>) row.get(3)).get(at)).toArray();
            double squares = IntStream.range(0, values.length).mapToDouble(i -> values[i] * values[i]).sum();
            double se = Math.sqrt(squares) / values.length;
            assertThat(se).isCloseTo(result.cells().get(cell).se(), within(1e-12));
            double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
            assertThat(mean).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void idsComeBackInTheirOwnType() {
        String name = "two_period_dr";
        Tables table = DidCalls.table(name);
        var fields = new ArrayList<>(table.schema().fields());
        int id = table.schema().indexOf("id");
        fields.set(id, Field.nullable("id", Types.UTF8));
        var rows = new ArrayList<List<Object>>();
        for (List<?> row : table.rows()) {
            var named = new ArrayList<Object>(row);
            named.set(id, "unit-%04d".formatted((Long) row.get(id)));
            rows.add(named);
        }
        List<List<Object>> byNumber = influence(table, DidCalls.config(name));
        List<List<Object>> byName = influence(new Tables(new Schema(fields), rows), DidCalls.config(name));
        assertThat(byName.getFirst().getFirst())
                .isEqualTo("unit-%04d".formatted((Long) byNumber.getFirst().getFirst()));
        for (int i = 0; i < byName.size(); i++) {
            assertThat(byName.get(i).subList(1, 4)).isEqualTo(byNumber.get(i).subList(1, 4));
        }
    }

    @Test
    void whoStopsReadingGivesEverythingBack() {
        String name = "two_period_dr";
        ObjectNode settings =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("config", DidCalls.config(name).toJson().toString())
                        .put("output", "influence");
        ConfiguredFunction<?> function =
                FunctionRegistry.load(getClass().getClassLoader()).configure("did_att_gt", settings);
        try (Frame frame = calls.frame(DidCalls.table(name), 777);
                BatchStream stream = function.apply(List.of(frame.stream()), calls.context(1));
                Batch first = Objects.requireNonNull(stream.next())) {
            assertThat(first.rows()).isPositive().isLessThan(200);
            assertThat(HeapRoom.usedBytes()).isPositive();
        }
        assertThat(HeapRoom.usedBytes()).isZero();
    }
}
