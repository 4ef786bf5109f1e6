package dev.penstock.type;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The columns of a frame in order. No two have the same name.
public final class Schema {
    private final List<Field> fields;
    private final Map<String, String> metadata;
    private final Map<String, Integer> positions;

    /// @throws PenstockException with code DUPLICATE for a name that comes twice
    public Schema(List<Field> fields, Map<String, String> metadata) {
        this.fields = List.copyOf(fields);
        this.metadata = ordered(metadata);
        this.positions = HashMap.newHashMap(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            if (positions.put(name, i) != null) {
                throw new PenstockException(ErrorCode.DUPLICATE, "the column \"" + name + "\" comes twice")
                        .column(name)
                        .hint("give one of them another name with .alias(...)");
            }
        }
    }

    public Schema(List<Field> fields) {
        this(fields, Map.of());
    }

    public List<Field> fields() {
        return fields;
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    public int size() {
        return fields.size();
    }

    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    public Field field(int index) {
        return fields.get(index);
    }

    /// @throws PenstockException with code COLUMN_NOT_FOUND and the nearest names
    public Field field(String name) {
        return fields.get(indexOf(name));
    }

    public boolean contains(String name) {
        return positions.containsKey(name);
    }

    /// @throws PenstockException with code COLUMN_NOT_FOUND and the nearest names
    public int indexOf(String name) {
        Integer index = positions.get(name);
        if (index == null) {
            throw PenstockException.columnNotFound(name, names());
        }
        return index;
    }

    /// A copy that keeps the order: metadata comes out as it went in, and texts are the same in every process.
    static Map<String, String> ordered(Map<String, String> metadata) {
        return metadata.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema schema && fields.equals(schema.fields) && metadata.equals(schema.metadata);
    }

    @Override
    public int hashCode() {
        return 31 * fields.hashCode() + metadata.hashCode();
    }

    @Override
    public String toString() {
        return fields.stream().map(Field::toString).collect(Collectors.joining(", ", "{", "}"));
    }
}
