package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Cuts a plan into fragments. Engines are asked in order of preference; a node goes to the first that can run it and
/// that runs its inputs, so that rows change hands as rarely as possible; one that is slow at it comes last.
public final class FragmentPlanner {
    private final List<PlanEngine> engines;

    /// @param engines in order of preference; the last one can run every node that is not a table function
    public FragmentPlanner(List<PlanEngine> engines) {
        this.engines = List.copyOf(engines);
    }

    /// @param forced the only engine to use, or null for the best
    /// @throws PenstockException with code CONFIG for an unknown engine, UNSUPPORTED_OPERATION when the forced one
    ///   cannot
    public Fragment plan(BoundPlan plan, @Nullable String forced) {
        List<PlanEngine> allowed =
                forced == null ? engines : engines.stream().filter(engine -> engine.name().equals(forced)).toList();
        if (allowed.isEmpty()) {
            throw PenstockException.unknown(
                    ErrorCode.CONFIG,
                    "engine",
                    String.valueOf(forced),
                    engines.stream().map(PlanEngine::name).toList());
        }
        return new Numbering().of(new Cut(allowed, forced, isZipped(plan)).fragment(plan));
    }

    private static boolean isZipped(BoundPlan plan) {
        return plan instanceof BoundPlan.Zip || plan.inputs().stream().anyMatch(FragmentPlanner::isZipped);
    }

    /// The same fragments, numbered from 1 on, those that deliver before those that read. Each node is an object of its
    /// own.
    private static final class Numbering {
        private final Map<Integer, Fragment> numbered = new HashMap<>();

        Fragment of(Fragment fragment) {
            Fragment known = numbered.get(fragment.id());
            if (known != null) {
                return known;
            }
            List<Fragment> inputs = fragment.inputs().stream().map(this::of).distinct().toList();
            BoundPlan plan = renamed(fragment.plan());
            var made =
                    new Fragment(
                            numbered.size() + 1, fragment.engine(), plan, inputs, fragment.reason(), fragment.shared());
            numbered.put(fragment.id(), made);
            return made;
        }

        private BoundPlan renamed(BoundPlan plan) {
            return switch (plan) {
                case BoundPlan.Exchange(int id, Schema schema) ->
                        new BoundPlan.Exchange(Objects.requireNonNull(numbered.get(id)).id(), schema);
                // Whoever counts what the nodes do tells them apart by their identity.
                case BoundPlan.FileScan(Plan.Scan scan, Schema schema) -> new BoundPlan.FileScan(scan, schema);
                case BoundPlan.FrameScan(String handle, Schema schema) -> new BoundPlan.FrameScan(handle, schema);
                case BoundPlan.StreamScan(String handle, Schema schema) -> new BoundPlan.StreamScan(handle, schema);
                default -> plan.withInputs(plan.inputs().stream().map(this::renamed).toList());
            };
        }
    }

    /// One plan being cut.
    private static final class Cut {
        private final List<PlanEngine> engines;
        private final @Nullable String forced;
        private final boolean zipped;
        private final Map<Integer, Fragment> shared = new HashMap<>();
        private int next;

        /// @param zipped whether tables are put side by side
        Cut(List<PlanEngine> engines, @Nullable String forced, boolean zipped) {
            this.engines = engines;
            this.forced = forced;
            this.zipped = zipped;
        }

        Fragment fragment(BoundPlan node) {
            if (node instanceof BoundPlan.Cache cache) {
                return shared(cache);
            }
            List<Fragment> inputs = node.inputs().stream().map(this::fragment).toList();
            if (node instanceof BoundPlan.TableCall call) {
                List<BoundPlan> exchanges = inputs.stream().<BoundPlan>map(Cut::exchange).toList();
                return new Fragment(next++, null, call.withInputs(exchanges), inputs, "a table function");
            }
            PlanEngine engine = choose(node, inputs);
            var plans = new ArrayList<BoundPlan>();
            var outside = new ArrayList<Fragment>();
            for (int i = 0; i < inputs.size(); i++) {
                Fragment input = inputs.get(i);
                boolean files = input.plan() instanceof BoundPlan.FileScan scan && engine.readsFiles(node, scan);
                BoundPlan rows;
                if ((engine.equals(input.engine()) || files) && !isKept(input)) {
                    rows = input.plan();
                    outside.addAll(input.inputs());
                } else {
                    rows = exchange(input);
                    outside.add(input);
                }
                plans.add(columns(rows, node.inputs().get(i).schema()));
            }
            return new Fragment(next++, engine, node.withInputs(plans), outside, reason(node, engine, inputs));
        }

        /// The rows that several nodes read; they are the same fragment for all of them.
        private Fragment shared(BoundPlan.Cache cache) {
            Fragment known = shared.get(cache.id());
            if (known != null) {
                return known;
            }
            Fragment rows = fragment(cache.input());
            var made = new Fragment(next++, rows.engine(), rows.plan(), rows.inputs(), rows.reason(), true);
            shared.put(cache.id(), made);
            return made;
        }

        /// Whether rows are kept outside of the engine for all that read them. An engine that computes them for each
        /// reader may do so in another order, so what stands side by side is kept; and zips inside of zips would double
        /// its work with each.
        private boolean isKept(Fragment input) {
            PlanEngine engine = input.engine();
            return input.shared() && engine != null && (zipped || engine.keepsShared());
        }

        /// Of the rows, what the reader wants.
        private static BoundPlan columns(BoundPlan rows, Schema schema) {
            return rows.schema().equals(schema) ? rows : new BoundPlan.Cache(rows, 0, schema).transparent();
        }

        private static BoundPlan exchange(Fragment input) {
            return new BoundPlan.Exchange(input.id(), input.plan().schema());
        }

        private PlanEngine choose(BoundPlan node, List<Fragment> inputs) {
            for (PlanEngine engine : engines) {
                boolean runsInputs =
                        inputs.stream().allMatch(input -> input.engine() == null || engine.equals(input.engine()));
                if (runsInputs && engine.refusal(node) == null && !engine.isSlow(node)) {
                    return engine;
                }
            }
            for (PlanEngine engine : engines.reversed()) {
                if (engine.refusal(node) == null && !engine.isSlow(node)) {
                    return engine;
                }
            }
            for (PlanEngine engine : engines) {
                if (engine.refusal(node) == null) {
                    return engine;
                }
            }
            PlanEngine last = engines.getLast();
            String name = node.getClass().getSimpleName();
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "the " + last.name() + " engine cannot run " + name + ": " + last.refusal(node))
                    .hint(forced == null ? "please report this plan" : "leave the choice of the engine to Penstock");
        }

        private String reason(BoundPlan node, PlanEngine engine, List<Fragment> inputs) {
            if (forced != null) {
                return "asked for";
            }
            PlanEngine preferred = engines.getFirst();
            if (engine.equals(preferred)) {
                return "supported";
            }
            String refusal = preferred.refusal(node);
            if (refusal != null) {
                return preferred.name() + ": " + refusal;
            }
            // The node is there because of one below it, whose reason says more.
            return inputs.stream()
                    .filter(input -> engine.equals(input.engine()))
                    .map(Fragment::reason)
                    .findFirst()
                    .orElse("its input runs there");
        }
    }
}
