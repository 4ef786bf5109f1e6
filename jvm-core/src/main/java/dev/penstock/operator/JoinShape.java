package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Cardinality;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Plan.JoinKind;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.plan.Plan.JoinValidation;
import java.util.List;
import java.util.OptionalLong;

/// A join with its sides chosen: one is built, which means collected into a table, and the rows of the other one probe
/// that as they come.
///
/// @param buildsLeft whether the left side is built
/// @param level how often the rows were divided into parts before, because the built side did not fit into memory
record JoinShape(BoundPlan.Join join, boolean buildsLeft, int level) {
    /// Rows of the built side that have no partner come at the end of all, behind a pipeline of their own; the other
    /// side must be so much larger before that pays.
    private static final long REST_FACTOR = 4;

    static JoinShape of(BoundPlan.Join join, Cardinality cardinality) {
        return new JoinShape(join, buildsLeft(join, cardinality), 0);
    }

    /// Rows come in the order of the side that probes, and the partners of each in the order of the built side; so an
    /// order leaves no choice. Where there is one, the smaller side is built.
    private static boolean buildsLeft(BoundPlan.Join join, Cardinality cardinality) {
        boolean leftOnly = join.how() == JoinKind.SEMI || join.how() == JoinKind.ANTI;
        if (join.order() != JoinOrder.NONE) {
            return !leftOnly && (join.order() == JoinOrder.RIGHT || join.order() == JoinOrder.RIGHT_LEFT);
        }
        switch (join.validate()) {
            case MANY_TO_ONE -> {
                return false;
            }
            case ONE_TO_MANY -> {
                return true;
            }
            case MANY_TO_MANY, ONE_TO_ONE -> {}
        }
        OptionalLong left = cardinality.of(join.left());
        OptionalLong right = cardinality.of(join.right());
        boolean usual = join.how() == JoinKind.RIGHT;
        if (left.isEmpty() || right.isEmpty()) {
            return usual;
        }
        return switch (join.how()) {
            case INNER, CROSS, FULL -> left.getAsLong() < right.getAsLong();
            case LEFT, SEMI, ANTI -> left.getAsLong() < right.getAsLong() / REST_FACTOR;
            case RIGHT -> left.getAsLong() / REST_FACTOR <= right.getAsLong();
        };
    }

    BoundPlan build() {
        return buildsLeft ? join.left() : join.right();
    }

    BoundPlan probe() {
        return buildsLeft ? join.right() : join.left();
    }

    List<String> buildKeys() {
        return buildsLeft ? join.leftKeys() : join.rightKeys();
    }

    List<String> probeKeys() {
        return buildsLeft ? join.rightKeys() : join.leftKeys();
    }

    /// What becomes of the rows that probe.
    enum Probed {
        /// A row for each partner.
        PAIRS,
        /// A row for each partner, or one where there is none.
        PAIRS_OR_ALONE,
        /// The row, if it has a partner.
        WITH,
        /// The row, if it has no partner.
        WITHOUT,
        /// Nothing: all that comes is rows of the built side, at the end.
        NOTHING
    }

    Probed probed() {
        return switch (join.how()) {
            case INNER, CROSS -> Probed.PAIRS;
            case LEFT -> buildsLeft ? Probed.PAIRS : Probed.PAIRS_OR_ALONE;
            case RIGHT -> buildsLeft ? Probed.PAIRS_OR_ALONE : Probed.PAIRS;
            case FULL -> Probed.PAIRS_OR_ALONE;
            case SEMI -> buildsLeft ? Probed.NOTHING : Probed.WITH;
            case ANTI -> buildsLeft ? Probed.NOTHING : Probed.WITHOUT;
        };
    }

    /// Whether rows of the built side come at the end, depending on whether they had a partner.
    boolean hasRest() {
        return switch (join.how()) {
            case INNER, CROSS -> false;
            case LEFT, SEMI, ANTI -> buildsLeft;
            case RIGHT -> !buildsLeft;
            case FULL -> true;
        };
    }

    /// Whether it is the rows with a partner that come at the end.
    boolean restIsMatched() {
        return join.how() == JoinKind.SEMI;
    }

    /// Whether columns of the built side are part of the result.
    boolean readsBuild() {
        return probed() == Probed.PAIRS || probed() == Probed.PAIRS_OR_ALONE || hasRest();
    }

    /// Whether a key may come once only on the built side.
    boolean checksBuild() {
        return buildsLeft ? leftIsOne() : rightIsOne();
    }

    /// Whether a key may come once only on the other side.
    boolean checksProbe() {
        return buildsLeft ? rightIsOne() : leftIsOne();
    }

    private boolean leftIsOne() {
        return join.validate() == JoinValidation.ONE_TO_MANY || join.validate() == JoinValidation.ONE_TO_ONE;
    }

    private boolean rightIsOne() {
        return join.validate() == JoinValidation.MANY_TO_ONE || join.validate() == JoinValidation.ONE_TO_ONE;
    }

    /// What is joined, for people: who asked for too much memory.
    String name() {
        return join.how() == Plan.JoinKind.CROSS
                ? "the cross join"
                : join.leftKeys().isEmpty()
                        ? "the join by comparison"
                        : "the join on " + String.join(", ", join.leftKeys());
    }
}
