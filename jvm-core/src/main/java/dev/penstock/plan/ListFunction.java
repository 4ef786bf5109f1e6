package dev.penstock.plan;

/// Lists and fixed-size lists.
public enum ListFunction implements Function.Elementwise {
    LEN("list.len"),
    /// The element at the index (second argument); negative ones count from the end. Option `null_on_oob`.
    GET("list.get");

    private final String symbol;

    ListFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
