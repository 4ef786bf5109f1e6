package dev.penstock.did.prepare;

import dev.penstock.did.config.Fault;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.error.PenstockException;
import org.jspecify.annotations.Nullable;

/// The group of each unit: what its rows say, or the first period in which they say that it is treated.
///
/// @param byUnit 0 for never
/// @param negative units with a negative group
/// @param problem what is wrong with the groups, if something is: DID-E14, DID-E15 or DID-E10
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record UnitGroups(long[] byUnit, long negative, boolean constant, @Nullable PenstockException problem) {
    static UnitGroups of(Sample sample, HeapRoom room) {
        room.reserve((long) sample.order().units() << 3);
        return sample.config().treatname() == null ? given(sample) : treated(sample);
    }

    private static UnitGroups given(Sample sample) {
        Order order = sample.order();
        Ints codes = sample.rows().group();
        long[] values = sample.rows().groups().values();
        long[] byUnit = new long[order.units()];
        int firstNegative = -1;
        long negative = 0;
        int firstVarying = -1;
        for (int unit = 0; unit < byUnit.length; unit++) {
            int code = codes.get(order.row(order.start(unit)));
            byUnit[unit] = values[code];
            boolean isNegative = values[code] < 0;
            for (int place = order.start(unit) + 1; place < order.end(unit); place++) {
                int other = codes.get(order.row(place));
                isNegative |= values[other] < 0;
                if (other != code && firstVarying < 0) {
                    firstVarying = unit;
                }
            }
            if (isNegative) {
                negative++;
                firstNegative = firstNegative < 0 ? unit : firstNegative;
            }
        }
        PenstockException problem =
                negative > 0
                        ? negative(sample, negative, firstNegative)
                        : firstVarying >= 0 ? varying(sample, firstVarying, values) : null;
        return new UnitGroups(byUnit, negative, firstVarying < 0, problem);
    }

    private static PenstockException negative(Sample sample, long count, int first) {
        String name = String.valueOf(sample.config().gname());
        String what = sample.rows().units() == null ? "row" : "unit";
        String have = count == 1 ? " has a" : "s have a";
        return Fault.E14
                .because(
                        "%d %s%s negative first-treated period in '%s' (first: %s)"
                                .formatted(count, what, have, name, sample.named(first)),
                        "use 0 for never treated and shift the periods")
                .column(name);
    }

    private static PenstockException varying(Sample sample, int unit, long[] values) {
        Order order = sample.order();
        long least = Long.MAX_VALUE;
        long next = Long.MAX_VALUE;
        for (int place = order.start(unit); place < order.end(unit); place++) {
            long value = values[sample.rows().group().get(order.row(place))];
            if (value < least) {
                next = least;
                least = value;
            } else if (value > least) {
                next = Math.min(next, value);
            }
        }
        return Fault.E15
                .because(
                        "unit %s has first-treated periods %d and %d".formatted(sample.unit(unit), least, next),
                        "treatment must be permanent: give each unit one first-treated period")
                .column(String.valueOf(sample.config().gname()));
    }

    /// Units that are treated from some period on.
    private static UnitGroups treated(Sample sample) {
        Order order = sample.order();
        long[] status = sample.rows().groups().values();
        long[] byUnit = new long[order.units()];
        boolean changes = false;
        boolean someTreated = false;
        PenstockException problem = null;
        for (int unit = 0; unit < byUnit.length; unit++) {
            int from = -1;
            for (int place = order.start(unit); place < order.end(unit); place++) {
                boolean treated = status[sample.rows().group().get(order.row(place))] == 1;
                if (treated && from < 0) {
                    from = place;
                } else if (!treated && from >= 0 && problem == null) {
                    problem = leaves(sample, unit, from, place);
                }
            }
            byUnit[unit] = from < 0 ? 0 : sample.time(from);
            someTreated |= from >= 0;
            changes |= from > order.start(unit);
        }
        if (problem == null && someTreated && !changes) {
            String name = String.valueOf(sample.config().treatname());
            return new UnitGroups(
                    byUnit,
                    0,
                    true,
                    Fault.E10
                            .because(
                                    "treatment '%s' never changes within a unit: it says who is ever treated, not when"
                                            .formatted(name),
                                    "give gname, the column with the first treated period, instead")
                            .column(name));
        }
        return new UnitGroups(byUnit, 0, problem == null, problem);
    }

    private static PenstockException leaves(Sample sample, int unit, int from, int place) {
        return Fault.E15
                .because(
                        "unit %s is treated in %d and not in %d"
                                .formatted(sample.unit(unit), sample.time(from), sample.time(place)),
                        "treatment must be permanent: leave such units out, or mark them treated from then on")
                .column(String.valueOf(sample.config().treatname()));
    }

    /// @throws PenstockException for what is wrong with the groups
    void check() {
        if (problem != null) {
            throw problem;
        }
    }
}
