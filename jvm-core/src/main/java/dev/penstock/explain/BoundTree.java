package dev.penstock.explain;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.bind.BoundText;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Bound plans in words, in capitals.
final class BoundTree {
    private final boolean types;
    private final IntFunction<TextNode> exchanges;
    private final Function<BoundPlan, Figures> figures;

    /// @param types whether columns and constants show their types
    /// @param exchanges what stands behind an exchange
    BoundTree(boolean types, IntFunction<TextNode> exchanges) {
        this(types, exchanges, _ -> Figures.NONE);
    }

    /// @param figures what is known of a node
    BoundTree(boolean types, IntFunction<TextNode> exchanges, Function<BoundPlan, Figures> figures) {
        this.types = types;
        this.exchanges = exchanges;
        this.figures = figures;
    }

    TextNode of(BoundPlan plan) {
        List<TextNode> inputs = plan.inputs().stream().map(this::of).toList();
        TextNode words = words(plan, inputs);
        return plan instanceof BoundPlan.Exchange ? words : words.with(figures.apply(plan));
    }

    private TextNode words(BoundPlan plan, List<TextNode> inputs) {
        return switch (plan) {
            case BoundPlan.FileScan(Plan.Scan scan, Schema schema) ->
                    node("SCAN " + scan.format(), String.join(", ", scan.paths()), scanned(scan, schema), inputs);
            case BoundPlan.FrameScan(String handle, Schema schema) ->
                    node("FRAME", BoundText.quoted(handle), columns(schema), inputs);
            case BoundPlan.StreamScan(String handle, Schema schema) ->
                    node("STREAM", BoundText.quoted(handle), columns(schema), inputs);
            case BoundPlan.Exchange(int id, _) -> exchanges.apply(id);
            case BoundPlan.Filter(_, BoundExpr predicate) -> node("FILTER", text(predicate), List.of(), inputs);
            case BoundPlan.Project(BoundPlan input, List<Output> outputs, _) ->
                    node("PROJECT", "", outputs.stream().map(o -> output(input.schema(), o)).toList(), inputs);
            case BoundPlan.Window(_, List<String> by, List<Computed> windows, _) ->
                    node("WINDOW", by.isEmpty() ? "" : "by " + names(by), computed(windows), inputs);
            case BoundPlan.Aggregate(_, List<String> keys, List<Computed> aggregates, boolean inOrder, _) ->
                    node(
                            "AGGREGATE",
                            (keys.isEmpty() ? "" : "by " + names(keys)) + (inOrder ? " in order" : ""),
                            computed(aggregates),
                            inputs);
            case BoundPlan.WindowRows(_, List<String> keys, String index, IndexWindows windows, _, _) ->
                    node(
                            "WINDOW ROWS",
                            "over " + BoundText.name(index) + (keys.isEmpty() ? "" : " by " + names(keys)),
                            List.of(windows.method() + "(" + windows.text() + ")"),
                            inputs);
            case BoundPlan.Join join -> node("JOIN", join.how().name().toLowerCase(Locale.ROOT), joined(join), inputs);
            case BoundPlan.AsofJoin join ->
                    node("ASOF JOIN", join.strategy().name().toLowerCase(Locale.ROOT), joined(join), inputs);
            case BoundPlan.Sort(_, List<Key> keys, boolean stable) ->
                    node("SORT", "by " + keys(keys) + (stable ? " stable" : ""), List.of(), inputs);
            case BoundPlan.TopK(_, long k, List<Key> keys, boolean stable) ->
                    node("TOP", k + " by " + keys(keys) + (stable ? " stable" : ""), List.of(), inputs);
            case BoundPlan.Slice(_, long offset, Long length) ->
                    node(
                            "SLICE",
                            length == null ? "from " + offset : "from " + offset + ", " + length + " rows",
                            List.of(),
                            inputs);
            case BoundPlan.Distinct(_, List<String> on, Plan.Keep keep, boolean inOrder) ->
                    node(
                            "DISTINCT",
                            "on "
                                    + names(on)
                                    + ", keep "
                                    + keep.name().toLowerCase(Locale.ROOT)
                                    + (inOrder ? ", in order" : ""),
                            List.of(),
                            inputs);
            case BoundPlan.Union _ -> node("UNION", "", List.of(), inputs);
            case BoundPlan.MergeSorted merge -> node("MERGE", "by " + names(merge.keys()), List.of(), inputs);
            case BoundPlan.Zip zip -> node("ZIP", zip.heights().name().toLowerCase(Locale.ROOT), List.of(), inputs);
            case BoundPlan.Explode explode ->
                    node(
                            "EXPLODE",
                            names(explode.columns())
                                    + (explode.emptyAsNull() ? ", empty as null" : "")
                                    + (explode.keepNulls() ? ", nulls kept" : ""),
                            List.of(),
                            inputs);
            case BoundPlan.Unpivot unpivot ->
                    node(
                            "UNPIVOT",
                            names(unpivot.on()),
                            List.of(
                                    "index " + names(unpivot.index()),
                                    "variable " + BoundText.name(unpivot.variableName()),
                                    "value " + BoundText.name(unpivot.valueName())),
                            inputs);
            case BoundPlan.Sample sample -> node("SAMPLE", sampled(sample), List.of(), inputs);
            case BoundPlan.RowIndex(_, String name, long offset, _) ->
                    node("ROW INDEX", BoundText.name(name) + (offset == 0 ? "" : " from " + offset), List.of(), inputs);
            case BoundPlan.Sql(String text, var tables, var parameters, var answer) -> {
                var items = new ArrayList<>(WrittenTree.sql(text).lines().toList());
                if (!tables.isEmpty()) {
                    items.add("with tables " + names(List.copyOf(tables.keySet())));
                }
                if (!parameters.isEmpty()) {
                    items.add("with parameters $" + String.join(", $", parameters.keySet()));
                }
                if (answer.writes()) {
                    items.add("has side effects: runs as it stands, once for each run of the plan");
                }
                yield node("SQL", "", List.of(String.join("\n", items)), inputs);
            }
            case BoundPlan.Cache(_, int id, Schema schema) ->
                    node("CACHE", String.valueOf(id), columns(schema), inputs);
            case BoundPlan.TableCall call ->
                    node(
                            "FUNCTION",
                            call.function().function().name(),
                            List.of(call.function().config().toString()),
                            inputs);
            case BoundPlan.Sink sink ->
                    node("SINK " + sink.format(), sink.path(), BoundText.options(sink.options()), inputs);
        };
    }

