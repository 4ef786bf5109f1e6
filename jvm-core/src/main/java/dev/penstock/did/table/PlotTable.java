package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.AggregateRow;
import dev.penstock.did.aggregate.AggregationType;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Effects as points to draw, with their limits.
///
/// A point has its place on the axis (null for the overall effect, which belongs on none), the group whose line it lies
/// on (null for summaries), and whether it lies before or after treatment.
final class PlotTable {
    static final Schema SCHEMA = schema();

    private record Point(String term, @Nullable Long x, @Nullable Long group, Limits limits, boolean post) {}

    private PlotTable() {}

    private static Schema schema() {
        var fields = new ArrayList<Field>();
        fields.add(new Field("term", Types.UTF8, false));
        fields.add(Field.nullable("x", Types.INT64));
        fields.add(Field.nullable("group", Types.INT64));
        fields.addAll(Written.doubles("estimate", "conf_low", "conf_high", "point_conf_low", "point_conf_high"));
        fields.add(new Field("post", Types.BOOL, false));
        return new Schema(fields);
    }

    static BatchStream of(DidResult result, Allocator allocator) {
        var points = new ArrayList<Point>();
        for (CellResult cell : result.cells()) {
            Limits limits = Limits.of(cell.effect(), cell.se(), result.critical(), result.config().alp());
            String term = "ATT(%d,%d)".formatted(cell.group(), cell.time());
            points.add(new Point(term, cell.time(), cell.group(), limits, cell.post()));
        }
        return table(points, allocator);
    }

    static BatchStream of(Aggregate aggregate, Allocator allocator) {
        var points = new ArrayList<Point>();
        for (AggregateRow row : aggregate.rows()) {
            Limits limits = Limits.of(row.effect(), row.se(), row.critical(), aggregate.alpha());
            Long key = row.key();
            boolean post = key == null || aggregate.type() != AggregationType.DYNAMIC || key >= 0;
            points.add(new Point(row.term(), key, null, limits, post));
        }
        return table(points, allocator);
    }

    private static BatchStream table(List<Point> points, Allocator allocator) {
        return Written.table(
                SCHEMA,
                points,
                allocator,
                (point, columns, row) -> {
                    columns.get(0).setString(row, point.term());
                    Long x = point.x();
                    if (x != null) {
                        columns.get(1).setLong(row, x);
                    }
                    Long group = point.group();
                    if (group != null) {
                        columns.get(2).setLong(row, group);
                    }
                    Limits limits = point.limits();
                    Written.set(columns.get(3), row, limits.effect());
                    Written.set(columns.get(4), row, limits.low());
                    Written.set(columns.get(5), row, limits.high());
                    Written.set(columns.get(6), row, limits.effect() - limits.pointwise() * limits.se());
                    Written.set(columns.get(7), row, limits.effect() + limits.pointwise() * limits.se());
                    columns.get(8).setBoolean(row, point.post());
                });
    }
}
