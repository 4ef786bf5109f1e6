package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import java.util.OptionalLong;
import java.util.function.Function;

/// How many rows a plan delivers, as far as that can be said before it runs. Frames know their rows; everything else is
/// a guess, good enough to tell a small table from a large one.
///
/// @param leaf how many rows a leaf has: a frame, or what another engine delivers
public record Cardinality(Function<BoundPlan, OptionalLong> leaf) {
    /// Of ten rows, so many pass a filter of which nothing is known.
    private static final double PASSED = 0.25;

    /// Of ten rows, so many are the first of their group.
    private static final double GROUPS = 0.1;

    private static final double ELEMENTS = 4;

    /// Nothing is known.
    public static Cardinality unknown() {
        return new Cardinality(_ -> OptionalLong.empty());
    }

    /// About how many rows `plan` delivers; empty when nothing is known.
    public OptionalLong of(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _, BoundPlan.FileScan _ ->
                    leaf.apply(plan);
            case BoundPlan.Filter filter -> scaled(of(filter.input()), PASSED);
            case BoundPlan.Project project -> of(project.input());
            case BoundPlan.Window window -> of(window.input());
            case BoundPlan.Sort sort -> of(sort.input());
            case BoundPlan.RowIndex index -> of(index.input());
            case BoundPlan.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? OptionalLong.of(1) : scaled(of(aggregate.input()), GROUPS);
            case BoundPlan.Distinct distinct -> scaled(of(distinct.input()), GROUPS);
            case BoundPlan.TopK top -> atMost(of(top.input()), top.k());
            case BoundPlan.Slice slice -> slice(slice);
            case BoundPlan.Join join -> join(join);
            case BoundPlan.Union union -> sum(union);
            case BoundPlan.Zip zip -> largest(zip);
            case BoundPlan.Explode explode -> scaled(of(explode.input()), ELEMENTS);
            case BoundPlan.Unpivot unpivot -> scaled(of(unpivot.input()), unpivot.on().size());
            case BoundPlan.Sample sample -> sample(sample);
            case BoundPlan.Sink _ -> OptionalLong.of(1);
            case BoundPlan.Sql _, BoundPlan.TableCall _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong scaled(OptionalLong rows, double by) {
        return rows.isEmpty() ? rows : OptionalLong.of((long) Math.ceil(rows.getAsLong() * by));
    }

    private static OptionalLong atMost(OptionalLong rows, long most) {
        return OptionalLong.of(rows.isEmpty() ? most : Math.min(rows.getAsLong(), most));
    }

    private OptionalLong slice(BoundPlan.Slice slice) {
        OptionalLong rows = of(slice.input());
        Long length = slice.length();
        if (rows.isEmpty()) {
            return length == null ? rows : OptionalLong.of(length);
        }
        long skipped = slice.offset() >= 0 ? slice.offset() : Math.max(0, rows.getAsLong() + slice.offset());
        long left = Math.max(0, rows.getAsLong() - skipped);
        return OptionalLong.of(length == null ? left : Math.min(left, length));
    }

    /// As if each row of the larger side had one partner.
    private OptionalLong join(BoundPlan.Join join) {
        OptionalLong left = of(join.left());
        OptionalLong right = of(join.right());
        if (join.how() == Plan.JoinKind.SEMI || join.how() == Plan.JoinKind.ANTI) {
            return scaled(left, 0.5);
        }
        if (left.isEmpty() || right.isEmpty()) {
            return OptionalLong.empty();
        }
        return switch (join.how()) {
            case CROSS -> scaled(left, (double) right.getAsLong());
            case LEFT -> left;
            case RIGHT -> right;
            default -> OptionalLong.of(Math.max(left.getAsLong(), right.getAsLong()));
        };
    }

    private OptionalLong sum(BoundPlan.Union union) {
        long sum = 0;
        for (BoundPlan input : union.inputs()) {
            OptionalLong rows = of(input);
            if (rows.isEmpty()) {
                return rows;
            }
            sum += rows.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private OptionalLong largest(BoundPlan.Zip zip) {
        long most = 0;
        for (BoundPlan input : zip.inputs()) {
            OptionalLong rows = of(input);
            if (rows.isEmpty()) {
                return rows;
            }
            most = Math.max(most, rows.getAsLong());
        }
        return OptionalLong.of(most);
    }

    private OptionalLong sample(BoundPlan.Sample sample) {
        if (sample.n() != null) {
            return OptionalLong.of(sample.n());
        }
        Double fraction = sample.fraction();
        return fraction == null ? OptionalLong.of(1) : scaled(of(sample.input()), fraction);
    }
}
