package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.function.Consumer;

/// What a pipeline does to a morsel. Each worker has a step of its own, so a step may keep room between morsels.
interface Step extends AutoCloseable {
    /// Hands to `out` what comes of the morsel: no batch, one, or several, in their order. The morsel stays the
    /// caller's; the batches move to `out`.
    void apply(Morsel morsel, Consumer<Batch> out);

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
        Step first = this;
        return new Step() {
            @Override
            public void apply(Morsel morsel, Consumer<Batch> out) {
                first.apply(
                        morsel,
                        batch -> {
                            try (batch) {
                                next.apply(Morsel.whole(morsel.number(), batch), out);
                            }
                        });
            }

            @Override
            public void close() {
                first.close();
                next.close();
            }
        };
    }
}
