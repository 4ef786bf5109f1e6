package dev.penstock.plan;

/// Byte strings.
public enum BinaryFunction implements Function.Elementwise {
    /// How many bytes, in the unit `unit` (b, kb, mb, gb).
    SIZE("bin.size"),
    /// Whether the bytes of the second argument occur.
    CONTAINS("bin.contains"),
    STARTS_WITH("bin.starts_with"),
    ENDS_WITH("bin.ends_with"),
    /// The bytes as text in `encoding`: hex or base64.
    ENCODE("bin.encode"),
    /// The bytes that these, read as text in `encoding`, stand for. Option `strict`.
    DECODE("bin.decode");

    private final String symbol;

    BinaryFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
