package dev.penstock.plan;

/// Structs and maps.
public enum StructFunction implements Function.Elementwise {
    /// The field called `name`.
    FIELD("struct.field");

    private final String symbol;

    StructFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
