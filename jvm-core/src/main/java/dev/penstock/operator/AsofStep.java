package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.AsofProbe;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Puts beside rows of the left side of an as-of join what was found for them. The left columns are shared, the right
/// ones gathered.
final class AsofStep implements Step {
    private final Schema schema;
    private final boolean checked;
    private final AsofBuild build;
    private final int pieceRows;
    private final Cancellation cancellation;
    private final int[] by;
    private final int on;
    private final List<Source> sources = new ArrayList<>();
    private final AsofProbe probe;
    private final Block found;
    private final List<Column> keptKeys = new ArrayList<>();

    /// A column of the result: of which side, and which one there.
    private record Source(boolean right, int index) {}

    AsofStep(AsofJoin join, Schema schema, AsofBuild build, int pieceRows, RunContext context) {
        this.schema = schema;
        this.checked = join.checked();
        this.build = build;
        this.pieceRows = pieceRows;
        this.cancellation = context.cancellation();
        Schema left = join.left().schema();
        by = join.leftBy().stream().mapToInt(left::indexOf).toArray();
        on = left.indexOf(join.leftOn());
        for (String name : join.schema().names()) {
            boolean right = !left.contains(name);
            sources.add(new Source(right, right ? build.schema().indexOf(name) : left.indexOf(name)));
        }
        probe = build.probe();
        try {
            found = build.allocator().allocate(Selection.bytes(pieceRows));
        } catch (Throwable e) {
            probe.close();
            throw e;
        }
    }

    @Override
    public void apply(Morsel morsel, Consumer<Batch> out) {
        for (long done = 0; done < morsel.rows(); done += pieceRows) {
            cancellation.check();
            out.accept(piece(morsel.batch(), morsel.from() + done, Math.min(pieceRows, morsel.rows() - done)));
        }
    }

    private Batch piece(Batch batch, long from, long count) {
        boolean missing = look(batch, from, count);
        var partners = new Selection(found.address(), count, missing);
        var columns = new ArrayList<Column>();
        try {
            for (Source source : sources) {
                columns.add(
                        source.right
                                ? build.gathered(source.index, partners)
                                : batch.column(source.index).slice(from, count));
            }
            if (checked) {
                columns.add(copy(Types.INT32, probe.groups(), Integer.BYTES, count));
                columns.add(copy(Types.UINT64, probe.words(), Long.BYTES, count));
            }
            return new Batch(schema, count, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private boolean look(Batch batch, long from, long count) {
        var keys = new ArrayList<ArrayData>();
        var kept = new ArrayList<Column>();
        for (int key : by) {
            Column column = batch.column(key);
            keys.add(column.data().slice(from, count));
            if (column.type() instanceof DataType.Dictionary) {
                // Dictionaries are known again by their addresses, so the memory of the last ones must stay.
                kept.add(column.share());
            }
        }
        boolean missing;
        try {
            missing = probe.find(keys, batch.column(on).data().slice(from, count), found.address());
        } catch (Throwable e) {
            Column.closeAll(kept);
            throw e;
        }
        Column.closeAll(keptKeys);
        keptKeys.clear();
        keptKeys.addAll(kept);
        return missing;
    }

    private Column copy(DataType type, long from, int width, long count) {
        try (Assembly assembly = new Assembly(build.allocator())) {
            Buffer values = assembly.buffer(count * width);
            Native.copy(from, values.address(), count * width);
            return assembly.finish(ArrayData.flat(type, count, 0, Buffer.NONE, values));
        }
    }

    @Override
    public void close() {
        Column.closeAll(keptKeys);
        keptKeys.clear();
        found.close();
        probe.close();
    }
}
