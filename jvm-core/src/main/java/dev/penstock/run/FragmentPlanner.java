package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Cuts a plan into fragments. Engines are asked in order of preference; a node goes to the first that can run it and
/// that runs its inputs, so that rows change hands as rarely as possible.
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
        return numbered(new Cut(allowed, forced).fragment(plan), new AtomicInteger(1));
    }

    /// The same fragments, numbered from 1 on, those that deliver before those that read.
    private static Fragment numbered(Fragment fragment, AtomicInteger next) {
        var ids = new HashMap<Integer, Integer>();
        var inputs = new ArrayList<Fragment>();
        for (Fragment input : fragment.inputs()) {
            Fragment numbered = numbered(input, next);
            ids.put(input.id(), numbered.id());
            inputs.add(numbered);
        }
        return new Fragment(
                next.getAndIncrement(), fragment.engine(), renamed(fragment.plan(), ids), inputs, fragment.reason());
    }

    private static BoundPlan renamed(BoundPlan plan, Map<Integer, Integer> ids) {
        if (plan instanceof BoundPlan.Exchange(int id, Schema schema)) {
            return new BoundPlan.Exchange(Objects.requireNonNull(ids.get(id)), schema);
        }
        return plan.inputs().isEmpty()
                ? plan
                : plan.withInputs(plan.inputs().stream().map(input -> renamed(input, ids)).toList());
    }

    /// One plan being cut.
    private static final class Cut {
        private final List<PlanEngine> engines;
        private final @Nullable String forced;
        private int next;

        Cut(List<PlanEngine> engines, @Nullable String forced) {
            this.engines = engines;
            this.forced = forced;
        }

        Fragment fragment(BoundPlan node) {
            List<Fragment> inputs = node.inputs().stream().map(this::fragment).toList();
            if (node instanceof BoundPlan.TableCall call) {
                List<BoundPlan> exchanges = inputs.stream().<BoundPlan>map(Cut::exchange).toList();
                return new Fragment(next++, null, call.withInputs(exchanges), inputs, "a table function");
            }
            PlanEngine engine = choose(node, inputs);
            var plans = new ArrayList<BoundPlan>();
            var outside = new ArrayList<Fragment>();
            for (Fragment input : inputs) {
                boolean files = input.plan() instanceof BoundPlan.FileScan scan && engine.readsFiles(node, scan);
                if (engine.equals(input.engine()) || files) {
                    plans.add(input.plan());
                    outside.addAll(input.inputs());
                } else {
                    plans.add(exchange(input));
                    outside.add(input);
                }
            }
            return new Fragment(next++, engine, node.withInputs(plans), outside, reason(node, engine, inputs));
        }

        private static BoundPlan exchange(Fragment input) {
            return new BoundPlan.Exchange(input.id(), input.plan().schema());
        }

        private PlanEngine choose(BoundPlan node, List<Fragment> inputs) {
            for (PlanEngine engine : engines) {
                boolean runsInputs =
                        inputs.stream().allMatch(input -> input.engine() == null || engine.equals(input.engine()));
                if (runsInputs && engine.refusal(node) == null) {
                    return engine;
                }
            }
            for (PlanEngine engine : engines.reversed()) {
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
