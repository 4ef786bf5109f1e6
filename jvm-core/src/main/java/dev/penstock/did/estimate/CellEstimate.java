package dev.penstock.did.estimate;

import org.jspecify.annotations.Nullable;

/// What was estimated for a cell.
///
/// @param effect ATT(g,t); NaN when it cannot be estimated
/// @param treated units of the group (rows, unless the panel is balanced)
/// @param controls likewise
/// @param status `ok`, `reference`, or the code of the warning that says why there is no effect
/// @param why there is none; null when there is one
public record CellEstimate(Cell cell, double effect, long treated, long controls, String status, @Nullable String why) {
    public static final String OK = "ok";
    public static final String REFERENCE = "reference";

    static CellEstimate failed(Cell cell, long treated, long controls, Failure failure) {
        return new CellEstimate(cell, Double.NaN, treated, controls, failure.code(), failure.message());
    }
}
