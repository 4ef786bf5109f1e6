package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.JoinProbe;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.operator.JoinOutput.Rows;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks up the partners of the rows that probe. A morsel is worked in pieces: all keys of a piece are looked up first,
/// so that the reads overlap, then their partners are handed over, a batch at a time.
final class JoinStep implements Step {
    private static final int NO_ROW = -1;

    private final JoinShape shape;
    private final JoinBuild build;
    private final Cancellation cancellation;
    private final int[] keys;
    private final JoinOutput output;
    private final @Nullable JoinProbe probe;
    private final Block found;
    private final long runs;
    private final List<Column> keptKeys = new ArrayList<>();

    private @Nullable Morsel morsel;
    private long done;
    private Rows piece = new Rows(new Batch(new Schema(List.of()), 0, List.of()), 0, 0);

    /// The row of the piece whose partners come next, and which of them.
    private long row;

    private long partner;

    JoinStep(JoinShape shape, JoinBuild build, int pieceRows, Allocator allocator, Cancellation cancellation) {
        this.shape = shape;
        this.build = build;
        this.cancellation = cancellation;
        Schema schema = shape.probe().schema();
        keys = shape.probeKeys().stream().mapToInt(schema::indexOf).toArray();
        JoinTable table = build.table();
        runs = table == null ? 0 : table.runs();
        output = new JoinOutput(shape, build, pieceRows, allocator, cancellation);
        @Nullable Block room = null;
        try {
            room = allocator.allocate(Selection.bytes(pieceRows));
            probe = table == null ? null : table.probe(allocator);
            found = room;
        } catch (Throwable e) {
            if (room != null) {
                room.close();
            }
            output.close();
            throw e;
        }
    }

    @Override
    public void apply(Morsel next, Consumer<Batch> out) {
        morsel = next;
        done = 0;
        piece = new Rows(next.batch(), next.from(), 0);
        row = 0;
        partner = 0;
        more(out);
    }

    @Override
    public boolean more(Consumer<Batch> out) {
        cancellation.check();
        if (row < piece.count()) {
            pairs(out);
        } else if (morsel != null && done < morsel.rows()) {
            Morsel current = morsel;
            long rows = Math.min(output.mostRows(), current.rows() - done);
            piece = new Rows(current.batch(), current.from() + done, rows);
            done += rows;
            row = 0;
            partner = 0;
            look();
            begin(out);
        }
        return row < piece.count() || (morsel != null && done < morsel.rows());
    }

    /// Finds the partners of the piece.
    private void look() {
        if (probe == null) {
            return;
        }
        var columns = new ArrayList<ArrayData>();
        var kept = new ArrayList<Column>();
        for (int key : keys) {
            Column column = piece.batch().column(key);
            columns.add(column.data().slice(piece.from(), piece.count()));
            if (column.type() instanceof DataType.Dictionary) {
                // Dictionaries are known again by their addresses, so the memory of the last ones must stay.
                kept.add(column.share());
            }
        }
        try {
            probe.find(columns, found.address());
        } catch (Throwable e) {
            Column.closeAll(kept);
            throw e;
        }
        Column.closeAll(keptKeys);
        keptKeys.clear();
        keptKeys.addAll(kept);
    }

    /// Hands over what can be handed over at once; rows that may have many partners stay.
    private void begin(Consumer<Batch> out) {
        switch (shape.probed()) {
            case PAIRS, PAIRS_OR_ALONE -> {
                if (probe == null || runs != 0) {
                    pairs(out);
                } else {
                    single(out);
                }
            }
            case WITH -> alone(true, out);
            case WITHOUT -> alone(false, out);
            case NOTHING -> {
                for (long i = 0; i < piece.count(); i++) {
                    mark(Native.getInt(found.address() + (i << 2)));
                }
                row = piece.count();
            }
        }
    }

