package dev.penstock.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.ColumnCalls;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionKind;
import dev.penstock.function.NoSettings;
import dev.penstock.function.ScalarCall;
import dev.penstock.function.SeriesCall;
import dev.penstock.function.Signature;
import dev.penstock.function.TableFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Functions of the Python interpreter that holds this JVM, as plans call them: `python`, with settings that say which
/// one. Columns go there and come back as frames that both sides share.
final class PythonCalls implements ColumnCalls {
    private final Session session;
    private final Handles handles;

    PythonCalls(Session session, Handles handles) {
        this.session = session;
        this.handles = handles;
    }

    /// A function, as a plan names it.
    ///
    /// @param reference its number in Python
    /// @param scalar whether it answers one value for all rows
    /// @param columns what its arguments are called; empty for those that come with names
    private record Named(String name, long reference, boolean scalar, List<String> columns) {
        static Named of(JsonNode config) {
            JsonNode reference = config.path("reference");
            if (!reference.canConvertToLong()) {
                throw new PenstockException(ErrorCode.CONFIG, "the plan names no Python function")
                        .hint("plans with Python functions run where they were written");
            }
            var columns = new ArrayList<String>();
            config.path("names").forEach(column -> columns.add(column.asText()));
            return new Named(
                    config.path("name").asText("function"),
                    reference.longValue(),
                    config.path("returns_scalar").asBoolean(),
                    columns);
        }

        /// The schema with the arguments' names, where no two are the same.
        Schema called(Schema schema) {
            if (columns.size() != schema.size() || columns.stream().distinct().count() < columns.size()) {
                return schema;
            }
            var fields = new ArrayList<Field>();
            schema.fields().forEach(field -> fields.add(field.named(columns.get(fields.size()))));
            return new Schema(fields, schema.metadata());
        }
    }

    @Override
    public String name() {
        return "python";
    }

    @Override
    public FunctionKind kind(JsonNode config) {
        return config.path("is_elementwise").asBoolean() ? FunctionKind.SCALAR : FunctionKind.SERIES;
    }

    @Override
    public ScalarCall scalar(JsonNode config, List<DataType> arguments) {
        var named = Named.of(config);
        return new Elementwise(named, signature(named, arguments));
    }

    @Override
    public SeriesCall series(JsonNode config, List<DataType> arguments) {
        var named = Named.of(config);
        return new Series(named, signature(named, arguments));
    }

    @Override
    public ConfiguredFunction<?> table(JsonNode config) {
        return new ConfiguredFunction<>(new Table(Named.of(config)), new NoSettings());
    }

    private static Schema schema(List<DataType> types) {
        var fields = new ArrayList<Field>();
        types.forEach(type -> fields.add(Field.nullable(String.valueOf(fields.size()), type)));
        return new Schema(fields);
    }

    private Signature signature(Named named, List<DataType> arguments) {
        Schema answer = bound(named, schema(arguments));
        return new Signature(arguments, answer.field(0).type());
    }

    /// The schema of what the function makes of columns of this schema.
    private Schema bound(Named named, Schema input) {
        try (Frame none = new Frame(named.called(input), List.of());
                Frame answer = PythonHost.functions().bind(named.name, named.reference, none, session, handles)) {
            return answer.schema();
        }
    }

    private Frame run(Named named, Frame rows, FunctionContext context) {
        Schema schema = named.called(rows.schema());
        List<Batch> batches =
                rows.batches().stream()
                        .map(batch -> new Batch(schema, batch.rows(), Column.shareAll(batch.columns())))
                        .toList();
        try (Frame given = new Frame(schema, batches)) {
            return PythonHost.functions()
                    .call(named.name, named.reference, given, session, handles, context.cancellation());
        }
    }

    private final class Elementwise implements ScalarCall {
        private final Named named;
        private final Signature signature;

        Elementwise(Named named, Signature signature) {
            this.named = named;
            this.signature = signature;
        }

        @Override
        public String name() {
            return named.name;
        }

        @Override
        public Signature signature() {
            return signature;
        }

        /// Nobody knows what it looks at besides its arguments.
        @Override
        public boolean deterministic() {
            return false;
        }

        @Override
        public String settings() {
            return "";
        }

        @Override
        public Column apply(List<Column> arguments, long rows, FunctionContext context) {
            Schema schema = schema(arguments.stream().map(Column::type).toList());
            try (Frame given = new Frame(schema, List.of(new Batch(schema, rows, Column.shareAll(arguments))));
                    Frame answer = run(named, given, context)) {
                if (answer.batches().size() == 1) {
                    return answer.batches().getFirst().column(0).share();
                }
                throw new PenstockException(
                        ErrorCode.SHAPE,
                        "the function \"%s\" answered %d rows with %d".formatted(named.name, rows, answer.rows()));
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Elementwise same && named.equals(same.named) && signature.equals(same.signature);
        }

        @Override
        public int hashCode() {
            return named.hashCode();
        }
    }

    private final class Series implements SeriesCall {
        private final Named named;
        private final Signature signature;

        Series(Named named, Signature signature) {
            this.named = named;
            this.signature = signature;
        }

        @Override
        public String name() {
            return named.name;
        }

        @Override
        public Signature signature() {
            return signature;
        }

        @Override
        public boolean scalar() {
            return named.scalar;
        }

        @Override
        public String settings() {
            return "";
        }

        @Override
        public Frame apply(Frame arguments, FunctionContext context) {
            return run(named, arguments, context);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Series same && named.equals(same.named) && signature.equals(same.signature);
        }

        @Override
        public int hashCode() {
            return named.hashCode();
        }
    }

    /// A function of whole frames.
    private final class Table implements TableFunction<NoSettings> {
        private final Named named;

        Table(Named named) {
            this.named = named;
        }

        @Override
        public String name() {
            return named.name;
        }

        @Override
        public Class<NoSettings> configType() {
            return NoSettings.class;
        }

        @Override
        public Schema bind(NoSettings config, List<Schema> inputs) {
            return bound(named, inputs.getFirst());
        }

        @Override
        public BatchStream apply(NoSettings config, List<BatchStream> inputs, FunctionContext context) {
            try (Frame rows = Frame.collect(inputs.getFirst());
                    Frame answer = run(named, rows, context)) {
                return answer.stream();
            }
        }
    }
}
