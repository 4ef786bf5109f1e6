package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;

/// The canonical hash of a plan: SHA-256 of its JSON with sorted keys. Equal plans have equal hashes on every machine.
///
/// Aliases count, and operands keep their order, because floating-point addition is not associative.
public final class PlanHash {
    private PlanHash() {}

    /// 64 hexadecimal digits.
    public static String of(Plan plan) {
        String json = PlanJson.print(plan);
        JsonNode tree = JsonText.parse(json);
        String canonical =
                DeepStack.call(JsonText.nesting(json), () -> JsonText.of(out -> JsonText.write(out, sorted(tree))));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            var names = new ArrayList<String>();
            node.fieldNames().forEachRemaining(names::add);
            names.stream().sorted().forEach(name -> sorted.set(name, sorted(node.get(name))));
            return sorted;
        }
        if (node.isArray()) {
            var sorted = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node;
    }
}
