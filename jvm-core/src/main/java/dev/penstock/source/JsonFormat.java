package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Sensitive;
import dev.penstock.type.Types;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Files of JSON objects. A key that an object lacks is null; one that the first rows did not have is left out.
final class JsonFormat implements FileFormat {
    private static final int BATCH_ROWS = 1 << 14;

    private final Plan.Scan scan;
    private final boolean isLines;
    private final boolean ignoreErrors;

    /// @param isLines whether each object has a line of its own
    JsonFormat(Plan.Scan scan, boolean isLines) {
        this.scan = scan;
        this.isLines = isLines;
        ignoreErrors = scan.options().flag("ignore_errors", false);
    }

    @Override
    public Schema schema(List<Path> files) {
        List<Field> given = scan.schema();
        if (given != null) {
            return new Schema(given);
        }
        long rows = scan.options().integer("infer_schema_length", 100);
        long left = rows < 0 ? Long.MAX_VALUE : rows;
        Map<String, DataType> types = new LinkedHashMap<>();
        for (Path file : files) {
            try (var objects = new JsonRows(file, isLines, ignoreErrors)) {
                for (; left > 0; left--) {
                    ObjectNode row = objects.next();
                    if (row == null) {
                        break;
                    }
                    row.properties()
                            .forEach(member ->
                                    types.merge(member.getKey(), JsonTypes.of(member.getValue()), JsonTypes::both));
                }
            }
        }
        scan.schemaOverrides().forEach((name, type) -> types.replace(name, type));
        var fields = new ArrayList<Field>();
        types.forEach((name, type) -> fields.add(Field.nullable(name, type)));
        return new Schema(fields);
    }

    @Override
    public BatchStream open(Path path, Schema columns, long most, Allocator allocator) {
        return new Stream(new JsonRows(path, isLines, ignoreErrors), columns, most, allocator);
    }

    private static final class Stream implements BatchStream {
        private final JsonRows rows;
        private final Schema schema;
        private final List<ColumnBuilder> builders = new ArrayList<>();
        private long left;
        private boolean closed;

        Stream(JsonRows rows, Schema schema, long most, Allocator allocator) {
            this.rows = rows;
            this.schema = schema;
            left = most;
            try {
                schema.fields().forEach(field -> builders.add(new ColumnBuilder(field.type(), allocator)));
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public synchronized @Nullable Batch next() {
            long count = 0;
            while (!closed && count < BATCH_ROWS && left > 0) {
                ObjectNode row = rows.next();
                if (row == null) {
                    break;
                }
                for (int i = 0; i < builders.size(); i++) {
                    String name = schema.field(i).name();
                    if (!append(row.get(name), builders.get(i))) {
                        String text = Sensitive.columns().shown(name, String.valueOf(row.get(name)));
                        throw rows.error(
                                        "column \"%s\": could not parse %s as %s"
                                                .formatted(
                                                        name,
                                                        text.length() > 60 ? text.substring(0, 60) : text,
                                                        schema.field(i).type()))
                                .column(name)
                                .hint("raise infer_schema_length, or give the column's type with schema_overrides");
                    }
                }
                count++;
                left--;
            }
            return count == 0 ? null : batch(count);
        }

        private Batch batch(long count) {
            var columns = new ArrayList<Column>();
            try {
                builders.forEach(builder -> columns.add(builder.finish()));
                return new Batch(schema, count, columns);
            } catch (Throwable e) {
                Column.closeAll(columns);
                throw e;
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            builders.forEach(ColumnBuilder::close);
            rows.close();
        }
    }

    /// Appends a value; false when it is none of the builder's type.
    private static boolean append(@Nullable JsonNode value, ColumnBuilder builder) {
        if (value == null || value.isNull()) {
            builder.addNull();
            return true;
        }
        return switch (builder.plainType()) {
            case DataType.ListOf _ -> {
                boolean fits = value.isArray();
                for (JsonNode element : fits ? value : List.<JsonNode>of()) {
                    fits &= append(element, builder.child(0));
                }
                builder.endList();
                yield fits;
            }
            case DataType.StructOf(List<Field> fields) -> {
                boolean fits = value.isObject();
                for (int i = 0; fits && i < fields.size(); i++) {
                    fits = append(value.get(fields.get(i).name()), builder.child(i));
                }
                builder.endStruct();
                yield fits;
            }
            case DataType.FloatingPoint(int bits) when value.isNumber() -> {
                double number = value.doubleValue();
                builder.addLong(
                        bits == 64
                                ? Double.doubleToRawLongBits(number)
                                : bits == 32
                                        ? Float.floatToRawIntBits((float) number)
                                        : Float.floatToFloat16((float) number));
                yield true;
            }
            default -> {
                boolean isText = builder.plainType().equals(Types.UTF8);
                String text = value.isTextual() ? value.textValue() : value.toString();
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                boolean scalar = isText || value.isValueNode();
                yield scalar && new FieldParser(builder, (byte) '.', false).parse(bytes, 0, bytes.length);
            }
        };
    }
}
