package dev.penstock;

import dev.penstock.column.Frame;
import dev.penstock.plan.Plan;
import org.jspecify.annotations.Nullable;

/// One query's part in the cache of results. A query whose result may be another one next time has none: it calls a
/// function of a user, or draws without a seed, or reads a stream, or SQL, or more than a few files.
final class CachedResult {
    private final ResultCache cache;
    private final Plan plan;
    private final PlanCache.@Nullable Key key;
    private final QueryOptions options;
    private final Sources sources;
    private volatile boolean found;

    /// @param key what the plan was known by when it was bound; null when it is made anew each time
    CachedResult(ResultCache cache, Plan plan, PlanCache.@Nullable Key key, QueryOptions options, Sources sources) {
        this.cache = cache;
        this.plan = plan;
        this.key = options.resultCacheBytes() == null ? null : key;
        this.options = options;
        this.sources = sources;
    }

    /// The result, for the caller; null when it has to be computed.
    @Nullable Frame find() {
        // Who asks how a run goes wants to see one.
        Frame known = key == null || options.profiled() ? null : cache.get(new ResultCache.Key(key, options.engine()));
        found = known != null;
        return known;
    }

    boolean isFound() {
        return found;
    }

    /// Leaves the result to later queries, unless a source has changed since the plan was bound: nobody knows which of
    /// the two was read.
    void keep(Frame result) {
        Long most = options.resultCacheBytes();
        if (key != null && most != null && key.equals(PlanCache.key(plan, options, sources))) {
            cache.put(new ResultCache.Key(key, options.engine()), result, most);
        }
    }
}
