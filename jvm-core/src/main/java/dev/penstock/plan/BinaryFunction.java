package dev.penstock.plan;

/// Byte strings.
public enum BinaryFunction implements Function.Elementwise {
    /// How many bytes, in the unit `unit` (b, kb, mb, gb).
    SIZE("bin.size");

    private final String symbol;

    BinaryFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
