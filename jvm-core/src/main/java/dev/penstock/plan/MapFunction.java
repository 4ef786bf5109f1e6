package dev.penstock.plan;

/// Maps: values by their keys.
public enum MapFunction implements Function.Elementwise {
    /// A list of the keys, in the order of the entries.
    KEYS("map.keys"),
    /// A list of the values, in the order of the entries.
    VALUES("map.values"),
    /// A list of structs of `key` and `value`.
    ENTRIES("map.entries"),
    /// How many entries there are.
    LEN("map.len"),
    /// The value of a key; null where there is no such key.
    GET("map.get"),
    /// Whether there is an entry of the key; there is none of null.
    CONTAINS_KEY("map.contains_key"),
    /// The map of a list of such structs. Of equal keys the first place counts, and the last value.
    FROM_ENTRIES("list.to_map");

    private final String symbol;

    MapFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
