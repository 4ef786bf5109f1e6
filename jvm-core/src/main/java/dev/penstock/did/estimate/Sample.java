package dev.penstock.did.estimate;

import dev.penstock.did.config.EstMethod;
import org.jspecify.annotations.Nullable;

/// The rows that one cell, or several that share them, are estimated from.
///
/// Estimation is a few sweeps over all blocks: sizes, the score step by step, outcome regressions, then what their
/// values give. In the end each unit's influence is a sum over what the cells found.
abstract class Sample {
    final EstMethod method;
    final double trimLevel;
    final Controls controls;

    /// Why nothing can be estimated from it; null as long as nothing is known against it.
    private @Nullable Failure failure;

    private @Nullable Score score;

    Sample(EstMethod method, double trimLevel, Controls controls) {
        this.method = method;
        this.trimLevel = trimLevel;
        this.controls = controls;
    }

    /// Whether units of a block take part, as treated or as controls.
    final boolean concerns(UnitBlock block) {
        return isTreated(block) || controls.include(block.group());
    }

    final boolean isTreated(UnitBlock block) {
        return block.group() == controls.group();
    }

    /// One segment, or two: first the rows of the base period, then those of the cell's period.
    abstract int segments();

    /// The rows of a block in a segment. What is `y` of a panel's segment differs from cell to cell and is not set.
    abstract Segment segment(BlockRows rows, int number);

    /// The outcome regressions and what else needs no score.
    abstract Step regressions();

    /// What needs the score and the regressions.
    abstract Step moments();

    /// Takes the effects from the sums.
    abstract void finish();

    /// Marks the columns of its cells among those of the influence.
    abstract void markColumns(boolean[] active);

    /// Writes what the units of a block contribute to each cell.
    abstract void influence(UnitBlock block, BlockRows rows, InfluenceBlock to);

    final boolean usesScore() {
        return method != EstMethod.REG;
    }

    final boolean usesRegression() {
        return method != EstMethod.IPW;
    }

    final void fail(Failure why) {
        if (failure == null) {
            failure = why;
        }
    }

    final @Nullable Failure failure() {
        return failure;
    }

    final void found(Score fitted) {
        score = fitted;
    }

    /// The fitted score, once there is one.
    final Score score() {
        if (score == null) {
            throw new IllegalStateException("the score is asked for before it is fitted");
        }
        return score;
    }
}
