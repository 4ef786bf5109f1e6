package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A join above a scan that will drop all rows without a partner, so that the scan need not decode their other columns.
/// All workers share it; each looks its rows up with a [PartnerFilter].
///
/// @param keys the join's keys, as the scan calls them
record Partners(JoinStage join, List<String> keys, AtomicLong seen, AtomicLong kept) {
    /// So many rows are looked up before it can be said that it does not pay.
    private static final long TRIED = 1 << 16;

    Partners {
        keys = List.copyOf(keys);
    }

    /// The partners that a stage wants of the rows that come to it; null when it keeps rows without one, or when nearly
    /// all rows will have one.
    static @Nullable Partners of(JoinStage stage) {
        JoinShape shape = stage.shape();
        boolean drops =
                switch (shape.probed()) {
                    case PAIRS, WITH, NOTHING -> true;
                    case PAIRS_OR_ALONE, WITHOUT -> false;
                };
        Schema schema = shape.probe().schema();
        boolean plain =
                shape.probeKeys().stream().noneMatch(key -> schema.field(key).type() instanceof DataType.Dictionary);
        return drops && plain && !shape.probeKeys().isEmpty() && !shape.checksProbe() && lacksRows(shape.build())
                ? new Partners(stage, shape.probeKeys(), new AtomicLong(), new AtomicLong())
                : null;
    }

    /// Whether rows were taken away below, which the keys of the other side may still refer to.
    private static boolean lacksRows(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.Filter _, BoundPlan.Slice _, BoundPlan.TopK _, BoundPlan.Sample _, BoundPlan.FrameScan _ ->
                    true;
            case BoundPlan.Join join when join.how() == JoinKind.SEMI || join.how() == JoinKind.ANTI -> true;
            default -> plan.inputs().stream().anyMatch(Partners::lacksRows);
        };
    }

    /// Those of some joins that can be told of rows below `node`.
    static List<Partners> below(List<Partners> partners, BoundPlan node) {
        return partners.stream().map(join -> join.below(node)).filter(Objects::nonNull).toList();
    }

    /// The same on the rows below `node`; null when they do not have the keys, or when others than those that have a
    /// partner must be seen.
    private @Nullable Partners below(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Filter filter -> UserFunctions.isImpure(filter.predicate()) ? null : this;
            case BoundPlan.Project project -> below(project);
            // All rows of a group have its keys, so that whole groups are left out.
            case BoundPlan.Aggregate aggregate -> aggregate.keys().containsAll(keys) ? this : null;
            default -> null;
        };
    }

    private @Nullable Partners below(BoundPlan.Project project) {
        var names = new ArrayList<String>();
        for (BoundPlan.Output output : project.outputs()) {
            if (UserFunctions.isImpure(output.expression())) {
                return null;
            }
        }
        for (String key : keys) {
            for (BoundPlan.Output output : project.outputs()) {
                if (output.name().equals(key) && output.expression() instanceof BoundExpr.Ref(String name, _)) {
                    names.add(name);
                }
            }
        }
        return names.size() == keys.size() ? new Partners(join, names, seen, kept) : null;
    }

    /// The same on the rows that probe in another join; null when a key is a column of its built side.
    @Nullable Partners below(JoinShape shape) {
        return keys.stream().allMatch(shape.probe().schema()::contains) ? this : null;
    }

    /// Notes how many of some rows had a partner.
    void note(long rows, long partners) {
        seen.addAndGet(rows);
        kept.addAndGet(partners);
    }

    /// Whether so many rows have a partner that to look for those that have none is in vain.
    boolean isVain() {
        long rows = seen.get();
        return rows > TRIED && kept.get() > rows - (rows >> 2);
    }
}
