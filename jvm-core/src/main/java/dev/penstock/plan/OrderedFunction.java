package dev.penstock.plan;

/// A value for each row that depends on the rows around it.
public enum OrderedFunction implements Function.Ordered {
    /// The value `n` rows before; the second argument where there is none.
    SHIFT("shift"),
    /// The difference to the value `n` rows before.
    DIFF("diff"),
    PCT_CHANGE("pct_change"),
    /// The sum so far; with `reverse`, from the end. Null rows stay null and do not count.
    CUM_SUM("cum_sum"),
    CUM_PROD("cum_prod"),
    CUM_MIN("cum_min"),
    CUM_MAX("cum_max"),
    /// How many non-null values so far.
    CUM_COUNT("cum_count"),
    /// The last value that is not null; at most `limit` rows on.
    FORWARD_FILL("forward_fill"),
    BACKWARD_FILL("backward_fill"),
    /// The place in the order of values. `method`: average, min, max, dense, ordinal, random; `descending`.
    RANK("rank"),
    /// The number of the row, from 0.
    ROW_INDEX("row_index"),
    IS_DUPLICATED("is_duplicated"),
    IS_UNIQUE("is_unique"),
    IS_FIRST_DISTINCT("is_first_distinct"),
    IS_LAST_DISTINCT("is_last_distinct"),
    /// The number of the run of equal values, from 0.
    RLE_ID("rle_id"),
    /// Nulls between two values filled along the line; `method` linear or nearest.
    INTERPOLATE("interpolate"),
    /// Over the last `window_size` rows. Options `min_samples`, `center`, `weights`.
    ROLLING_SUM("rolling_sum"),
    ROLLING_MEAN("rolling_mean"),
    ROLLING_MIN("rolling_min"),
    ROLLING_MAX("rolling_max"),
    ROLLING_STD("rolling_std"),
    ROLLING_VAR("rolling_var"),
    ROLLING_MEDIAN("rolling_median"),
    ROLLING_QUANTILE("rolling_quantile");

    private final String symbol;

    OrderedFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
