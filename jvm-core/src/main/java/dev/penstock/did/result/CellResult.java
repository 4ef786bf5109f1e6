package dev.penstock.did.result;

import org.jspecify.annotations.Nullable;

/// ATT(g,t) and how sure one can be of it.
///
/// @param group the first treated period
/// @param base the period that it is compared with; null when the group has none
/// @param post whether the group is treated by then
/// @param effect NaN when it could not be estimated
/// @param se the standard error; NaN when there is none
/// @param treated units of the group in the cell (rows, unless the panel is balanced)
/// @param controls likewise
/// @param status `ok`, `reference`, or the code of the warning that says why there is no effect
public record CellResult(
        long group,
        long time,
        @Nullable Long base,
        boolean post,
        double effect,
        double se,
        long treated,
        long controls,
        String status) {}
