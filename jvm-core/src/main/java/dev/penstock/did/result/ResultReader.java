package dev.penstock.did.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.did.config.BootstrapWeights;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.inference.Draws;
import dev.penstock.did.inference.PackedSymmetric;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.inference.Wald;
import dev.penstock.did.panel.DidWarning;
import dev.penstock.did.panel.Kind;
import dev.penstock.error.PenstockException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads results that [ResultJson] wrote, in this version or another one.
public final class ResultReader {
    /// Draws are one long string.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder().maxStringLength(1 << 30).build())
                                    .build())
                    .build();

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");

    private final JsonNode json;
    private final boolean newer;

    private ResultReader(JsonNode json, boolean newer) {
        this.json = json;
        this.newer = newer;
    }

    /// @throws PenstockException DID-E01 for text that is no result; DID-E03 for one of another major version
    public static DidResult read(String text) {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw broken("is not valid JSON: " + e.getOriginalMessage().split("\n", 2)[0]);
        }
        if (!json.isObject()) {
            throw broken("is no JSON object");
        }
        String version = json.path("version").asText();
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            throw broken("has no version");
        }
        int major = Integer.parseInt(numbers.group(1));
        if (major != ResultJson.MAJOR) {
            throw Fault.E03
                    .because(
                            "the result has version '%s', and this release reads '%d.x'"
                                    .formatted(version, ResultJson.MAJOR),
                            "read it with the release that wrote it, or estimate again")
                    .expression("/version");
        }
        boolean newer = Integer.parseInt(numbers.group(2)) > ResultJson.MINOR;
        try {
            return new ResultReader(json, newer).result();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw broken("does not fit together: " + e.getMessage());
        }
    }

    private static PenstockException broken(String why) {
        return Fault.E01.because("result_json " + why, "give the text that an estimation returned, unchanged");
    }

    private DidResult result() {
        List<CellResult> cells = list("cells", ResultReader::cell);
        List<Long> groups = list("groups", group -> required(group, "group").longValue());
        JsonNode wald = required(json, "wald");
        int units = required(json, "n").intValue();
        return new DidResult(
                config(),
                Kind.valueOf(required(json, "kind").asText().toUpperCase(Locale.ROOT)),
                units,
                list("periods", JsonNode::longValue),
                groups,
                list("groups", group -> required(group, "share").doubleValue()),
                cells,
                required(json, "crit_val").doubleValue(),
                required(json, "simultaneous").booleanValue(),
                spread(units, cells.size() + groups.size()),
                new Wald(
                        number(wald.path("statistic")),
                        wald.path("df").intValue(),
                        number(wald.path("p_value")),
                        text(wald.path("reason"))),
                list("warnings", ResultReader::warning),
                list("terms", JsonNode::textValue),
                required(json, "fingerprint").asText());
    }

    /// Settings that this release does not know do not change what it can do with the result.
    private DidConfig config() {
        ObjectNode config = required(json, "config").deepCopy();
        if (newer) {
            DidConfig any =
                    DidConfig.parse("{\"yname\": \"y\", \"tname\": \"t\", \"idname\": \"i\", \"gname\": \"g\"}");
            var known = new ArrayList<String>();
            any.toJson().fieldNames().forEachRemaining(known::add);
            config.retain(known);
        }
        return DidConfig.parse(config.toString());
    }

    private static CellResult cell(JsonNode cell) {
        JsonNode base = cell.path("base_time");
        return new CellResult(
                required(cell, "group").longValue(),
                required(cell, "time").longValue(),
                base.isNumber() ? base.longValue() : null,
                required(cell, "post").booleanValue(),
                number(cell.path("att")),
                number(cell.path("se")),
                cell.path("n_treated").longValue(),
                cell.path("n_control").longValue(),
                required(cell, "status").asText());
    }

    private static DidWarning warning(JsonNode warning) {
        JsonNode group = warning.path("group");
        JsonNode time = warning.path("time");
        return new DidWarning(
                required(warning, "code").asText(),
                required(warning, "message").asText(),
                group.isNumber() ? group.longValue() : null,
                time.isNumber() ? time.longValue() : null,
                warning.path("count").longValue());
    }

    private @Nullable Spread spread(int units, int columns) {
        PackedSymmetric covariance = matrix(json.path("s"), columns);
        return covariance == null
                ? null
                : new Spread(units, covariance, matrix(json.path("s_unit"), columns), draws(columns));
    }

    private static @Nullable PackedSymmetric matrix(JsonNode numbers, int columns) {
        if (!numbers.isArray()) {
            return null;
        }
        double[] values = new double[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).doubleValue();
        }
        return new PackedSymmetric(columns, values);
    }

    private @Nullable Draws draws(int columns) {
        JsonNode draws = json.path("draws");
        if (!draws.isObject()) {
            return null;
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(required(draws, "values").asText()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        int count = required(draws, "biters").intValue();
        if (bytes.remaining() != (long) columns * count * Double.BYTES) {
            throw new IllegalArgumentException("%d bytes of draws".formatted(bytes.remaining()));
        }
        double[][] values = new double[columns][count];
        for (double[] column : values) {
            bytes.asDoubleBuffer().get(column);
            bytes.position(bytes.position() + count * Double.BYTES);
        }
        return new Draws(
                BootstrapWeights.valueOf(required(draws, "weights").asText().toUpperCase(Locale.ROOT)),
                required(draws, "seed").longValue(),
                values);
    }

    private <T> List<T> list(String name, Function<JsonNode, T> element) {
        JsonNode array = required(json, name);
        if (!array.isArray()) {
            throw broken("has a '%s' that is no list".formatted(name));
        }
        var list = new ArrayList<T>();
        array.forEach(one -> list.add(element.apply(one)));
        return list;
    }

    private static JsonNode required(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw broken("lacks '" + name + "'");
        }
        return value;
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }
}
