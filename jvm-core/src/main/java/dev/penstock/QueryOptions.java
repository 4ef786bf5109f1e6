package dev.penstock;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one query runs. A cheap value.
///
/// @param engine the only engine to use, or null for the best
/// @param disabledRules optimiser rules that are left out; `*` for all
/// @param threads null for the engine's
/// @param batchRows null for the engine's
/// @param memoryLimitBytes of this query alone; null for the engine's
public record QueryOptions(
        @Nullable String engine,
        Set<String> disabledRules,
        @Nullable Integer threads,
        @Nullable Integer batchRows,
        @Nullable Long memoryLimitBytes) {
    /// The engine's own settings.
    public static final QueryOptions DEFAULT = new QueryOptions(null, Set.of(), null, null, null);
}
