package dev.penstock.did.prepare;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.did.formula.Expr;
import dev.penstock.did.formula.Term;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The factors of a formula's terms for all rows that are kept: numbers, or codes of levels.
final class Covariates implements AutoCloseable {
    /// What is known of the factors on the piece of rows that is being read.
    private final Map<Expr, double[]> numbersHere = new HashMap<>();

    private final Map<Expr, int[]> codesHere = new HashMap<>();

    private final Map<Expr, Doubles> numbers = new LinkedHashMap<>();
    private final Map<Expr, Ints> codes = new LinkedHashMap<>();
    private final Map<Expr, Codes> levels = new LinkedHashMap<>();
    private final InputColumns input;
    private final Allocator allocator;

    Covariates(InputColumns input, HeapRoom room, Allocator allocator) {
        this.input = input;
        this.allocator = allocator;
        for (Expr factor : input.formula().factors()) {
            if (isCategory(factor)) {
                codes.put(factor, new Ints(room));
                levels.put(factor, new Codes(input.type(((Expr.Name) factor).column()), allocator));
            } else {
                numbers.put(factor, new Doubles(room));
            }
        }
    }

    private boolean isCategory(Expr factor) {
        return factor instanceof Expr.Name(String name) && input.isFactor(name);
    }

    /// Reads a piece of rows, and marks in `bad` those that lack a covariate or have no finite value of a term.
    void read(Batch piece, boolean[] bad, Dropped dropped) {
        int rows = (int) piece.rows();
        numbersHere.clear();
        codesHere.clear();
        var columns = new HashMap<String, double[]>();
        for (String name : numeric()) {
            double[] read = numbers(piece.column(input.index(name)), rows, allocator);
            dropped.count(name, mark(read, rows, bad));
            columns.put(name, read);
        }
        for (Map.Entry<Expr, Codes> factor : levels.entrySet()) {
            String name = ((Expr.Name) factor.getKey()).column();
            int[] found = new int[rows];
            dropped.count(name, factor.getValue().read(piece.column(input.index(name)), found, bad));
            codesHere.put(factor.getKey(), found);
        }
        for (Expr factor : numbers.keySet()) {
            double[] values = Arithmetic.of(factor, name -> known(columns, name), rows);
            if (!(factor instanceof Expr.Name)) {
                dropped.count(factor.toString(), markNew(values, rows, bad));
            }
            numbersHere.put(factor, values);
        }
        for (Term term : input.formula().terms()) {
            List<Expr> of = term.inOrder().stream().filter(numbers::containsKey).toList();
            if (of.size() > 1) {
                dropped.count(term.toString(), markNew(product(of, rows), rows, bad));
            }
        }
    }

    private static double[] known(Map<String, double[]> columns, String name) {
        double[] known = columns.get(name);
        if (known == null) {
            throw new IllegalArgumentException(name);
        }
        return known;
    }

    /// The columns that numbers are read from.
    private Set<String> numeric() {
        var names = new LinkedHashSet<String>();
        numbers.keySet().forEach(factor -> factor.addColumns(names));
        return names;
    }

    private double[] product(List<Expr> factors, int rows) {
        double[] product = known(factors.getFirst()).clone();
        for (Expr factor : factors.subList(1, factors.size())) {
            double[] values = known(factor);
            for (int row = 0; row < rows; row++) {
                product[row] *= values[row];
            }
        }
        return product;
    }

    private double[] known(Expr factor) {
        double[] known = numbersHere.get(factor);
        if (known == null) {
            throw new IllegalArgumentException(factor.toString());
        }
        return known;
    }

    /// The numbers of a column, perhaps in a dictionary.
    static double[] numbers(Column column, int rows, Allocator allocator) {
        double[] read = new double[rows];
        try (Column plain = Relayout.column(column, Codes.plain(column.type()), allocator)) {
            Reals.read(plain.data(), read);
        }
        return read;
    }

    /// Marks rows without a finite number, and says how many they are.
    static int mark(double[] values, int rows, boolean[] bad) {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (!Double.isFinite(values[row])) {
                bad[row] = true;
                count++;
            }
        }
        return count;
    }

    /// The same, but counts only rows that lack nothing else: a logarithm of null is null because of its column.
    private static int markNew(double[] values, int rows, boolean[] bad) {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (!bad[row] && !Double.isFinite(values[row])) {
                bad[row] = true;
                count++;
            }
        }
        return count;
    }

    /// Keeps the rows of the piece that was read last that are not marked.
    void keep(boolean[] bad, int rows) {
        for (Map.Entry<Expr, Doubles> factor : numbers.entrySet()) {
            factor.getValue().addUnmarked(known(factor.getKey()), bad, rows);
        }
        for (Map.Entry<Expr, Ints> factor : codes.entrySet()) {
            int[] here = codesHere.get(factor.getKey());
            if (here != null) {
                factor.getValue().addUnmarked(here, bad, rows);
            }
        }
    }

    /// The numbers of a factor; null for one of levels.
    @Nullable Doubles numbers(Expr factor) {
        return numbers.get(factor);
    }

    Ints codes(Expr factor) {
        Ints known = codes.get(factor);
        if (known == null) {
            throw new IllegalArgumentException(factor.toString());
        }
        return known;
    }

    Codes levels(Expr factor) {
        Codes known = levels.get(factor);
        if (known == null) {
            throw new IllegalArgumentException(factor.toString());
        }
        return known;
    }

    @Override
    public void close() {
        levels.values().forEach(Codes::close);
    }
}
