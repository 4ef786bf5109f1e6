package dev.penstock.type;

import java.util.Map;

/// A named type, as it stands in a schema, a struct or a list.
///
/// @param nullable whether a null may occur
/// @param metadata free text for each key; `ARROW:extension:name` and `ARROW:extension:metadata` mark an extension type
public record Field(String name, DataType type, boolean nullable, Map<String, String> metadata) {
    public static final String EXTENSION_NAME = "ARROW:extension:name";
    public static final String EXTENSION_METADATA = "ARROW:extension:metadata";

    public Field {
        metadata = Schema.ordered(metadata);
        if (!metadata.isEmpty()) {
            Sensitive.columns().see(name, metadata);
        }
    }

    public Field(String name, DataType type, boolean nullable) {
        this(name, type, nullable, Map.of());
    }

    /// A field without metadata in which nulls may occur.
    public static Field nullable(String name, DataType type) {
        return new Field(name, type, true);
    }

    /// Whether the type is only the storage of an extension type, which the metadata names.
    public boolean isExtension() {
        return metadata.containsKey(EXTENSION_NAME);
    }

    /// Whether the type is the storage of the extension type of that name.
    public boolean isExtension(String extension) {
        return extension.equals(metadata.get(EXTENSION_NAME));
    }

    /// The same field under another name.
    public Field named(String newName) {
        return newName.equals(name) ? this : new Field(newName, type, nullable, metadata);
    }

    /// The same field with another type; the metadata goes with the type, so it is dropped when the type changes.
    public Field typed(DataType newType) {
        return newType.equals(type) ? this : new Field(name, newType, nullable);
    }

    /// The same field in which nulls may occur.
    public Field orNull() {
        return nullable ? this : new Field(name, type, true, metadata);
    }

    @Override
    public String toString() {
        return name + ": " + type + (nullable ? "" : " not null");
    }
}
