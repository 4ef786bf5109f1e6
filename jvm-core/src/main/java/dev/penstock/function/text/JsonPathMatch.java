package dev.penstock.function.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;

/// The first value that a path (second argument) leads to in a JSON text: a string as it is, everything else as JSON.
/// Null for null, for nothing, and for a text that is no JSON.
public record JsonPathMatch() implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        String known = "$";
        JsonPath path = JsonPath.of(known);
        for (int row = 0; row < in.rows(); row++) {
            if (in.get(0).isNull(row) || in.get(1).isNull(row)) {
                continue;
            }
            String text = in.get(1).getString(row);
            if (!text.equals(known)) {
                path = JsonPath.of(text);
                known = text;
            }
            try {
                JsonNode found = path.first(JsonValues.parse(in.get(0).getString(row)));
                if (found != null && !found.isNull() && !found.isMissingNode()) {
                    out.setString(row, found.isTextual() ? found.textValue() : JsonValues.text(found));
                }
            } catch (JsonProcessingException _) {
                // No JSON has no values.
            }
        }
    }
}