    /// Of each row at most one pair.
    private void single(Consumer<Batch> out) {
        long rows = piece.count();
        row = rows;
        if (shape.hasRest()) {
            for (long i = 0; i < rows; i++) {
                mark(Native.getInt(found.address() + (i << 2)));
            }
        }
        long built = output.built();
        if (shape.probed() == JoinShape.Probed.PAIRS_OR_ALONE) {
            Native.copy(found.address(), built, Selection.bytes(rows));
            output.pairs(piece, (int) rows, true, true, out);
            return;
        }
        int count = (int) compact(found.address(), rows, output.probed(), built);
        output.pairs(piece, count, count == rows, false, out);
    }

    /// Writes the numbers of the rows that have found something, and what they have found.
    private static long compact(long found, long rows, long probed, long built) {
        long count = 0;
        for (long i = 0; i < rows; i++) {
            int other = Native.getInt(found + (i << 2));
            Native.putInt(probed + (count << 2), (int) i);
            Native.putInt(built + (count << 2), other);
            // Not a branch: it could not be foreseen.
            count += (other >>> 31) ^ 1;
        }
        return count;
    }

    /// The rows that have found something, or those that have not.
    private void alone(boolean with, Consumer<Batch> out) {
        long rows = piece.count();
        row = rows;
        long count = 0;
        int wanted = with ? 0 : 1;
        for (long i = 0; i < rows; i++) {
            int without =
                    probe == null ? (build.rowCount() == 0 ? 1 : 0) : Native.getInt(found.address() + (i << 2)) >>> 31;
            Native.putInt(output.probed() + (count << 2), (int) i);
            count += (without ^ wanted) ^ 1;
        }
        output.alone(piece, (int) count, count == rows, out);
    }

    /// Notes that all rows of a key have a partner.
    private void mark(int place) {
        if (place == NO_ROW) {
            return;
        }
        if (runs == 0) {
            build.mark(place);
            return;
        }
        int first = Native.getInt(runs + ((long) place << 2));
        if (build.isMarked(first < 0 ? ~first : first)) {
            return;
        }
        int last = 0;
        for (long i = place; last >= 0; i++) {
            last = Native.getInt(runs + (i << 2));
            build.mark(last < 0 ? ~last : last);
        }
    }

    /// As many pairs as make a batch, from where it was left off.
    private void pairs(Consumer<Batch> out) {
        int count = probe == null ? cross() : runs();
        if (count > 0) {
            output.pairs(piece, count, false, true, out);
        }
    }

    private int runs() {
        long rows = piece.count();
        int most = output.mostRows();
        long probed = output.probed();
        long built = output.built();
        boolean alone = shape.probed() == JoinShape.Probed.PAIRS_OR_ALONE;
        boolean marks = shape.hasRest();
        int count = 0;
        while (row < rows && count < most) {
            int place = Native.getInt(found.address() + (row << 2));
            if (place == NO_ROW) {
                Native.putInt(probed + ((long) count << 2), (int) row);
                Native.putInt(built + ((long) count << 2), NO_ROW);
                count += alone ? 1 : 0;
                row++;
                continue;
            }
            if (marks && partner == 0) {
                mark(place);
            }
            int last = 0;
            long at = place + partner;
            while (last >= 0 && count < most) {
                last = Native.getInt(runs + (at++ << 2));
                Native.putInt(probed + ((long) count << 2), (int) row);
                Native.putInt(built + ((long) count << 2), last < 0 ? ~last : last);
                count++;
            }
            partner = last < 0 ? 0 : at - place;
            row += last < 0 ? 1 : 0;
        }
        return count;
    }

    /// Every row of the built side is a partner.
    private int cross() {
        long rows = piece.count();
        long others = build.rowCount();
        int most = output.mostRows();
        int count = 0;
        if (others == 0) {
            row = rows;
        }
        while (row < rows && count < most) {
            long length = Math.min(most - count, others - partner);
            for (long i = 0; i < length; i++) {
                Native.putInt(output.probed() + ((count + i) << 2), (int) row);
                Native.putInt(output.built() + ((count + i) << 2), (int) (partner + i));
            }
            count += (int) length;
            partner += length;
            if (partner == others) {
                partner = 0;
                row++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        Column.closeAll(keptKeys);
        keptKeys.clear();
        output.close();
        found.close();
        if (probe != null) {
            probe.close();
        }
    }
}