    private static TextNode node(String operation, String subject, List<String> items, List<TextNode> inputs) {
        return new TextNode(operation, subject, items, inputs);
    }

    private List<String> scanned(Plan.Scan scan, Schema schema) {
        var items = new ArrayList<>(columns(schema));
        items.addAll(BoundText.options(scan.options()));
        return items;
    }

    private List<String> columns(Schema schema) {
        return schema.fields().stream().map(field -> types ? typed(field) : BoundText.name(field.name())).toList();
    }

    private String output(Schema input, Output output) {
        BoundExpr expression = output.expression();
        boolean same =
                expression instanceof BoundExpr.Ref(String name, _)
                        && name.equals(output.name())
                        && output.field().equals(input.field(name));
        if (same) {
            return BoundText.name(output.name());
        }
        return (types ? typed(output.field()) : BoundText.name(output.name())) + " = " + text(expression);
    }

    private List<String> computed(List<Computed> computed) {
        return computed.stream().map(this::computed).toList();
    }

    private String computed(Computed c) {
        var arguments = new ArrayList<String>();
        c.arguments().forEach(argument -> arguments.add(BoundText.name(argument)));
        arguments.addAll(BoundText.options(c.options()));
        String name = types ? BoundText.name(c.name()) + ": " + c.type() : BoundText.name(c.name());
        return name
                + " = "
                + c.function().symbol()
                + "("
                + String.join(", ", arguments)
                + ")"
                + (c.filter() == null ? "" : " where " + BoundText.name(c.filter()))
                + (c.orderBy().isEmpty() ? "" : " ordered by " + keys(c.orderBy()));
    }

    private List<String> joined(BoundPlan.Join join) {
        var items = new ArrayList<String>();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            items.add(BoundText.name(join.leftKeys().get(i)) + " == " + BoundText.name(join.rightKeys().get(i)));
        }
        if (join.condition() != null) {
            items.add("where " + text(join.condition()));
        }
        if (join.nullsEqual()) {
            items.add("nulls equal");
        }
        if (join.validate() != Plan.JoinValidation.MANY_TO_MANY) {
            items.add("validate " + join.validate().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (join.order() != Plan.JoinOrder.NONE) {
            items.add("in order of " + join.order().name().toLowerCase(Locale.ROOT).replace("_", ", then "));
        }
        return items;
    }

    private List<String> joined(BoundPlan.AsofJoin join) {
        var items = new ArrayList<String>();
        for (int i = 0; i < join.leftBy().size(); i++) {
            items.add(BoundText.name(join.leftBy().get(i)) + " == " + BoundText.name(join.rightBy().get(i)));
        }
        String order =
                switch (join.strategy()) {
                    case BACKWARD -> join.exactMatches() ? " >= " : " > ";
                    case FORWARD -> join.exactMatches() ? " <= " : " < ";
                    case NEAREST -> join.exactMatches() ? " ~ " : " ~ but != ";
                };
        items.add(BoundText.name(join.leftOn()) + order + BoundText.name(join.rightOn()));
        if (join.tolerance() != null) {
            items.add("within " + text(join.tolerance()));
        }
        if (join.checked()) {
            items.add("checks that both are sorted");
        }
        return items;
    }

    private static String sampled(BoundPlan.Sample sample) {
        return (sample.n() != null ? sample.n() + " rows" : sample.fraction() + " of the rows")
                + (sample.withReplacement() ? " with replacement" : "")
                + (sample.shuffle() ? " shuffled" : "")
                + ", seed "
                + sample.seed();
    }

    private static String keys(List<Key> keys) {
        return keys.stream()
                .map(key ->
                        BoundText.name(key.column())
                                + (key.descending() ? " descending" : "")
                                + (key.nullsLast() ? " nulls last" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String names(List<String> names) {
        return names.stream().map(BoundText::name).collect(Collectors.joining(", "));
    }

    private String text(BoundExpr expression) {
        return BoundText.of(expression, types);
    }

    private static String typed(Field field) {
        return BoundText.name(field.name()) + ": " + field.type() + (field.nullable() ? "" : " not null");
    }
}
