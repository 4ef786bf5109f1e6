package dev.penstock.did.prepare;

import dev.penstock.did.panel.HeapRoom;
import dev.penstock.memory.Allocator;
import org.jspecify.annotations.Nullable;

/// All rows that lack nothing, in the input's order, column by column. What a config does not ask for is null.
final class Rows implements AutoCloseable {
    private final InputColumns input;
    private final Dropped dropped = new Dropped();
    private final Doubles outcome;
    private final Ints time;
    private final LongCodes times = new LongCodes();
    private final Ints group;
    private final LongCodes groups = new LongCodes();
    private final @Nullable Ints unit;
    private final @Nullable Codes units;
    private final @Nullable Doubles weight;
    private final @Nullable Ints cluster;
    private final @Nullable Codes clusters;
    private final Covariates covariates;
    private long read;

    Rows(InputColumns input, HeapRoom room, Allocator allocator) {
        this.input = input;
        this.outcome = new Doubles(room);
        this.time = new Ints(room);
        this.group = new Ints(room);
        String id = input.config().idname();
        this.unit = id == null ? null : new Ints(room);
        this.units = id == null ? null : new Codes(input.type(id), allocator);
        this.weight = input.config().weightsname() == null ? null : new Doubles(room);
        boolean clustered = !input.config().clustervars().isEmpty();
        this.cluster = clustered ? new Ints(room) : null;
        this.clusters = clustered ? new Codes(input.type(input.config().clustervars().getFirst()), allocator) : null;
        this.covariates = new Covariates(input, room, allocator);
    }

    InputColumns input() {
        return input;
    }

    Dropped dropped() {
        return dropped;
    }

    Doubles outcome() {
        return outcome;
    }

    /// Codes into [#times()].
    Ints time() {
        return time;
    }

    LongCodes times() {
        return times;
    }

    /// Codes into [#groups()]: the first treated period, or with a treatment column the status of the row.
    Ints group() {
        return group;
    }

    LongCodes groups() {
        return groups;
    }

    @Nullable Ints unit() {
        return unit;
    }

    @Nullable Codes units() {
        return units;
    }

    @Nullable Doubles weight() {
        return weight;
    }

    @Nullable Ints cluster() {
        return cluster;
    }

    @Nullable Codes clusters() {
        return clusters;
    }

    Covariates covariates() {
        return covariates;
    }

    /// Rows of the input.
    long read() {
        return read;
    }

    void count(long rows) {
        read += rows;
    }

    /// Rows that are kept.
    int kept() {
        return time.size();
    }

    @Override
    public void close() {
        if (units != null) {
            units.close();
        }
        if (clusters != null) {
            clusters.close();
        }
        covariates.close();
    }
}
