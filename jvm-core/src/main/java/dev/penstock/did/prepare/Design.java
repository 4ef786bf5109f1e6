package dev.penstock.did.prepare;

import dev.penstock.did.formula.Expr;
import dev.penstock.did.formula.Formula;
import dev.penstock.did.formula.Term;
import dev.penstock.did.panel.HeapRoom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The design columns of the rows that take part, under the names that R gives them.
///
/// Levels are coded as R codes them: where the model also has the term without the factor, the first level is left out;
/// otherwise each level has a column.
///
/// @param columns the intercept first
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Design(double[][] columns, List<String> terms) {
    /// A factor's columns in one term.
    private record Coded(List<String> names, List<double[]> values) {}

    /// The levels of a factor that take part.
    private record Levels(int[] codes, int[] used, List<String> texts) {}

    private static final class Builder {
        private final Covariates covariates;
        private final int[] rows;
        private final HeapRoom room;
        private final Map<Expr, double[]> numbers = new HashMap<>();
        private final Map<Expr, Levels> levels = new HashMap<>();
        private final List<double[]> columns = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        Builder(Covariates covariates, int[] rows, HeapRoom room) {
            this.covariates = covariates;
            this.rows = rows;
            this.room = room;
        }

        void add(Formula formula) {
            double[] ones = column();
            Arrays.fill(ones, 1);
            columns.add(ones);
            names.add("(Intercept)");
            for (Expr factor : formula.factors()) {
                Doubles all = covariates.numbers(factor);
                if (all != null) {
                    numbers.put(factor, all.take(rows));
                } else {
                    levels.put(factor, levels(factor));
                }
            }
            for (Term term : formula.terms()) {
                Coded product = null;
                for (Expr factor : term.inOrder()) {
                    Coded next = coded(factor, formula.has(term.without(factor)));
                    product = product == null ? next : product(product, next);
                }
                if (product != null) {
                    columns.addAll(product.values);
                    names.addAll(product.names);
                }
            }
        }

        private double[] column() {
            room.reserve((long) rows.length << 3);
            return new double[rows.length];
        }

        private Levels levels(Expr factor) {
            Ints all = covariates.codes(factor);
            Codes values = covariates.levels(factor);
            int count = values.rank(all);
            int[] codes = all.of(rows);
            all.clear();
            boolean[] isUsed = new boolean[count];
            for (int code : codes) {
                isUsed[code] = true;
            }
            var texts = new ArrayList<String>();
            int[] used = new int[count];
            int next = 0;
            for (int code = 0; code < count; code++) {
                if (isUsed[code]) {
                    used[next++] = code;
                    texts.add(Texts.of(values.values(), code));
                }
            }
            return new Levels(codes, Arrays.copyOf(used, next), texts);
        }

        private Coded coded(Expr factor, boolean contrasts) {
            double[] values = numbers.get(factor);
            if (values != null) {
                return new Coded(List.of(factor.toString()), List.of(values));
            }
            Levels of = known(levels.get(factor));
            var names = new ArrayList<String>();
            var dummies = new ArrayList<double[]>();
            for (int level = contrasts ? 1 : 0; level < of.used.length; level++) {
                double[] dummy = column();
                for (int row = 0; row < dummy.length; row++) {
                    dummy[row] = of.codes[row] == of.used[level] ? 1 : 0;
                }
                names.add(factor + of.texts.get(level));
                dummies.add(dummy);
            }
            return new Coded(names, dummies);
        }

        private static Levels known(@Nullable Levels levels) {
            if (levels == null) {
                throw new IllegalStateException("a factor that was not read");
            }
            return levels;
        }

        /// Each column of one factor times each of the other, the first one's changing fastest.
        private Coded product(Coded left, Coded right) {
            var names = new ArrayList<String>();
            var values = new ArrayList<double[]>();
            for (int j = 0; j < right.values.size(); j++) {
                for (int i = 0; i < left.values.size(); i++) {
                    double[] a = left.values.get(i);
                    double[] b = right.values.get(j);
                    double[] product = column();
                    for (int row = 0; row < product.length; row++) {
                        product[row] = a[row] * b[row];
                    }
                    names.add(left.names.get(i) + ":" + right.names.get(j));
                    values.add(product);
                }
            }
            return new Coded(names, values);
        }
    }

    /// @param rows the numbers of the rows that take part, in their order
    static Design of(Formula formula, Covariates covariates, int[] rows, HeapRoom room) {
        var builder = new Builder(covariates, rows, room);
        builder.add(formula);
        return new Design(builder.columns.toArray(double[][]::new), builder.names);
    }
}
