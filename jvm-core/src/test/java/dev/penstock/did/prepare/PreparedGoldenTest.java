package dev.penstock.did.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.column.Frame;
import dev.penstock.did.Tables;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.testing.TestMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparedGoldenTest {
    /// Warnings that cells and inference raise.
    private static final Set<String> LATER = Set.of("DID-W06", "DID-W07", "DID-W08", "DID-W09", "DID-W18");

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<String> cases() {
        return Tables.cases();
    }

    static Stream<String> panels() {
        return cases().filter(name -> Tables.golden(name).get("config").get("panel").asBoolean());
    }

    private Panel prepare(DidConfig config, Tables table, List<List<@Nullable Object>> rows, int batchRows) {
        try (Frame frame = memory.columns().frame(table.schema(), rows, batchRows);
                HeapRoom room = new HeapRoom(memory.allocator().budget())) {
            return Preparation.prepare(
                    config, frame.stream(), room, new FunctionContext(memory.allocator(), 1, new Cancellation()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void findsTheUnitsGroupsAndWarningsOfTheReference(String name) {
        JsonNode golden = Tables.golden(name);
        Tables table = Tables.read(golden.get("data").asText());
        DidConfig config = DidConfig.parse(golden.get("config").toString());
        Panel panel = prepare(config, table, table.rows(), 777);
        JsonNode expected = golden.get("expected");
        assertThat(panel.units()).isEqualTo(expected.get("n_units").asInt());
        var groups = new TreeSet<Long>();
        expected.get("att_gt").forEach(cell -> groups.add(cell.get("group").asLong()));
        assertThat(panel.groups()).containsExactly(groups.stream().mapToLong(Long::longValue).toArray());
        var codes = new ArrayList<String>();
        expected.get("warnings").forEach(warning -> codes.add(warning.get("code").asText()));
        codes.removeIf(LATER::contains);
        assertThat(panel.warnings()).extracting(DidWarning::code).containsExactlyElementsOf(codes);
        for (int i = 0; i < codes.size(); i++) {
            JsonNode warning = expected.get("warnings").get(i);
            JsonNode count = warning.has("rows") ? warning.get("rows") : warning.get("units");
            if (count != null) {
                assertThat(panel.warnings().get(i).count()).isEqualTo(count.asLong());
            }
        }
    }

    @ParameterizedTest(name = "{0}, shuffled with seed 20260101")
    @MethodSource("panels")
    void isTheSameInWhateverOrderRowsOfUnitsCome(String name) {
        JsonNode golden = Tables.golden(name);
        DidConfig config = DidConfig.parse(golden.get("config").toString());
        Tables table = Tables.read(golden.get("data").asText());
        var shuffled = new ArrayList<>(table.rows());
        Collections.shuffle(shuffled, new Random(20260101));
        assertThat(prepare(config, table, shuffled, 100))
                .usingRecursiveComparison()
                .isEqualTo(prepare(config, table, table.rows(), 10_000));
    }
}
