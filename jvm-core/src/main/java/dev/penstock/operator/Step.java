package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.function.Consumer;

/// What a pipeline does to a morsel. Each worker has a step of its own, so a step may keep room between morsels.
///
/// A morsel may become more rows than memory holds, when a key of a join has many partners. So a step may stop after
/// some batches, and goes on when it is asked for more; nobody needs to wait inside of it.
interface Step extends AutoCloseable {
    /// Hands to `out` what comes of the morsel, or the beginning of it: no batch, one, or several, in their order. The
    /// morsel stays the caller's; the batches move to `out`.
    void apply(Morsel morsel, Consumer<Batch> out);

    /// Hands over more of what comes of the last morsel, which is still there, and says whether there may be yet more.
    /// Asked until it says no, before the next morsel comes.
    default boolean more(Consumer<Batch> out) {
        return false;
    }

    /// Also in the middle of a morsel, which may be gone.
    @Override
    void close();

    /// Hands the rows on as they are.
    Step NOTHING =
            new Step() {
                @Override
                public void apply(Morsel morsel, Consumer<Batch> out) {
                    out.accept(morsel.cut());
                }

                @Override
                public void close() {}
            };

    /// This step, and then `next` on all that comes of it. Adopts both.
    default Step then(Step next) {
        return new StepPair(this, next);
    }
}
