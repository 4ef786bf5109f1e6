package dev.penstock.did.panel;

import org.jspecify.annotations.Nullable;

/// What was done with a table, or could not be done, without failing.
///
/// @param code the stable name, such as `DID-W01`
/// @param group the first treated period of the cell that it is about, if it is about one
/// @param time the cell's period
/// @param count rows, units or cells that it is about
public record DidWarning(String code, String message, @Nullable Long group, @Nullable Long time, long count) {
    /// A warning that is not about one cell.
    public static DidWarning of(String code, String message, long count) {
        return new DidWarning(code, message, null, null, count);
    }
}
