package dev.penstock.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.penstock.type.DataType;
import java.io.IOException;
import java.util.List;

/// Writes expressions as JSON.
final class ExprWriter {
    private final JsonGenerator out;

    ExprWriter(JsonGenerator out) {
        this.out = out;
    }

    void write(Expr expression) throws IOException {
        start(expression);
        switch (expression) {
            case Expr.Column(String name) -> out.writeStringField("name", name);
            case Expr.Columns(Selector selector) -> member("selector", selector);
            case Expr.Literal literal -> literal(literal);
            case Expr.Alias(Expr input, String name) -> {
                member("input", input);
                out.writeStringField("name", name);
            }
            case Expr.Renamed renamed -> renamed(renamed);
            case Expr.Cast cast -> cast(cast);
            case Expr.Call(Function function, List<Expr> arguments, Options options) -> {
                out.writeStringField("function", function.symbol());
                members("arguments", arguments);
                OptionsJson.write(out, options);
            }
            case Expr.Apply(String function, var config, List<Expr> arguments) -> {
                out.writeStringField("function", function);
                out.writeFieldName("config");
                JsonText.write(out, config);
                members("arguments", arguments);
            }
            case Expr.When when -> when(when);
            case Expr.Over over -> {
                member("input", over.input());
                members("partition_by", over.partitionBy());
                keys("order_by", over.orderBy());
                out.writeStringField("mapping", over.mapping().name());
            }
            case Expr.SortedBy(Expr input, List<SortKey> by) -> {
                member("input", input);
                keys("by", by);
            }
            case Expr.Filtered(Expr input, Expr predicate) -> {
                member("input", input);
                member("predicate", predicate);
            }
            case Expr.StructOf(List<Expr> fields) -> members("fields", fields);
            case Expr.WithFields(Expr input, List<Expr> fields, boolean keep) -> {
                member("input", input);
                members("fields", fields);
                out.writeBooleanField("keep", keep);
            }
            case Expr.StructFields(List<String> names) -> texts("names", names);
            case Expr.Unnest(Expr input, Selector selector) -> {
                member("input", input);
                member("selector", selector);
            }
            case Expr.ListEval(Expr list, Expr body) -> {
                member("list", list);
                member("body", body);
            }
            case Expr.ListAgg(Expr list, Expr body) -> {
                member("list", list);
                member("body", body);
            }
            case Expr.Element _, Expr.RowCount _ -> {}
        }
        out.writeEndObject();
    }

    private void literal(Expr.Literal literal) throws IOException {
        type("type", literal.type());
        out.writeFieldName("value");
        LiteralCodec.encode(out, literal.type(), literal.value());
        out.writeBooleanField("dynamic", literal.dynamic());
    }

    private void renamed(Expr.Renamed renamed) throws IOException {
        member("input", renamed.input());
        out.writeStringField("rule", renamed.rule().name());
        out.writeStringField("text", renamed.text());
        out.writeStringField("pattern", renamed.pattern());
        out.writeBooleanField("literal", renamed.literal());
    }

    private void cast(Expr.Cast cast) throws IOException {
        member("input", cast.input());
        type("type", cast.type());
        out.writeBooleanField("strict", cast.strict());
        out.writeBooleanField("wrap_numerical", cast.wrapNumerical());
    }

    private void when(Expr.When when) throws IOException {
        out.writeArrayFieldStart("branches");
        for (Expr.Branch branch : when.branches()) {
            out.writeStartObject();
            member("condition", branch.condition());
            member("value", branch.value());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (when.otherwise() == null) {
            out.writeNullField("otherwise");
        } else {
            member("otherwise", when.otherwise());
        }
    }

    void member(String name, Expr expression) throws IOException {
        out.writeFieldName(name);
        write(expression);
    }

    void members(String name, List<? extends Expr> expressions) throws IOException {
        out.writeArrayFieldStart(name);
        for (Expr expression : expressions) {
            write(expression);
        }
        out.writeEndArray();
    }

    private void texts(String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    void keys(String name, List<SortKey> keys) throws IOException {
        out.writeArrayFieldStart(name);
        for (SortKey key : keys) {
            out.writeStartObject();
            member("expression", key.expression());
            out.writeBooleanField("descending", key.descending());
            out.writeBooleanField("nulls_last", key.nullsLast());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void type(String name, DataType type) throws IOException {
        out.writeFieldName(name);
        TypeJson.write(out, type);
    }

    private void member(String name, Selector selector) throws IOException {
        out.writeFieldName(name);
        start(selector);
        switch (selector) {
            case Selector.All _ -> {}
            case Selector.Names(List<String> names, boolean strict) -> {
                texts("names", names);
                out.writeBooleanField("strict", strict);
            }
            case Selector.Positions(List<Integer> positions, boolean strict) -> {
                out.writeArrayFieldStart("positions");
                for (int position : positions) {
                    out.writeNumber(position);
                }
                out.writeEndArray();
                out.writeBooleanField("strict", strict);
            }
            case Selector.Matching(String pattern) -> out.writeStringField("pattern", pattern);
            case Selector.OfClass(List<Selector.TypeClass> classes) -> {
                out.writeArrayFieldStart("classes");
                for (Selector.TypeClass family : classes) {
                    out.writeString(family.name());
                }
                out.writeEndArray();
            }
            case Selector.OfType(List<DataType> types) -> {
                out.writeArrayFieldStart("types");
                for (DataType type : types) {
                    TypeJson.write(out, type);
                }
                out.writeEndArray();
            }
            case Selector.ListsOf(Selector inner) -> member("inner", inner);
            case Selector.ArraysOf(Selector inner, Integer width) -> {
                member("inner", inner);
                if (width != null) {
                    out.writeNumberField("width", width);
                }
            }
            case Selector.Not(Selector inner) -> member("selector", inner);
            case Selector.Or(Selector left, Selector right) -> {
                member("left", left);
                member("right", right);
            }
            case Selector.And(Selector left, Selector right) -> {
                member("left", left);
                member("right", right);
            }
        }
        out.writeEndObject();
    }

    private void start(Object node) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", node.getClass().getSimpleName());
    }
}
