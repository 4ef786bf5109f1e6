package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes plans as JSON.
final class PlanWriter {
    private final JsonGenerator out;
    private final ExprWriter expressions;

    PlanWriter(JsonGenerator out) {
        this.out = out;
        this.expressions = new ExprWriter(out);
    }

    void write(Plan plan) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", plan.getClass().getSimpleName());
        switch (plan) {
            case Plan.Scan scan -> scan(scan);
            case Plan.InMemory(String handle) -> out.writeStringField("handle", handle);
            case Plan.Stream(String handle) -> out.writeStringField("handle", handle);
            case Plan.Filter(Plan input, Expr predicate, boolean negated) -> {
                member("input", input);
                expressions.member("predicate", predicate);
                out.writeBooleanField("negated", negated);
            }
            case Plan.Project(Plan input, List<Expr> list) -> {
                member("input", input);
                expressions.members("expressions", list);
            }
            case Plan.Extend(Plan input, List<Expr> list) -> {
                member("input", input);
                expressions.members("expressions", list);
            }
            case Plan.Rename rename -> rename(rename);
            case Plan.Aggregate aggregate -> aggregate(aggregate);
            case Plan.WindowAggregate aggregate -> windowAggregate(aggregate);
            case Plan.Join join -> join(join);
            case Plan.JoinWhere join -> joinWhere(join);
            case Plan.JoinAsof join -> joinAsof(join);
            case Plan.Sort(Plan input, List<SortKey> by, boolean maintainOrder) -> {
                member("input", input);
                expressions.keys("by", by);
                out.writeBooleanField("maintain_order", maintainOrder);
            }
            case Plan.TopK(Plan input, long k, List<SortKey> by) -> {
                member("input", input);
                out.writeNumberField("k", k);
                expressions.keys("by", by);
            }
            case Plan.Slice(Plan input, long offset, Long length) -> {
                member("input", input);
                out.writeNumberField("offset", offset);
                number("length", length);
            }
            case Plan.Distinct distinct -> distinct(distinct);
            case Plan.Concat(List<Plan> inputs, Plan.ConcatKind how) -> {
                members("inputs", inputs);
                constant("how", how);
            }
            case Plan.MergeSorted(List<Plan> inputs, List<Expr> keys) -> {
                members("inputs", inputs);
                expressions.members("keys", keys);
            }
            case Plan.Pivot pivot -> pivot(pivot);
            case Plan.Unpivot unpivot -> unpivot(unpivot);
            case Plan.Explode explode -> explode(explode);
            case Plan.Unnest(Plan input, List<Expr> columns, String separator) -> {
                member("input", input);
                expressions.members("columns", columns);
                out.writeStringField("separator", separator);
            }
            case Plan.Sample sample -> sample(sample);
            case Plan.RowIndex(Plan input, String name, long offset) -> {
                member("input", input);
                out.writeStringField("name", name);
                out.writeNumberField("offset", offset);
            }
            case Plan.Sql sql -> sql(sql);
            case Plan.TableCall call -> tableCall(call);
            case Plan.Sink sink -> sink(sink);
        }
        out.writeEndObject();
    }

    private void scan(Plan.Scan scan) throws IOException {
        constant("format", scan.format());
        out.writeArrayFieldStart("paths");
        for (String path : scan.paths()) {
            out.writeString(path);
        }
        out.writeEndArray();
        if (scan.schema() == null) {
            out.writeNullField("schema");
        } else {
            out.writeArrayFieldStart("schema");
            for (Field field : scan.schema()) {
                TypeJson.writeField(out, field);
            }
            out.writeEndArray();
        }
        out.writeObjectFieldStart("schema_overrides");
        for (Map.Entry<String, DataType> entry : scan.schemaOverrides().entrySet()) {
            out.writeFieldName(entry.getKey());
            TypeJson.write(out, entry.getValue());
        }
        out.writeEndObject();
        OptionsJson.write(out, scan.options());
    }

    private void rename(Plan.Rename rename) throws IOException {
        member("input", rename.input());
        out.writeObjectFieldStart("names");
        for (Map.Entry<String, String> entry : rename.names().entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeBooleanField("strict", rename.strict());
    }

    private void aggregate(Plan.Aggregate aggregate) throws IOException {
        member("input", aggregate.input());
        expressions.members("keys", aggregate.keys());
        expressions.members("aggregations", aggregate.aggregations());
        expression("having", aggregate.having());
        out.writeBooleanField("maintain_order", aggregate.maintainOrder());
    }

    private void windowAggregate(Plan.WindowAggregate aggregate) throws IOException {
        member("input", aggregate.input());
        expressions.member("index", aggregate.index());
        out.writeFieldName("windows");
        IndexWindowsJson.write(out, aggregate.windows());
        expressions.members("keys", aggregate.keys());
        expressions.members("aggregations", aggregate.aggregations());
        expression("having", aggregate.having());
    }

    private void join(Plan.Join join) throws IOException {
        member("left", join.left());
        member("right", join.right());
        constant("how", join.how());
        expressions.members("left_on", join.leftOn());
        expressions.members("right_on", join.rightOn());
        out.writeStringField("suffix", join.suffix());
        constant("validate", join.validate());
        out.writeBooleanField("nulls_equal", join.nullsEqual());
        if (join.coalesce() == null) {
            out.writeNullField("coalesce");
        } else {
            out.writeBooleanField("coalesce", join.coalesce());
        }
        constant("maintain_order", join.maintainOrder());
    }

    private void joinWhere(Plan.JoinWhere join) throws IOException {
        member("left", join.left());
        member("right", join.right());
        expressions.members("predicates", join.predicates());
        out.writeStringField("suffix", join.suffix());
    }

    private void joinAsof(Plan.JoinAsof join) throws IOException {
        member("left", join.left());
        member("right", join.right());
        expressions.member("left_on", join.leftOn());
        expressions.member("right_on", join.rightOn());
        expressions.members("left_by", join.leftBy());
        expressions.members("right_by", join.rightBy());
        constant("strategy", join.strategy());
        expression("tolerance", join.tolerance());
        out.writeStringField("suffix", join.suffix());
        out.writeBooleanField("coalesce", join.coalesce());
        out.writeBooleanField("allow_exact_matches", join.allowExactMatches());
        out.writeBooleanField("check_sortedness", join.checkSortedness());
    }

    private void distinct(Plan.Distinct distinct) throws IOException {
        member("input", distinct.input());
        expressionsOrNull("subset", distinct.subset());
        constant("keep", distinct.keep());
        out.writeBooleanField("maintain_order", distinct.maintainOrder());
    }

    private void pivot(Plan.Pivot pivot) throws IOException {
        member("input", pivot.input());
        expressions.members("on", pivot.on());
        out.writeArrayFieldStart("on_columns");
        for (List<Expr.Literal> column : pivot.onColumns()) {
            out.writeStartArray();
            for (Expr.Literal literal : column) {
                expressions.write(literal);
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        expressionsOrNull("index", pivot.index());
        expressionsOrNull("values", pivot.values());
        expression("aggregate", pivot.aggregate());
        out.writeBooleanField("maintain_order", pivot.maintainOrder());
        out.writeStringField("separator", pivot.separator());
    }

    private void unpivot(Plan.Unpivot unpivot) throws IOException {
        member("input", unpivot.input());
        expressionsOrNull("on", unpivot.on());
        expressions.members("index", unpivot.index());
        out.writeStringField("variable_name", unpivot.variableName());
        out.writeStringField("value_name", unpivot.valueName());
    }

    private void explode(Plan.Explode explode) throws IOException {
        member("input", explode.input());
        expressions.members("columns", explode.columns());
        out.writeBooleanField("empty_as_null", explode.emptyAsNull());
        out.writeBooleanField("keep_nulls", explode.keepNulls());
    }

    private void sample(Plan.Sample sample) throws IOException {
        member("input", sample.input());
        number("n", sample.n());
        if (sample.fraction() == null) {
            out.writeNullField("fraction");
        } else {
            out.writeNumberField("fraction", sample.fraction());
        }
        out.writeBooleanField("with_replacement", sample.withReplacement());
        out.writeBooleanField("shuffle", sample.shuffle());
        number("seed", sample.seed());
    }

    private void sql(Plan.Sql sql) throws IOException {
        out.writeStringField("text", sql.text());
        out.writeObjectFieldStart("tables");
        for (Map.Entry<String, Plan> table : sql.tables().entrySet()) {
            member(table.getKey(), table.getValue());
        }
        out.writeEndObject();
        if (!sql.parameters().isEmpty()) {
            out.writeObjectFieldStart("parameters");
            for (Map.Entry<String, Expr.Literal> parameter : sql.parameters().entrySet()) {
                expressions.member(parameter.getKey(), parameter.getValue());
            }
            out.writeEndObject();
        }
        if (sql.allowSideEffects()) {
            out.writeBooleanField("allow_side_effects", true);
        }
    }

    private void tableCall(Plan.TableCall call) throws IOException {
        out.writeStringField("function", call.function());
        out.writeFieldName("config");
        JsonText.write(out, call.config());
        members("inputs", call.inputs());
    }

    private void sink(Plan.Sink sink) throws IOException {
        member("input", sink.input());
        constant("format", sink.format());
        out.writeStringField("path", sink.path());
        OptionsJson.write(out, sink.options());
    }

    private void member(String name, Plan plan) throws IOException {
        out.writeFieldName(name);
        write(plan);
    }

    private void members(String name, List<Plan> plans) throws IOException {
        out.writeArrayFieldStart(name);
        for (Plan plan : plans) {
            write(plan);
        }
        out.writeEndArray();
    }

    private void expression(String name, @Nullable Expr expression) throws IOException {
        if (expression == null) {
            out.writeNullField(name);
        } else {
            expressions.member(name, expression);
        }
    }

    private void expressionsOrNull(String name, @Nullable List<Expr> list) throws IOException {
        if (list == null) {
            out.writeNullField(name);
        } else {
            expressions.members(name, list);
        }
    }

    private void number(String name, @Nullable Long number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, number);
        }
    }

    private void constant(String name, Enum<?> constant) throws IOException {
        out.writeStringField(name, constant.name());
    }
}
