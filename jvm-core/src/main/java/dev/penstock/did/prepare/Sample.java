package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Types;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// The rows that are kept with what they have in common: units, periods and clusters by their ranks.
final class Sample {
    private final Rows rows;
    private final Order order;
    private final long[] times;
    private final int clusters;

    /// Puts ranks in the place of codes.
    ///
    /// @throws PenstockException DID-E23 when no row is left, DID-E60
    Sample(Rows rows, HeapRoom room) {
        this.rows = rows;
        if (rows.kept() == 0) {
            throw nothing(rows);
        }
        this.times = rows.times().sorted();
        rows.time().recode(rows.times().ranks());
        Ints unit = rows.unit();
        Codes units = rows.units();
        this.order =
                unit == null || units == null
                        ? Order.ofRows(rows.kept())
                        : Order.of(unit, units.rank(unit), rows.time(), times.length, room);
        if (units != null) {
            refuseLarge(units);
        }
        Ints cluster = rows.cluster();
        Codes values = rows.clusters();
        this.clusters = cluster == null || values == null ? 0 : values.rank(cluster);
    }

    private void refuseLarge(Codes units) {
        ArrayData values = units.values();
        String last = Texts.of(values, values.length() - 1);
        if (values.type().equals(Types.UINT64) && new BigInteger(last).bitLength() >= Long.SIZE) {
            String name = String.valueOf(config().idname());
            throw Fault.E09
                    .because(
                            "id '%s' has the value %s, which is above 2^63-1".formatted(name, last),
                            "use smaller integers or strings")
                    .column(name);
        }
    }

    private Sample(Sample other, Order order) {
        this.rows = other.rows;
        this.order = order;
        this.times = other.times;
        this.clusters = other.clusters;
    }

    /// The same rows, each of which is a unit of its own.
    Sample byRow() {
        return new Sample(this, Order.ofRows(rows.kept()));
    }

    private static PenstockException nothing(Rows rows) {
        return rows.read() == 0
                ? Fault.E23.because("the data have no rows", "give a table with a row for each unit and period")
                : Fault.E23.because(
                        "all %d rows were left out, with null, NaN or infinite values in %s"
                                .formatted(rows.read(), rows.dropped().text()),
                        "fill these values, or leave the column out");
    }

    Rows rows() {
        return rows;
    }

    DidConfig config() {
        return rows.input().config();
    }

    /// By unit where there are ids, else each row as a unit of its own.
    Order order() {
        return order;
    }

    /// All periods, ascending.
    long[] times() {
        return times;
    }

    int clusters() {
        return clusters;
    }

    int period(int place) {
        return rows.time().get(order.row(place));
    }

    long time(int place) {
        return times[period(place)];
    }

    /// A unit as the caller knows it.
    String unit(int unit) {
        Codes units = rows.units();
        return units == null ? "of row " + order.row(unit) : Texts.of(units.values(), unit);
    }

    /// A unit or a row, for messages: `id 17`.
    String named(int unit) {
        return rows.units() == null ? "row " + unit : "id " + unit(unit);
    }

    @Nullable Codes clusterValues() {
        return rows.clusters();
    }
}
