package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Reads batches into [Rows], a piece at a time, and leaves out rows that lack something.
final class RowReader {
    private static final int MOST_ROWS = Integer.MAX_VALUE - Doubles.PIECE;

    private final Rows rows;
    private final InputColumns input;
    private final DidConfig config;
    private final Allocator allocator;
    private final Wholes times;
    private final Wholes groups;

    private final long[] time = new long[Doubles.PIECE];
    private final long[] group = new long[Doubles.PIECE];
    private final int[] unit = new int[Doubles.PIECE];
    private final int[] cluster = new int[Doubles.PIECE];

    private RowReader(Rows rows, Allocator allocator) {
        this.rows = rows;
        this.input = rows.input();
        this.config = input.config();
        this.allocator = allocator;
        this.times = new Wholes("time", config.tname(), false);
        this.groups = new Wholes("group", groupName(), true);
    }

    private String groupName() {
        String group = config.gname();
        return group == null ? String.valueOf(config.treatname()) : group;
    }

    /// All rows of `stream`, which is closed. The caller owns them.
    ///
    /// @throws PenstockException DID-E08, DID-E10, DID-E60
    static Rows read(InputColumns input, BatchStream stream, HeapRoom room, FunctionContext context) {
        var rows = new Rows(input, room, context.allocator());
        try (stream) {
            var reader = new RowReader(rows, context.allocator());
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                try (Batch all = batch) {
                    for (long from = 0; from < all.rows(); from += Doubles.PIECE) {
                        context.cancellation().check();
                        try (Batch piece = all.slice(from, Math.min(Doubles.PIECE, all.rows() - from))) {
                            reader.add(piece);
                        }
                    }
                }
            }
            return rows;
        } catch (Throwable e) {
            rows.close();
            throw e;
        }
    }

    private void add(Batch piece) {
        int count = (int) piece.rows();
        if (rows.kept() > MOST_ROWS) {
            throw new PenstockException(ErrorCode.COMPUTE, "the table has more than " + MOST_ROWS + " rows")
                    .hint("estimate from a part of it");
        }
        rows.count(count);
        boolean[] bad = new boolean[count];
        Dropped dropped = rows.dropped();
        double[] outcome = Covariates.numbers(piece.column(input.index(config.yname())), count, allocator);
        dropped.count(config.yname(), Covariates.mark(outcome, count, bad));
        dropped.count(config.tname(), wholes(times, piece.column(input.index(config.tname())), time, bad));
        dropped.count(groupName(), group(piece, bad));
        Codes units = rows.units();
        if (units != null && config.idname() != null) {
            dropped.count(config.idname(), units.read(piece.column(input.index(config.idname())), unit, bad));
        }
        double[] weight = {};
        if (config.weightsname() != null) {
            weight = Covariates.numbers(piece.column(input.index(config.weightsname())), count, allocator);
            dropped.count(config.weightsname(), Covariates.mark(weight, count, bad));
        }
        Codes clusters = rows.clusters();
        if (clusters != null) {
            cluster(clusters, piece, bad);
        }
        rows.covariates().read(piece, bad, dropped);
        keep(outcome, weight, bad, count);
    }

    private void cluster(Codes clusters, Batch piece, boolean[] bad) {
        String name = config.clustervars().getFirst();
        Column column = piece.column(input.index(name));
        int missing = clusters.read(column, cluster, bad);
        if (Codes.plain(column.type()) instanceof DataType.FloatingPoint) {
            int count = (int) piece.rows();
            missing = Covariates.mark(Covariates.numbers(column, count, allocator), count, bad);
        }
        rows.dropped().count(name, missing);
    }

    private int group(Batch piece, boolean[] bad) {
        if (config.gname() != null) {
            return wholes(groups, piece.column(input.index(config.gname())), group, bad);
        }
        String name = String.valueOf(config.treatname());
        int count = (int) piece.rows();
        double[] status = Covariates.numbers(piece.column(input.index(name)), count, allocator);
        int missing = Covariates.mark(status, count, bad);
        for (int row = 0; row < count; row++) {
            group[row] = status[row] == 1 ? 1 : 0;
            if (status[row] != 0 && status[row] != 1 && Double.isFinite(status[row])) {
                throw Fault.E10
                        .because("treatment '%s' has the value %.0f".formatted(name, status[row]), "use 0 and 1")
                        .column(name);
            }
        }
        return missing;
    }

    private int wholes(Wholes reader, Column column, long[] to, boolean[] bad) {
        try (Column plain = Relayout.column(column, Codes.plain(column.type()), allocator)) {
            ArrayData data = plain.data();
            return reader.read(data, to, bad);
        }
    }

    private void keep(double[] outcome, double[] weight, boolean[] bad, int count) {
        rows.outcome().addUnmarked(outcome, bad, count);
        for (int row = 0; row < count; row++) {
            if (bad[row]) {
                rows.dropped().countRow();
            } else {
                rows.time().add(rows.times().code(time[row]));
                rows.group().add(rows.groups().code(group[row]));
            }
        }
        Ints units = rows.unit();
        if (units != null) {
            units.addUnmarked(unit, bad, count);
        }
        Doubles weights = rows.weight();
        if (weights != null) {
            weights.addUnmarked(weight, bad, count);
        }
        Ints clusters = rows.cluster();
        if (clusters != null) {
            clusters.addUnmarked(cluster, bad, count);
        }
        rows.covariates().keep(bad, count);
    }
}
