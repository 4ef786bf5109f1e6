package dev.penstock.function;

import java.util.ArrayList;
import java.util.List;

/// An aggregate that keeps an object for each group: the short way to an [AggregateFunction].
///
/// ```java
/// public final class WeightedMean extends FoldFunction<NoSettings, double[]> {
///     public WeightedMean() {
///         super("stats.weighted_mean", NoSettings.class, Signature.of(FLOAT64, FLOAT64, FLOAT64));
///     }
///
///     protected double[] start(NoSettings none) { return new double[2]; }
///     protected void add(NoSettings none, double[] sums, Arguments in, int row) {
///         sums[0] += in.get(0).getDouble(row) * in.get(1).getDouble(row);
///         sums[1] += in.get(1).getDouble(row);
///     }
///     protected void merge(NoSettings none, double[] sums, double[] more) {
///         sums[0] += more[0];
///         sums[1] += more[1];
///     }
///     protected void finish(NoSettings none, double[] sums, Answer out, int row) {
///         if (sums[1] != 0) {
///             out.setDouble(row, sums[0] / sums[1]);
///         }
///     }
/// }
/// ```
///
/// @param <S> what is kept for each group
public abstract class FoldFunction<C extends Record, S> implements AggregateFunction<C> {
    private final String name;
    private final Class<C> configType;
    private final List<Signature> signatures;

    protected FoldFunction(String name, Class<C> configType, Signature... signatures) {
        this.name = name;
        this.configType = configType;
        this.signatures = List.of(signatures);
    }

    /// What is kept for a group without rows.
    protected abstract S start(C config);

    /// Adds a row to a group.
    protected abstract void add(C config, S state, Arguments rows, int row);

    /// Adds another worker's rows of the same group.
    protected abstract void merge(C config, S state, S other);

    /// Answers row `row` for a group; a row that gets no answer is null.
    protected abstract void finish(C config, S state, Answer answer, int row);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Class<C> configType() {
        return configType;
    }

    @Override
    public final List<Signature> signatures(C config) {
        return signatures;
    }

    @Override
    public final Groups open(C config, Signature signature) {
        return new Objects(config);
    }

    private final class Objects implements Groups {
        private final C config;
        private final List<S> states = new ArrayList<>();

        Objects(C config) {
            this.config = config;
        }

        @Override
        public void grow(int groups) {
            while (states.size() < groups) {
                states.add(start(config));
            }
        }

        @Override
        public void update(Arguments rows, int[] groups) {
            for (int row = 0; row < rows.rows(); row++) {
                add(config, states.get(groups[row]), rows, row);
            }
        }

        @Override
        @SuppressWarnings("unchecked") // the engine merges what came from the same call of open()
        public void merge(Groups other, int[] from, int[] to) {
            List<S> others = ((Objects) other).states;
            for (int i = 0; i < from.length; i++) {
                FoldFunction.this.merge(config, states.get(to[i]), others.get(from[i]));
            }
        }

        @Override
        public void finish(int[] groups, Answer answer) {
            for (int row = 0; row < groups.length; row++) {
                FoldFunction.this.finish(config, states.get(groups[row]), answer, row);
            }
        }
    }
}
