package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Function;
import dev.penstock.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Parts that a plan says more than once become a [BoundPlan.Cache] each, so that they are computed once.
///
/// Found before any other rule has changed the plan, because rules treat equal parts differently: each reader wants
/// other columns and other rows. What it costs is that a filter of one reader stays above the cache. The columns that
/// no reader wants go all the same, at the end: see [TrimCaches].
final class ShareParts implements WholeRule {
    /// More values are not kept in memory only to save time.
    private static final long MOST_VALUES = 1L << 25;

    /// Of more zips inside of one another the inner ones are kept, however many rows they have.
    private static final int MOST_ZIPS = 2;

    /// Rows of a filtered file are kept if they are at most this share of all.
    private static final double FEW = 0.25;

    @Override
    public String name() {
        return "comm_subplan_elim";
    }

    @Override
    public Moment moment() {
        return Moment.WRITTEN;
    }

    @Override
    public Changed apply(BoundPlan plan, Cardinality cardinality) {
        return shared(plan, new Search(cardinality, isZipped(plan), false));
    }

    /// Parts that are put side by side row by row must come from one run, if another could have another order.
    @Override
    public Changed need(BoundPlan plan, Cardinality cardinality) {
        return isZipped(plan) ? shared(plan, new Search(cardinality, true, true)) : new Changed(plan, 0);
    }

    private static Changed shared(BoundPlan plan, Search search) {
        search.number(plan);
        BoundPlan shared = search.rebuilt(plan);
        return new Changed(search.caches == 0 ? plan : shared, search.caches);
    }

    private static final class Search {
        private final Cardinality cardinality;
        private final Map<BoundPlan, Integer> numbers = new HashMap<>();
        private final IdentityHashMap<BoundPlan, Integer> numbered = new IdentityHashMap<>();
        private final List<Integer> readers = new ArrayList<>();
        private final Map<Integer, BoundPlan> made = new HashMap<>();
        private final boolean zipped;
        private final boolean onlyNeeded;
        private int caches;

        /// @param zipped whether parts are put side by side anywhere in the plan
        /// @param onlyNeeded whether only that is shared which must be
        Search(Cardinality cardinality, boolean zipped, boolean onlyNeeded) {
            this.cardinality = cardinality;
            this.zipped = zipped;
            this.onlyNeeded = onlyNeeded;
        }

        /// The number of a part, which equal parts share. A part that is met again is not entered again, so its own
        /// parts have as many readers as the plan has different nodes that read them.
        private int number(BoundPlan node) {
            Integer known = numbered.get(node);
            if (known != null) {
                return known;
            }
            List<Integer> inputs = node.inputs().stream().map(this::number).toList();
            BoundPlan shape = node;
            if (!inputs.isEmpty()) {
                var places = new ArrayList<BoundPlan>();
                for (int i = 0; i < inputs.size(); i++) {
                    places.add(new BoundPlan.Exchange(inputs.get(i), node.inputs().get(i).schema()));
                }
                shape = node.withInputs(places);
            }
            Integer number = numbers.get(shape);
            if (number == null) {
                number = readers.size();
                numbers.put(shape, number);
                readers.add(0);
                inputs.forEach(input -> readers.set(input, readers.get(input) + 1));
            }
            numbered.put(node, number);
            return number;
        }

        private BoundPlan rebuilt(BoundPlan node) {
            int number = number(node);
            BoundPlan known = made.get(number);
            if (known != null) {
                return known;
            }
            List<BoundPlan> inputs = node.inputs().stream().map(this::rebuilt).toList();
            BoundPlan plan = inputs.isEmpty() ? node : node.withInputs(inputs);
            if (readers.get(number) > 1 && isWorthKeeping(node)) {
                plan = new BoundPlan.Cache(plan, caches++, plan.schema());
            }
            made.put(number, plan);
            return plan;
        }

        private boolean isWorthKeeping(BoundPlan node) {
            // Put side by side row by row, the readers must see the same rows in the same order, whatever it costs.
            if (zipped && mayDiffer(node)) {
                return true;
            }
            if (onlyNeeded || !isRepeatable(node)) {
                return false;
            }
            OptionalLong rows = cardinality.of(node);
            boolean fits =
                    rows.isEmpty()
                            ? reduces(node) || zips(node) >= MOST_ZIPS
                            : rows.getAsLong() <= MOST_VALUES / Math.max(1, node.schema().size());
            return fits && (isWork(node) || isFewOfMany(node, cardinality));
        }
    }

