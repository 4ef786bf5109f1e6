package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// How many rows a plan delivers, as far as that can be said before it runs. Frames and Parquet files know their rows;
/// everything else is a guess, good enough to tell a small table from a large one.
///
/// A join is guessed as if the rows of each side were spread evenly over the values that its keys can have, which are
/// no more than the smaller of the tables that the keys come from has rows. So a table that was filtered takes the same
/// share of the rows of those that refer to it.
///
/// Remembers what it has guessed, node by node, so it is for one thread and a short life.
public final class Cardinality {
    /// Of ten rows, so many are the first of their group.
    private static final double GROUPS = 0.1;

    private static final double ELEMENTS = 4;

    private final Tables tables;
    private final Origins origins;
    private final IdentityHashMap<BoundPlan, OptionalLong> guesses = new IdentityHashMap<>();

    /// @param tables what is known of the leaves
    public Cardinality(Tables tables) {
        this.tables = tables;
        origins = new Origins(tables);
    }

    /// Nothing is known.
    public static Cardinality unknown() {
        return new Cardinality(Tables.UNKNOWN);
    }

    Origins origins() {
        return origins;
    }

    /// About how many rows `plan` delivers; empty when nothing is known.
    public OptionalLong of(BoundPlan plan) {
        OptionalLong known = guesses.get(plan);
        if (known == null) {
            known = guessed(plan);
            guesses.put(plan, known);
        }
        return known;
    }

    private OptionalLong guessed(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.FileScan _ -> tables.rows(plan);
            case BoundPlan.Exchange exchange -> {
                BoundPlan behind = tables.behind(exchange);
                yield behind == null ? tables.rows(plan) : of(behind);
            }
            case BoundPlan.Filter filter -> scaled(of(filter.input()), selectivity(filter.input(), filter.predicate()));
            case BoundPlan.Project project -> of(project.input());
            case BoundPlan.Cache cache -> of(cache.input());
            case BoundPlan.Window window -> of(window.input());
            case BoundPlan.Sort sort -> of(sort.input());
            case BoundPlan.RowIndex index -> of(index.input());
            case BoundPlan.Aggregate aggregate -> groups(aggregate.input(), aggregate.keys());
            case BoundPlan.Distinct distinct -> groups(distinct.input(), distinct.on());
            case BoundPlan.TopK top -> atMost(of(top.input()), top.k());
            case BoundPlan.Slice slice -> slice(slice);
            case BoundPlan.Join join -> join(join);
            case BoundPlan.AsofJoin join -> of(join.left());
            case BoundPlan.Union union -> sum(union);
            case BoundPlan.MergeSorted merge -> sum(merge.rows());
            case BoundPlan.Zip zip -> largest(zip);
            // Windows that overlap have more; nobody knows how far.
            case BoundPlan.WindowRows rows -> of(rows.input());
            case BoundPlan.Explode explode -> scaled(of(explode.input()), ELEMENTS);
            case BoundPlan.Unpivot unpivot -> scaled(of(unpivot.input()), unpivot.on().size());
            case BoundPlan.Sample sample -> sample(sample);
            case BoundPlan.Sink _ -> OptionalLong.of(1);
            case BoundPlan.Sql _, BoundPlan.TableCall _ -> OptionalLong.empty();
        };
    }

    private double selectivity(BoundPlan input, BoundExpr predicate) {
        return new Selectivity(origins, input).of(predicate);
    }

    private static OptionalLong scaled(OptionalLong rows, double by) {
        return rows.isEmpty() ? rows : rounded(rows.getAsLong() * by);
    }

    private static OptionalLong rounded(double rows) {
        return OptionalLong.of((long) Math.ceil(Math.min(rows, 1e18)));
    }

    private static OptionalLong atMost(OptionalLong rows, long most) {
        return OptionalLong.of(rows.isEmpty() ? most : Math.min(rows.getAsLong(), most));
    }

    /// As many as the keys have combinations, where those are few; else a share of the rows.
    private OptionalLong groups(BoundPlan input, List<String> keys) {
        if (keys.isEmpty()) {
            return OptionalLong.of(1);
        }
        OptionalLong rows = of(input);
        OptionalDouble most = origins.combinations(input, keys);
        if (rows.isEmpty()) {
            return most.isEmpty() ? rows : rounded(most.getAsDouble());
        }
        boolean few = most.isPresent() && most.getAsDouble() < rows.getAsLong() * GROUPS;
        return few ? rounded(most.getAsDouble()) : scaled(rows, GROUPS);
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

    private OptionalLong join(BoundPlan.Join join) {
        OptionalLong left = of(join.left());
        OptionalLong right = of(join.right());
        boolean leftOnly = join.how() == Plan.JoinKind.SEMI || join.how() == Plan.JoinKind.ANTI;
        if (left.isEmpty() || right.isEmpty()) {
            return leftOnly ? scaled(left, 0.5) : OptionalLong.empty();
        }
        double l = left.getAsLong();
        double r = right.getAsLong();
        double keys = keys(join, l, r);
        double inner = l * r / Math.max(1, keys);
        BoundExpr condition = join.condition();
        if (condition != null) {
            inner *= selectivity(join, condition);
        }
        double matched = Math.min(1, r / Math.max(1, keys));
        return switch (join.how()) {
            case INNER, CROSS -> rounded(inner);
            case LEFT -> rounded(Math.max(l, inner));
            case RIGHT -> rounded(Math.max(r, inner));
            case FULL -> rounded(Math.max(Math.max(l, r), inner));
            case SEMI -> rounded(l * matched);
            case ANTI -> rounded(l * (1 - matched));
        };
    }

    /// How many combinations of values the keys of a join have; without any knowledge as if each row of the larger side
    /// had one partner.
    private double keys(BoundPlan.Join join, double left, double right) {
        if (join.leftKeys().isEmpty()) {
            return 1;
        }
        OptionalDouble ofLeft = origins.combinations(join.left(), join.leftKeys());
        OptionalDouble ofRight = origins.combinations(join.right(), join.rightKeys());
        if (ofLeft.isEmpty() && ofRight.isEmpty()) {
            return Math.min(left, right);
        }
        return Math.min(ofLeft.orElse(Double.MAX_VALUE), ofRight.orElse(Double.MAX_VALUE));
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
