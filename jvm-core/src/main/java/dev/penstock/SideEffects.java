package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;

/// Refuses plans that go on from a SQL statement that writes. How often an inner part of a plan runs, and how much of
/// it, is the optimiser's business; a statement runs once, and as a whole.
final class SideEffects {
    private SideEffects() {}

    /// @throws PenstockException with code INVALID_OPERATION for such a plan
    static void refuseInside(BoundPlan plan) {
        for (BoundPlan input : plan.inputs()) {
            if (input instanceof BoundPlan.Sql sql && sql.writes()) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "a SQL statement that writes is inside of a plan, and must be all of it")
                        .hint("collect the statement, and go on from the frame that it answers with");
            }
            refuseInside(input);
        }
    }
}
