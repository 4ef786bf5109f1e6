package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.plan.Plan.JoinOrder;
import dev.penstock.run.RunContext;
import dev.penstock.spill.SpilledRows;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A join whose built side does not fit into memory: the rows of both sides are on the disk in parts by their keys, and
/// each part is a join of its own, which is divided again if need be.
///
/// The rows of one part after the other have no order. Where one was promised they bring the places of both sides
/// along, become runs on the disk, and are merged. Where a key may come once only, no row is handed on before all parts
/// were seen.
final class PartedJoin implements BatchStream {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private final JoinShape shape;
    private final JoinBuild build;
    private final PlacedParts built;
    private final CoreRun run;
    private final RunContext context;
    private final boolean ordered;
    private final PartedRows probed;
    private final BatchStream feeding;
    private final Schema joined;
    private @Nullable PlacedParts probe;
    private @Nullable OrderedRuns runs;
    private @Nullable SpilledRows checked;
    private @Nullable BatchStream current;
    private int next;
    private boolean begun;
    private boolean closed;

    /// Adopts the build and what is below.
    ///
    /// @param built the rows of the built side, which are the build's
    PartedJoin(JoinShape shape, JoinBuild build, PlacedParts built, Pipeline below, CoreRun run) {
        this.shape = shape;
        this.build = build;
        this.built = built;
        this.run = run;
        this.context = run.context();
        ordered = shape.join().order() != JoinOrder.NONE;
        Schema schema = shape.probe().schema();
        List<Integer> keys = shape.probeKeys().stream().map(schema::indexOf).toList();
        boolean apart = !shape.join().nullsEqual();
        var parts = new PlacedParts(shape.name(), schema, keys, apart, shape.level(), context);
        probed = new PartedRows(schema, parts, _ -> 0, _ -> {}, context);
        probed.spill();
        joined = ordered ? placed() : shape.join().schema();
        feeding = run.feeding(schema, below, new Writing());
    }

    /// Writes the rows that probe.
    private final class Writing implements Breaker {
        @Override
        public void consume(int worker, long morsel, Batch batch) {
            probed.add(worker, morsel, batch);
        }

        @Override
        public BatchStream finish() {
            throw new AssertionError("the parts are read one by one");
        }

        @Override
        public void close() {
            probed.close();
        }
    }

    /// The join's columns, and the places of the rows that they are of: those that probe, and then the built ones.
    private Schema placed() {
        var fields = new ArrayList<>(shape.join().schema().fields());
        if (shape.probed() != JoinShape.Probed.NOTHING) {
            fields.add(Field.nullable(probedPlace(), Types.INT64));
        }
        if (shape.readsBuild()) {
            fields.add(Field.nullable(builtPlace(), Types.INT64));
        }
        return new Schema(fields, shape.join().schema().metadata());
    }

    /// Parts that are divided again have places of their own beside these.
    private String probedPlace() {
        return "#probed" + shape.level();
    }

    private String builtPlace() {
        return "#built" + shape.level();
    }

    @Override
    public Schema schema() {
        return shape.join().schema();
    }

    @Override
    public @Nullable Batch next() {
        if (probe == null) {
            Batch none = feeding.next();
            assert none == null : "the rows were let through";
            feeding.close();
            synchronized (this) {
                if (closed) {
                    return null;
                }
                probe = probed.parts();
            }
        }
        if (!begun) {
            begun = true;
            if (ordered || shape.checksBuild() || shape.checksProbe()) {
                start(all());
            }
        }
        while (true) {
            BatchStream part = current;
            Batch batch = part == null ? null : part.next();
            if (batch != null) {
                return batch;
            }
            if (part != null) {
                part.close();
            }
            if (!start(nextPart())) {
                return null;
            }
        }
    }

    /// Goes on with a stream, which moves in, if there is one.
    private synchronized boolean start(@Nullable BatchStream stream) {
        if (stream != null && closed) {
            stream.close();
        }
        current = closed ? null : stream;
        return current != null;
    }

    /// All rows of all parts, when it is known that they may be handed on.
    private BatchStream all() {
        if (ordered) {
            var keys = joined.names().stream().skip(schema().size()).map(name -> new Key(name, false, true)).toList();
            var merged = new OrderedRuns(shape.name(), schema(), joined, keys, context);
            runs = merged;
            for (BatchStream part = nextPart(); part != null; part = nextPart()) {
                try (BatchStream rows = part) {
                    merged.write(rows);
                }
            }
            return merged.merged();
        }
        SpilledRows rows = context.spill().rows(shape.name(), joined);
        checked = rows;
        for (BatchStream part = nextPart(); part != null; part = nextPart()) {
            try (BatchStream stream = part) {
                for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                    try (Batch owned = batch) {
                        rows.write(owned);
                    }
                }
            }
        }
        return rows.stream();
    }

    /// The join of the next part that has rows, for the caller; null at the end.
    private @Nullable BatchStream nextPart() {
        PlacedParts probing = probe;
        while (probing != null && next < PlacedParts.COUNT) {
            int part = next++;
            if (part > 0) {
                probing.close(part - 1);
                built.close(part - 1);
            }
            if (probing.rows(part) + built.rows(part) > 0) {
                return join(probing, part);
            }
        }
        return null;
    }

    private BatchStream join(PlacedParts probing, int part) {
        Schema probeSchema = ordered ? with(probedPlace(), shape.probe().schema()) : shape.probe().schema();
        Schema buildSchema = ordered ? with(builtPlace(), build.schema()) : build.schema();
        int probeSide = shape.buildsLeft() ? RIGHT : LEFT;
        BoundPlan probeRows = new BoundPlan.Exchange(probeSide, probeSchema);
        BoundPlan buildRows = new BoundPlan.Exchange(LEFT + RIGHT - probeSide, buildSchema);
        BoundPlan.Join join = shape.join();
        var plan =
                new BoundPlan.Join(
                        shape.buildsLeft() ? buildRows : probeRows,
                        shape.buildsLeft() ? probeRows : buildRows,
                        join.how(),
                        join.leftKeys(),
                        join.rightKeys(),
                        join.nullsEqual(),
                        join.condition(),
                        join.validate(),
                        join.order(),
                        joined);
        var inputs =
                new PartContext(
                        context,
                        side ->
                                side == probeSide
                                        ? new Rows(probing.stream(part), probeSchema)
                                        : new Rows(built.stream(part), buildSchema));
        var one = new JoinShape(plan, shape.buildsLeft(), shape.level() + 1);
        return new WholeJoinOperator(one).open(new CoreRun(inputs, run.pool()));
    }

    private static Schema with(String place, Schema rows) {
        var fields = new ArrayList<>(rows.fields());
        fields.add(new Field(place, Types.INT64, false));
        return new Schema(fields, rows.metadata());
    }

    /// Rows of a part, with their places or without.
    private record Rows(BatchStream placed, Schema schema) implements BatchStream {
        @Override
        public @Nullable Batch next() {
            Batch batch = placed.next();
            if (batch == null) {
                return null;
            }
            try (batch) {
                List<Column> columns = batch.columns().subList(0, schema.size());
                return new Batch(schema, batch.rows(), Column.shareAll(columns));
            }
        }

        @Override
        public void close() {
            placed.close();
        }
    }

    @Override
    public void close() {
        feeding.close();
        synchronized (this) {
            closed = true;
            if (current != null) {
                current.close();
                current = null;
            }
            probed.close();
            if (runs != null) {
                runs.close();
            }
            if (checked != null) {
                checked.close();
            }
        }
        build.close();
    }
}
