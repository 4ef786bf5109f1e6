package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.util.List;

/// Windows over an index column as JSON: an object whose `kind` is `Dynamic` or `Rolling`.
final class IndexWindowsJson {
    private IndexWindowsJson() {}

    static IndexWindows read(JsonNode node, Members.Place place) {
        var m = new Members(node, place);
        String kind = m.text("kind");
        return switch (kind) {
            case "Dynamic" ->
                    new IndexWindows.Dynamic(
                            m.text("every"),
                            m.textOrNull("period"),
                            m.textOrNull("offset"),
                            m.constant("closed", IndexWindows.Closed.class),
                            m.constant("label", IndexWindows.Label.class),
                            m.constant("start_by", IndexWindows.StartBy.class),
                            m.flag("boundaries"));
            case "Rolling" ->
                    new IndexWindows.Rolling(
                            m.text("period"), m.textOrNull("offset"), m.constant("closed", IndexWindows.Closed.class));
            default ->
                    throw PenstockException.unknown(
                            ErrorCode.CONFIG, "kind of windows", kind, List.of("Dynamic", "Rolling"));
        };
    }

    static void write(JsonGenerator out, IndexWindows windows) throws IOException {
        out.writeStartObject();
        switch (windows) {
            case IndexWindows.Dynamic dynamic -> {
                out.writeStringField("kind", "Dynamic");
                out.writeStringField("every", dynamic.every());
                out.writeStringField("period", dynamic.period());
                out.writeStringField("offset", dynamic.offset());
                out.writeStringField("closed", dynamic.closed().name());
                out.writeStringField("label", dynamic.label().name());
                out.writeStringField("start_by", dynamic.startBy().name());
                out.writeBooleanField("boundaries", dynamic.boundaries());
            }
            case IndexWindows.Rolling rolling -> {
                out.writeStringField("kind", "Rolling");
                out.writeStringField("period", rolling.period());
                out.writeStringField("offset", rolling.offset());
                out.writeStringField("closed", rolling.closed().name());
            }
        }
        out.writeEndObject();
    }
}
