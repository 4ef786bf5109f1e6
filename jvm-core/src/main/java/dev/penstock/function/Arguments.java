package dev.penstock.function;

import java.util.List;

/// Some rows of a function's arguments, a column of [Values] for each.
///
/// They are a copy that belongs to the call: a function may keep them without harm, but the next call writes over them.
public final class Arguments {
    /// The most rows that come in one call.
    public static final int MOST_ROWS = 16_384;

    private final List<Values> columns;
    private int rows;

    Arguments(List<Values> columns) {
        this.columns = List.copyOf(columns);
    }

    void rows(int count) {
        rows = count;
    }

    public int rows() {
        return rows;
    }

    /// How many arguments there are.
    public int size() {
        return columns.size();
    }

    /// An argument, counted from 0.
    public Values get(int index) {
        return columns.get(index);
    }
}
