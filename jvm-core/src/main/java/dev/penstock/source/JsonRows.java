package dev.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The objects of a JSON file: one in each line, or the elements of a list.
final class JsonRows implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path path;
    private final boolean ignoreErrors;
    private final @Nullable BufferedReader lines;
    private final @Nullable JsonParser list;
    private long line;
    private boolean isOver;

    JsonRows(Path path, boolean isLines, boolean ignoreErrors) {
        this.path = path;
        this.ignoreErrors = ignoreErrors;
        try {
            if (isLines) {
                lines = new BufferedReader(new InputStreamReader(TextInput.open(path), StandardCharsets.UTF_8));
                list = null;
            } else {
                lines = null;
                list = MAPPER.createParser(TextInput.open(path));
                if (list.nextToken() != JsonToken.START_ARRAY && list.currentToken() != JsonToken.START_OBJECT) {
                    throw error("a list of objects was expected");
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// The next object, or null at the end.
    @Nullable ObjectNode next() {
        try {
            return lines == null ? fromList() : fromLines(lines);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private @Nullable ObjectNode fromLines(BufferedReader from) throws IOException {
        for (String text = from.readLine(); text != null; text = from.readLine()) {
            line++;
            String content = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (content.isBlank()) {
                continue;
            }
            try {
                return object(MAPPER.readTree(content));
            } catch (JsonProcessingException e) {
                if (!ignoreErrors) {
                    throw broken(e);
                }
            }
        }
        return null;
    }

    private @Nullable ObjectNode fromList() throws IOException {
        JsonParser parser = java.util.Objects.requireNonNull(list);
        if (isOver) {
            return null;
        }
        if (line == 0 && parser.currentToken() == JsonToken.START_OBJECT) {
            // One object in place of a list of one.
            isOver = true;
            line = 1;
            return object(MAPPER.readTree(parser));
        }
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.END_ARRAY) {
            isOver = true;
            return null;
        }
        line = parser.currentLocation().getLineNr();
        return object(MAPPER.readTree(parser));
    }

    private ObjectNode object(@Nullable JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw error("an object was expected, not " + (node == null ? "nothing" : node.getNodeType()));
    }

    /// An error that names the file and the line.
    PenstockException error(String what) {
        return new PenstockException(ErrorCode.COMPUTE, path + ", line " + line + ": " + what);
    }

    private PenstockException broken(IOException e) {
        if (e instanceof JsonProcessingException json) {
            var location = json.getLocation();
            long at = lines == null && location != null ? location.getLineNr() : line;
            String where = location == null ? "" : ", column " + location.getColumnNr();
            return new PenstockException(
                            ErrorCode.COMPUTE, path + ", line " + at + where + ": " + json.getOriginalMessage(), e)
                    .hint(
                            lines == null
                                    ? "is it NDJSON? then use scan_ndjson"
                                    : "pass ignore_errors=True to leave such lines out");
        }
        return FileErrors.of(path, e);
    }

    @Override
    public void close() {
        try {
            if (lines != null) {
                lines.close();
            }
            if (list != null) {
                list.close();
            }
        } catch (IOException _) {
            // Nothing is lost when reading ends badly.
        }
    }
}
