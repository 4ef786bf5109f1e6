package dev.penstock.plan;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Turns hostile plans away before anything recursive walks them.
final class PlanLimits {
    private record Level(Object node, int depth) {}

    private PlanLimits() {}

    /// @throws PenstockException with code PLAN_TOO_LARGE for a plan that is too deep or has too many nodes
    static void check(Plan plan) {
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(plan, 1));
        int nodes = 0;
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth > PlanJson.DEPTH_LIMIT) {
                throw tooDeep();
            }
            if (++nodes > PlanJson.NODE_LIMIT) {
                throw new PenstockException(
                                ErrorCode.PLAN_TOO_LARGE,
                                "the plan has more than %,d nodes".formatted(PlanJson.NODE_LIMIT))
                        .hint("collect an intermediate result and go on from there");
            }
            for (Object child : children(level.node)) {
                open.push(new Level(child, level.depth + 1));
            }
        }
    }

    static PenstockException tooDeep() {
        return new PenstockException(
                        ErrorCode.PLAN_TOO_LARGE, "the plan is deeper than %,d levels".formatted(PlanJson.DEPTH_LIMIT))
                .hint("collect an intermediate result and go on from there, or combine the steps in one call");
    }

    private static List<Object> children(Object node) {
        var children = new ArrayList<Object>();
        switch (node) {
            case Plan plan -> {
                children.addAll(plan.inputs());
                children.addAll(plan.expressions());
            }
            case Expr expression -> children.addAll(expression.children());
            default -> throw new AssertionError(node);
        }
        return children;
    }
}
