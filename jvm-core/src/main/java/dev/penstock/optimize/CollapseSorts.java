package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import org.jspecify.annotations.Nullable;

/// A sort right below another one goes away: by the same keys it has done the work already, and an unstable sort does
/// not look at the order that it finds. A sort of which only the first rows are wanted sorts only those.
final class CollapseSorts implements Rule {
    @Override
    public String name() {
        return "sort_collapse";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Sort sort when sort.input() instanceof BoundPlan.Sort below -> collapsed(sort, below);
            case BoundPlan.Slice slice when slice.input() instanceof BoundPlan.Sort sort -> topK(slice, sort);
            default -> null;
        };
    }

    private static @Nullable BoundPlan collapsed(BoundPlan.Sort sort, BoundPlan.Sort below) {
        if (sort.keys().equals(below.keys())) {
            return below.stable() || !sort.stable() ? below : null;
        }
        return sort.stable() ? null : new BoundPlan.Sort(below.input(), sort.keys(), false);
    }

    private static @Nullable BoundPlan topK(BoundPlan.Slice slice, BoundPlan.Sort sort) {
        Long length = slice.length();
        if (slice.offset() < 0 || length == null || length > Long.MAX_VALUE - slice.offset() || sort.keys().isEmpty()) {
            return null;
        }
        long rows = slice.offset() + length;
        if (sort.stable()) {
            BoundPlan first = new BoundPlan.TopK(sort.input(), rows, sort.keys(), true);
            return new BoundPlan.Slice(first, slice.offset(), length);
        }
        if (sort.input() instanceof BoundPlan.TopK) {
            return null;
        }
        BoundPlan first = new BoundPlan.TopK(sort.input(), rows, sort.keys());
        return new BoundPlan.Slice(new BoundPlan.Sort(first, sort.keys(), false), slice.offset(), length);
    }
}
