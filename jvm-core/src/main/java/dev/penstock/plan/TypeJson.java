package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Types and fields as JSON. A type is an Arrow format string, or an object with `format`, `children`, `dictionary` and
/// `flags`.
final class TypeJson {
    private static final int DEEPEST = 64;

    private TypeJson() {}

    static DataType read(JsonNode node, Members.Place place) {
        return read(node, place, 0);
    }

    private static DataType read(JsonNode node, Members.Place place, int depth) {
        if (depth > DEEPEST) {
            throw new PenstockException(
                    ErrorCode.PLAN_TOO_LARGE,
                    "the type at " + place + " is nested more than " + DEEPEST + " levels deep");
        }
        if (node.isTextual()) {
            return ArrowFormat.parse(node.textValue(), List.of(), null, 0);
        }
        var members = new Members(node, place);
        List<Field> children = members.listOrNull("children", (child, at) -> field(child, at, depth + 1));
        DataType dictionary = members.orNull("dictionary", (values, at) -> read(values, at, depth + 1));
        Long flags = members.integerOrNull("flags");
        return ArrowFormat.parse(
                members.text("format"),
                children == null ? List.of() : children,
                dictionary,
                flags == null ? 0 : flags.intValue());
    }

    static Field readField(JsonNode node, Members.Place place) {
        return field(node, place, 0);
    }

    private static Field field(JsonNode node, Members.Place place, int depth) {
        var members = new Members(node, place);
        Boolean nullable = members.flagOrNull("nullable");
        return new Field(
                members.text("name"),
                members.one("type", (type, at) -> read(type, at, depth)),
                nullable == null || nullable,
                members.map("metadata", Members::text));
    }

    static void write(JsonGenerator out, DataType type) throws IOException {
        boolean dictionary = type instanceof DataType.Dictionary;
        List<Field> children = ArrowFormat.children(type);
        if (children.isEmpty() && !dictionary && !(type instanceof DataType.StructOf)) {
            out.writeString(ArrowFormat.of(type));
            return;
        }
        out.writeStartObject();
        out.writeStringField("format", ArrowFormat.of(type));
        if (type instanceof DataType.Dictionary(_, DataType values, _)) {
            out.writeFieldName("dictionary");
            write(out, values);
        } else {
            out.writeArrayFieldStart("children");
            for (Field child : children) {
                writeField(out, child);
            }
            out.writeEndArray();
        }
        int flags = ArrowFormat.flags(new Field("", type, false));
        if (flags != 0) {
            out.writeNumberField("flags", flags);
        }
        out.writeEndObject();
    }

    static void writeField(JsonGenerator out, Field field) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", field.name());
        out.writeFieldName("type");
        write(out, field.type());
        out.writeBooleanField("nullable", field.nullable());
        if (!field.metadata().isEmpty()) {
            out.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : new TreeMap<>(field.metadata()).entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
