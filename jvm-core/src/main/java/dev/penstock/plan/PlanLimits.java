package dev.penstock.plan;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// How large plans may be, and the count of one plan's nodes: it turns hostile plans away before anything walks them.
public final class PlanLimits {
    /// How many plan nodes and expressions may stand below one another.
    public static final int DEPTH = 1_000;

    /// How many plan nodes and expressions a plan may have.
    public static final int NODES = 100_000;

    /// How many characters the JSON text of a plan may have.
    public static final int CHARACTERS = 64 << 20;

    private int depth;
    private int nodes;

    PlanLimits() {}

    /// Counts a node, whose parts follow until [#leave()].
    void enter() {
        if (++depth > DEPTH) {
            throw tooLarge("deeper than %,d levels".formatted(DEPTH));
        }
        if (++nodes > NODES) {
            throw tooLarge("larger than %,d nodes".formatted(NODES));
        }
    }

    void leave() {
        depth--;
    }

    /// How deep the plan is: what [DeepStack] wants to know.
    ///
    /// @throws PenstockException with code PLAN_TOO_LARGE for a plan that is too deep or has too many nodes
    public static int check(Plan plan) {
        return check((Object) plan);
    }

    /// @param root a plan or an expression
    static int check(Object root) {
        record Level(List<?> nodes, int depth) {}
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(List.of(root), 1));
        int nodes = 0;
        int deepest = 0;
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.nodes.isEmpty()) {
                continue;
            }
            deepest = Math.max(deepest, level.depth);
            if (deepest > DEPTH) {
                throw tooLarge("deeper than %,d levels".formatted(DEPTH));
            }
            nodes += level.nodes.size();
            if (nodes > NODES) {
                throw tooLarge("larger than %,d nodes".formatted(NODES));
            }
            for (Object node : level.nodes) {
                switch (node) {
                    case Plan inner -> {
                        open.push(new Level(inner.inputs(), level.depth + 1));
                        open.push(new Level(inner.expressions(), level.depth + 1));
                    }
                    case Expr inner -> open.push(new Level(inner.children(), level.depth + 1));
                    default -> throw new AssertionError(node);
                }
            }
        }
        return deepest;
    }

    /// The error for a plan that is `how`.
    static PenstockException tooLarge(String how) {
        return new PenstockException(ErrorCode.PLAN_TOO_LARGE, "the plan is " + how)
                .hint("collect an intermediate result and go on from there, or combine the steps in one call");
    }
}
