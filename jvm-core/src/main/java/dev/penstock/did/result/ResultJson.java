package dev.penstock.did.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.did.inference.Draws;
import dev.penstock.did.inference.PackedSymmetric;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.panel.DidWarning;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A result as JSON, of which every number comes back as it was. [ResultReader] reads it.
///
/// Members that a reader does not know it passes over, so a new one is a new minor version; a new major version changes
/// what members mean.
public final class ResultJson {
    static final int MAJOR = 1;
    static final int MINOR = 0;

    private ResultJson() {}

    /// @param withDraws whether the bootstrap's draws go with it, which make up most of its size. Without them
    ///   simultaneous bands of summaries are drawn anew, from a normal distribution
    public static ObjectNode of(DidResult result, boolean withDraws) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", MAJOR + "." + MINOR);
        json.set("config", result.config().toJson());
        json.put("kind", result.kind().name().toLowerCase(Locale.ROOT)).put("n", result.units());
        result.periods().forEach(json.putArray("periods")::add);
        ArrayNode groups = json.putArray("groups");
        for (int i = 0; i < result.groups().size(); i++) {
            groups.addObject().put("group", result.groups().get(i)).put("share", result.shares().get(i));
        }
        result.terms().forEach(json.putArray("terms")::add);
        json.put("fingerprint", result.fingerprint());
        json.put("crit_val", result.critical()).put("simultaneous", result.simultaneous());
        ArrayNode cells = json.putArray("cells");
        result.cells().forEach(cell -> cells.add(cell(cell)));
        json.set("wald", wald(result));
        json.set("warnings", warnings(result.warnings()));
        Spread spread = result.spread();
        if (spread != null) {
            json.set("s", numbers(spread.covariance()));
            PackedSymmetric byUnit = spread.byUnit();
            if (byUnit != null) {
                json.set("s_unit", numbers(byUnit));
            }
            Draws draws = spread.draws();
            if (withDraws && draws != null) {
                json.set("draws", draws(draws));
            }
        }
        return json;
    }

    private static ObjectNode cell(CellResult cell) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("group", cell.group()).put("time", cell.time()).put("base_time", cell.base());
        json.put("post", cell.post());
        json.set("att", number(cell.effect()));
        json.set("se", number(cell.se()));
        return json.put("n_treated", cell.treated()).put("n_control", cell.controls()).put("status", cell.status());
    }

    private static ObjectNode wald(DidResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("statistic", number(result.wald().statistic()));
        json.put("df", result.wald().degrees());
        json.set("p_value", number(result.wald().p()));
        return json.put("reason", result.wald().reason());
    }

    /// Warnings, as they stand in results.
    public static ArrayNode warnings(List<DidWarning> warnings) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (DidWarning warning : warnings) {
            json.addObject()
                    .put("code", warning.code())
                    .put("message", warning.message())
                    .put("group", warning.group())
                    .put("time", warning.time())
                    .put("count", warning.count());
        }
        return json;
    }

    private static JsonNode number(double value) {
        return Double.isNaN(value) ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.numberNode(value);
    }

    private static ArrayNode numbers(PackedSymmetric matrix) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode(matrix.values().length);
        for (double value : matrix.values()) {
            json.add(value);
        }
        return json;
    }

    /// Doubles in little-endian order, column by column, in base 64: exact, and less than half as long as digits.
    private static ObjectNode draws(Draws draws) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(draws.columns().length, draws.count() * Double.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (double[] column : draws.columns()) {
            for (double value : column) {
                bytes.putDouble(value);
            }
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("weights", draws.weights().name().toLowerCase(Locale.ROOT))
                .put("seed", draws.seed())
                .put("biters", draws.count())
                .put("values", Base64.getEncoder().encodeToString(bytes.array()));
    }
}
