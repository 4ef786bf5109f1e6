package dev.penstock.did.estimate;

import dev.penstock.did.panel.DidWarning;
import java.util.List;

/// What was estimated from a panel.
///
/// @param periods of the panel, ascending
/// @param groups that have cells, ascending
/// @param cells by group and time
/// @param warnings one for each cell that could not be estimated
@SuppressWarnings("ArrayRecordComponent") // it is never compared
public record Estimates(
        long[] periods, long[] groups, List<CellEstimate> cells, List<DidWarning> warnings, Influence influence) {}
