package dev.penstock.plan;

/// Lists and fixed-size lists.
public enum ListFunction implements Function.Elementwise {
    LEN("list.len"),
    /// The element at the index (second argument); negative ones count from the end. Option `null_on_oob`.
    GET("list.get"),
    /// The sum of the elements, 0 of none; the types are those of the aggregate.
    SUM("list.sum"),
    /// The smallest element; NaN only if there is nothing else.
    MIN("list.min"),
    MAX("list.max"),
    MEAN("list.mean"),
    MEDIAN("list.median"),
    /// Whether one element is true. Option `ignore_nulls`.
    ANY("list.any"),
    ALL("list.all"),
    /// Whether the second argument is among the elements. Option `nulls_equal`.
    CONTAINS("list.contains"),
    /// How often the second argument is among the elements.
    COUNT_MATCHES("list.count_matches"),
    /// The texts with the second argument between. Option `ignore_nulls`.
    JOIN("list.join"),
    /// The elements from the second argument on, as many as the third says.
    SLICE("list.slice"),
    /// The elements in order. Options `descending`, `nulls_last`.
    SORT("list.sort"),
    REVERSE("list.reverse"),
    /// Each element once, in the order of their first appearance.
    UNIQUE("list.unique"),
    N_UNIQUE("list.n_unique"),
    DROP_NULLS("list.drop_nulls"),
    /// The position of the smallest element.
    ARG_MIN("list.arg_min"),
    ARG_MAX("list.arg_max"),
    /// The elements of all arguments, one behind the other.
    CONCAT("list.concat"),
    /// The elements moved by the second argument.
    SHIFT("list.shift"),
    /// The elements at the positions in the second argument. Option `null_on_oob`.
    GATHER("list.gather"),
    /// The elements that are in both lists, each once.
    SET_INTERSECTION("list.set_intersection"),
    SET_UNION("list.set_union"),
    SET_DIFFERENCE("list.set_difference"),
    SET_SYMMETRIC_DIFFERENCE("list.set_symmetric_difference"),
    /// A struct of the first elements, under the names `fields`.
    TO_STRUCT("list.to_struct"),
    /// The only element. Option `allow_empty`.
    ITEM("list.item");

    private final String symbol;

    ListFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
