package dev.penstock;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one query runs. A cheap value.
///
/// @param engine the only engine to use, or null for the best
/// @param disabledRules optimiser rules that are left out; `*` for all
/// @param threads null for the engine's
/// @param batchRows null for the engine's
/// @param memoryLimitBytes of this query alone; null for the engine's
/// @param profiled whether the report says what happened inside of DuckDB, which then takes a little longer
/// @param timeout after which the query ends with code TIMEOUT, counted from the moment at which it was opened; null
///   for none
/// @param resultCacheBytes how many bytes of results the engine may keep; null when this query neither looks for its
///   own nor leaves it
public record QueryOptions(
        @Nullable String engine,
        Set<String> disabledRules,
        @Nullable Integer threads,
        @Nullable Integer batchRows,
        @Nullable Long memoryLimitBytes,
        boolean profiled,
        @Nullable Duration timeout,
        @Nullable Long resultCacheBytes) {
    /// The engine's own settings.
    public static final QueryOptions DEFAULT = new QueryOptions(null, Set.of(), null, null, null);

    /// A run that nobody looks into.
    public QueryOptions(
            @Nullable String engine,
            Set<String> disabledRules,
            @Nullable Integer threads,
            @Nullable Integer batchRows,
            @Nullable Long memoryLimitBytes) {
        this(engine, disabledRules, threads, batchRows, memoryLimitBytes, false, null, null);
    }
}
