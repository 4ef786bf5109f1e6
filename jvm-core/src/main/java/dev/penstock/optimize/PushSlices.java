package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A slice from a known row on moves below a projection and into the inputs of a union or a merge, and two slices
/// become one, so that what is behind it is never made.
final class PushSlices implements Rule {
    @Override
    public String name() {
        return "slice_pushdown";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (!(node instanceof BoundPlan.Slice slice) || slice.offset() < 0) {
            return null;
        }
        return switch (slice.input()) {
            case BoundPlan.Project project
                    when project.outputs().stream().allMatch(output -> Predicates.isTotal(output.expression())) ->
                    project.withInputs(List.of(new BoundPlan.Slice(project.input(), slice.offset(), slice.length())));
            case BoundPlan.Slice inner when inner.offset() >= 0 -> merged(inner, slice);
            case BoundPlan.Union union -> intoUnion(union, slice);
            case BoundPlan.MergeSorted merge -> intoUnion(merge, slice);
            default -> null;
        };
    }

    private static BoundPlan merged(BoundPlan.Slice inner, BoundPlan.Slice outer) {
        long offset = Math.addExact(inner.offset(), outer.offset());
        Long length = outer.length();
        if (inner.length() != null) {
            long left = Math.max(0, inner.length() - outer.offset());
            length = length == null ? left : Math.min(length, left);
        }
        return new BoundPlan.Slice(inner.input(), offset, length);
    }

    private static @Nullable BoundPlan intoUnion(BoundPlan union, BoundPlan.Slice slice) {
        if (slice.length() == null || slice.length() > Long.MAX_VALUE - slice.offset()) {
            return null;
        }
        long most = slice.offset() + slice.length();
        if (union.inputs().stream().allMatch(input -> isCut(input, most))) {
            return null;
        }
        List<BoundPlan> inputs =
                union.inputs().stream()
                        .map(input -> isCut(input, most) ? input : new BoundPlan.Slice(input, 0, most))
                        .toList();
        return new BoundPlan.Slice(union.withInputs(inputs), slice.offset(), slice.length());
    }

    /// Whether the plan has been cut to `most` rows already, by the pass before; the slice may have moved on down.
    private static boolean isCut(BoundPlan plan, long most) {
        return switch (plan) {
            case BoundPlan.Slice(_, long offset, Long length) -> offset == 0 && length != null && length <= most;
            case BoundPlan.Project project -> isCut(project.input(), most);
            case BoundPlan.Union _, BoundPlan.MergeSorted _ ->
                    plan.inputs().stream().allMatch(input -> isCut(input, most));
            default -> false;
        };
    }
}
