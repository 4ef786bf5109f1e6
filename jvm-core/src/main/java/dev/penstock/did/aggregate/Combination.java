package dev.penstock.did.aggregate;

import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import java.util.List;

/// A mean of effects, and what it is of the columns of the influence: cells, then groups. That groups' shares are
/// estimated as well is in it (Callaway and Sant'Anna 2021, Corollary 2).
///
/// @param coefficients one for each column
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Combination(double effect, double[] coefficients) {
    /// The mean of cells, weighted by their groups' shares.
    ///
    /// @param cells their numbers; at least one
    static Combination weighted(DidResult result, List<Integer> cells) {
        double total = 0;
        double sum = 0;
        for (int number : cells) {
            double share = share(result, number);
            total += share;
            sum += share * result.cells().get(number).effect();
        }
        double mean = sum / total;
        double[] coefficients = new double[result.cells().size() + result.groups().size()];
        for (int number : cells) {
            CellResult cell = result.cells().get(number);
            coefficients[number] += share(result, number) / total;
            coefficients[result.cells().size() + group(result, cell.group())] += (cell.effect() - mean) / total;
        }
        return new Combination(mean, coefficients);
    }

    /// The mean of groups' means, weighted by their shares.
    ///
    /// @param means of `groups`; at least one
    static Combination ofGroups(DidResult result, List<Long> groups, List<Combination> means) {
        double total = 0;
        double sum = 0;
        for (int i = 0; i < groups.size(); i++) {
            double share = result.shares().get(group(result, groups.get(i)));
            total += share;
            sum += share * means.get(i).effect();
        }
        double mean = sum / total;
        double[] coefficients = new double[result.cells().size() + result.groups().size()];
        for (int i = 0; i < groups.size(); i++) {
            int group = group(result, groups.get(i));
            means.get(i).addTo(coefficients, result.shares().get(group) / total);
            coefficients[result.cells().size() + group] += (means.get(i).effect() - mean) / total;
        }
        return new Combination(mean, coefficients);
    }

    /// The plain mean of cells.
    static Combination plain(DidResult result, List<Integer> cells) {
        double[] coefficients = new double[result.cells().size() + result.groups().size()];
        double sum = 0;
        for (int number : cells) {
            sum += result.cells().get(number).effect();
            coefficients[number] += 1.0 / cells.size();
        }
        return new Combination(sum / cells.size(), coefficients);
    }

    /// The plain mean of means; NaN for none.
    static Combination mean(List<Combination> means, int columns) {
        double[] coefficients = new double[columns];
        double sum = 0;
        for (Combination one : means) {
            sum += one.effect();
            one.addTo(coefficients, 1.0 / means.size());
        }
        return new Combination(sum / means.size(), coefficients);
    }

    private void addTo(double[] sum, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * coefficients[i];
        }
    }

    private static double share(DidResult result, int cell) {
        return result.shares().get(group(result, result.cells().get(cell).group()));
    }

    private static int group(DidResult result, long group) {
        return result.groups().indexOf(group);
    }
}
