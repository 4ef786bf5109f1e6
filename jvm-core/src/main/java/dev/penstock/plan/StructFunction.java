package dev.penstock.plan;

/// Structs.
public enum StructFunction implements Function.Elementwise {
    /// The field called `name`.
    FIELD("struct.field"),
    /// The fields but those called `names`. Option `strict`: whether each name must be that of a field.
    DROP("struct.drop"),
    /// The fields under `names`, as many as there are fields.
    RENAME_FIELDS("struct.rename_fields"),
    /// The value as JSON, `null` for null.
    JSON_ENCODE("struct.json_encode");

    private final String symbol;

    StructFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
