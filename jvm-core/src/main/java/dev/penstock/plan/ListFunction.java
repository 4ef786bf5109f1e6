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
    /// The standard deviation of the elements; null for no more than `ddof` of them.
    STD("list.std"),
    /// The variance of the elements; null for no more than `ddof` of them.
    VAR("list.var"),
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
    /// Every n-th element (second argument) from an offset (third argument) on.
    GATHER_EVERY("list.gather_every"),
    /// The elements for which the second argument, a list of booleans of the same length, is true.
    FILTER("list.filter"),
    /// Some elements, drawn at random: as many as the second argument says, or the share that it is. Options `fraction`
    /// (whether it is a share), `with_replacement`, `shuffle`, `seed`.
    SAMPLE("list.sample"),
    /// The elements that are in both lists, each once.
    SET_INTERSECTION("list.set_intersection"),
    SET_UNION("list.set_union"),
    SET_DIFFERENCE("list.set_difference"),
    SET_SYMMETRIC_DIFFERENCE("list.set_symmetric_difference"),
    /// A struct of the first elements, under the names `fields`. Option `whole`: of all elements of lists of a fixed
    /// length, which are called `field_0` and so on unless they are given names.
    TO_STRUCT("list.to_struct"),
    /// A list of a fixed length. Option `width`.
    TO_ARRAY("list.to_array"),
    /// A list of any length.
    TO_LIST("arr.to_list"),
    /// The sum of the products of the elements of two lists of one fixed length, place by place.
    DOT("arr.dot"),
    /// The only element. Option `allow_empty`.
    ITEM("list.item"),
    /// The elements of the arguments that are lists, and the arguments that are none, one behind the other. Option
    /// `whole`: whether lists are elements as well.
    CONCAT_LIST("concat_list");

    private final String symbol;

    ListFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
