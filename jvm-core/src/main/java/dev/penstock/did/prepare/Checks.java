package dev.penstock.did.prepare;

import dev.penstock.did.config.Fault;

/// What must hold of a sample, unit by unit, so that it does not depend on the order of the rows.
final class Checks {
    private Checks() {}

    /// Pairs of unit and period with more than one row.
    static long duplicates(Sample sample) {
        Order order = sample.order();
        long pairs = 0;
        if (order.start() == null) {
            return 0;
        }
        for (int unit = 0; unit < order.units(); unit++) {
            for (int place = order.start(unit) + 1; place < order.end(unit); place++) {
                boolean same = sample.period(place) == sample.period(place - 1);
                boolean counted = place - 2 >= order.start(unit) && sample.period(place - 2) == sample.period(place);
                pairs += same && !counted ? 1 : 0;
            }
        }
        return pairs;
    }

    /// @throws dev.penstock.error.PenstockException DID-E16
    static void unique(Sample sample) {
        long pairs = duplicates(sample);
        if (pairs == 0) {
            return;
        }
        Order order = sample.order();
        int place = 1;
        int unit = 0;
        while (order.end(unit) <= place
                || place == order.start(unit)
                || sample.period(place) != sample.period(place - 1)) {
            place++;
            while (order.end(unit) <= place) {
                unit++;
            }
        }
        int times = 1;
        for (int at = place; at < order.end(unit) && sample.period(at) == sample.period(place); at++) {
            times++;
        }
        throw Fault.E16
                .because(
                        "unit %s appears %d times in %d (%d such pair%s)"
                                .formatted(sample.unit(unit), times, sample.time(place), pairs, pairs == 1 ? "" : "s"),
                        "keep one row for each unit and period, or use panel=false for repeated cross sections")
                .column(String.valueOf(sample.config().idname()));
    }

    /// @throws dev.penstock.error.PenstockException DID-E17
    static void clusters(Sample sample) {
        Ints cluster = sample.rows().cluster();
        Codes values = sample.clusterValues();
        if (cluster == null || values == null) {
            return;
        }
        Order order = sample.order();
        for (int unit = 0; unit < order.units(); unit++) {
            int first = cluster.get(order.row(order.start(unit)));
            int least = first;
            int most = first;
            for (int place = order.start(unit) + 1; place < order.end(unit); place++) {
                int other = cluster.get(order.row(place));
                least = Math.min(least, other);
                most = Math.max(most, other);
            }
            if (least != most) {
                throw Fault.E17
                        .because(
                                "unit %s belongs to clusters %s and %s"
                                        .formatted(
                                                sample.unit(unit),
                                                Texts.of(values.values(), least),
                                                Texts.of(values.values(), most)),
                                "give each unit one cluster")
                        .column(sample.config().clustervars().getFirst());
            }
        }
    }

    /// The mean of the weights; they are added by unit and period, so that the order of the rows does not show.
    ///
    /// @throws dev.penstock.error.PenstockException DID-E12 for negative weights, and when all are zero
    static double meanWeight(Sample sample, Doubles weight) {
        String name = String.valueOf(sample.config().weightsname());
        int rows = sample.rows().kept();
        double least = 0;
        long negative = 0;
        double sum = 0;
        double lost = 0;
        for (int place = 0; place < rows; place++) {
            double value = weight.get(sample.order().row(place));
            least = Math.min(least, value);
            negative += value < 0 ? 1 : 0;
            // Kahan's sum: what an addition loses is added next time.
            double corrected = value - lost;
            double next = sum + corrected;
            lost = next - sum - corrected;
            sum = next;
        }
        if (negative > 0) {
            throw Fault.E12
                    .because(
                            "weights '%s' are negative in %d row%s (least: %s)"
                                    .formatted(name, negative, negative == 1 ? "" : "s", least),
                            "weights must be 0 or more")
                    .column(name);
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw Fault.E12
                    .because("weights '%s' add up to %s".formatted(name, sum), "they must have a positive mean")
                    .column(name);
        }
        return sum / rows;
    }

    /// Whether some unit has different weights in different periods.
    static boolean weightsVary(Sample sample) {
        Doubles weight = sample.rows().weight();
        Order order = sample.order();
        if (weight == null) {
            return false;
        }
        for (int unit = 0; unit < order.units(); unit++) {
            double first = weight.get(order.row(order.start(unit)));
            for (int place = order.start(unit) + 1; place < order.end(unit); place++) {
                if (weight.get(order.row(place)) != first) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The different values of `groups`, ascending.
    static long[] distinct(long[] groups) {
        var codes = new LongCodes();
        for (long group : groups) {
            codes.code(group);
        }
        return codes.sorted();
    }
}