    /// How many zips are inside of one another. Each computes what it reads twice, so time doubles with each.
    private static int zips(BoundPlan plan) {
        int inside = plan.inputs().stream().mapToInt(ShareParts::zips).max().orElse(0);
        return plan instanceof BoundPlan.Zip ? inside + 1 : inside;
    }

    private static boolean isZipped(BoundPlan plan) {
        return plan instanceof BoundPlan.Zip || plan.inputs().stream().anyMatch(ShareParts::isZipped);
    }

    /// Whether another run could have other rows, or the same in another order. A stream has no other run.
    private static boolean mayDiffer(BoundPlan node) {
        boolean own =
                switch (node) {
                    case BoundPlan.Aggregate aggregate -> !aggregate.keys().isEmpty() && !aggregate.maintainOrder();
                    case BoundPlan.Distinct distinct -> !distinct.maintainOrder();
                    case BoundPlan.Join join -> join.order() == Plan.JoinOrder.NONE;
                    case BoundPlan.Sort sort -> !sort.stable();
                    case BoundPlan.TopK _, BoundPlan.Sql _, BoundPlan.TableCall _ -> true;
                    default -> false;
                };
        return own || node.inputs().stream().anyMatch(ShareParts::mayDiffer);
    }

    /// Whether the rows are fewer than those that were read, however many those are.
    private static boolean reduces(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Aggregate _, BoundPlan.Distinct _, BoundPlan.TopK _ -> true;
            case BoundPlan.Project project -> reduces(project.input());
            case BoundPlan.Filter filter -> reduces(filter.input());
            default -> false;
        };
    }

    /// Whether there is more to do than filters and projections.
    private static boolean isWork(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Join _,
                    BoundPlan.AsofJoin _,
                    BoundPlan.Aggregate _,
                    BoundPlan.Distinct _,
                    BoundPlan.Sort _,
                    BoundPlan.TopK _,
                    BoundPlan.Window _,
                    BoundPlan.WindowRows _,
                    BoundPlan.Explode _ ->
                    true;
            default -> node.inputs().stream().anyMatch(ShareParts::isWork);
        };
    }

    /// Whether few rows of a file are left, so that keeping them costs little and reading the file again much.
    private static boolean isFewOfMany(BoundPlan node, Cardinality cardinality) {
        BoundPlan scan = node;
        while (scan.inputs().size() == 1) {
            scan = scan.inputs().getFirst();
        }
        OptionalLong all = cardinality.of(scan);
        OptionalLong left = cardinality.of(node);
        return scan instanceof BoundPlan.FileScan
                && all.isPresent()
                && left.isPresent()
                && left.getAsLong() <= all.getAsLong() * FEW;
    }

    /// Whether a part says the same each time and does nothing besides: users' tables and SQL may do as they like.
    private static boolean isRepeatable(BoundPlan node) {
        boolean own =
                switch (node) {
                    case BoundPlan.Sql _, BoundPlan.TableCall _, BoundPlan.Sink _, BoundPlan.StreamScan _ -> false;
                    case BoundPlan.Filter filter -> !UserFunctions.isImpure(filter.predicate());
                    case BoundPlan.Project project ->
                            project.outputs().stream()
                                    .map(BoundPlan.Output::expression)
                                    .noneMatch(UserFunctions::isImpure);
                    case BoundPlan.Join join -> join.condition() == null || !UserFunctions.isImpure(condition(join));
                    case BoundPlan.Aggregate aggregate ->
                            aggregate.aggregates().stream().noneMatch(ShareParts::isUsers);
                    case BoundPlan.Window window -> window.windows().stream().noneMatch(ShareParts::isUsers);
                    default -> true;
                };
        return own && node.inputs().stream().allMatch(ShareParts::isRepeatable);
    }

    private static BoundExpr condition(BoundPlan.Join join) {
        return java.util.Objects.requireNonNull(join.condition());
    }

    private static boolean isUsers(BoundPlan.Computed computed) {
        return computed.function() instanceof Function.OfUserForGroups
                || computed.function() instanceof Function.OfUserForSeries;
    }
}
