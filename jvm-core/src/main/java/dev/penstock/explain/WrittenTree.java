package dev.penstock.explain;

import dev.penstock.bind.BoundText;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.SortKey;
import dev.penstock.type.Sensitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Plans in the words in which they were written.
final class WrittenTree {
    private WrittenTree() {}

    static TextNode of(Plan plan) {
        List<TextNode> inputs = plan.inputs().stream().map(WrittenTree::of).toList();
        return switch (plan) {
            case Plan.Scan scan -> node("scan_" + word(scan.format()), scanned(scan), inputs);
            case Plan.InMemory(String handle) -> node("frame", List.of(BoundText.quoted(handle)), inputs);
            case Plan.Stream(String handle) -> node("stream", List.of(BoundText.quoted(handle)), inputs);
            case Plan.Filter(_, Expr predicate, boolean negated) ->
                    node(negated ? "remove" : "filter", List.of(ExprText.of(predicate)), inputs);
            case Plan.Project(_, List<Expr> expressions) -> node("select", texts(expressions), inputs);
            case Plan.Extend(_, List<Expr> expressions) -> node("with_columns", texts(expressions), inputs);
            case Plan.Rename(_, Map<String, String> names, boolean strict) -> {
                var items = new ArrayList<String>();
                new TreeMap<>(names)
                        .forEach((from, to) -> items.add(BoundText.quoted(from) + " to " + BoundText.quoted(to)));
                yield node("rename", strict ? items : with(items, "strict=false"), inputs);
            }
            case Plan.Aggregate aggregate -> aggregate(aggregate, inputs);
            case Plan.WindowAggregate aggregate -> windowAggregate(aggregate, inputs);
            case Plan.Join join -> join(join, inputs);
            case Plan.JoinWhere(_, _, List<Expr> predicates, _) -> node("join_where", texts(predicates), inputs);
            case Plan.JoinAsof join -> joinAsof(join, inputs);
            case Plan.MergeSorted(_, List<Expr> keys) -> node("merge_sorted", texts(keys), inputs);
            case Plan.Sort(_, List<SortKey> by, boolean inOrder) ->
                    node("sort", inOrder ? with(keys(by), "maintain_order=true") : keys(by), inputs);
            case Plan.TopK(_, long k, List<SortKey> by) -> node("top_k", first("k=" + k, keys(by)), inputs);
            case Plan.Slice(_, long offset, Long length) ->
                    node("slice", length == null ? List.of("" + offset) : List.of("" + offset, "" + length), inputs);
            case Plan.Distinct distinct -> distinct(distinct, inputs);
            case Plan.Concat(_, Plan.ConcatKind how) -> node("concat", List.of("how=" + word(how)), inputs);
            case Plan.Pivot pivot -> pivot(pivot, inputs);
            case Plan.Unpivot(_, List<Expr> on, List<Expr> index, String variable, String value) -> {
                var items = new ArrayList<String>();
                addList(items, "on", on);
                addList(items, "index", index);
                items.add("variable_name=" + BoundText.quoted(variable));
                items.add("value_name=" + BoundText.quoted(value));
                yield node("unpivot", items, inputs);
            }
            case Plan.Explode(_, List<Expr> columns, boolean emptyAsNull, boolean keepNulls) ->
                    node(
                            "explode",
                            with(texts(columns), "empty_as_null=" + emptyAsNull, "keep_nulls=" + keepNulls),
                            inputs);
            case Plan.Unnest(_, List<Expr> columns, _) -> node("unnest", texts(columns), inputs);
            case Plan.Sample sample -> sample(sample, inputs);
            case Plan.RowIndex(_, String name, long offset) ->
                    node("with_row_index", List.of(BoundText.quoted(name), "offset=" + offset), inputs);
            case Plan.Sql(String text, Map<String, Plan> tables, var parameters, boolean allowSideEffects) -> {
                var items = new ArrayList<>(List.of(sql(text)));
                if (!tables.isEmpty()) {
                    items.add("tables: " + String.join(", ", tables.keySet()));
                }
                if (!parameters.isEmpty()) {
                    items.add("parameters: $" + String.join(", $", parameters.keySet()));
                }
                if (allowSideEffects) {
                    items.add("side effects allowed");
                }
                yield new TextNode("sql", "", List.of(String.join("\n", items)), inputs);
            }
            case Plan.TableCall(String function, var config, _) -> node(function, List.of(config.toString()), inputs);
            case Plan.Sink(_, Plan.Format format, String path, Options options) ->
                    node("sink_" + word(format), first(BoundText.quoted(path), BoundText.options(options)), inputs);
        };
    }

    /// A statement; of one that mentions a sensitive column no constants are shown.
    static String sql(String text) {
        return Sensitive.columns().mentioned(text) ? Sensitive.withoutConstants(text.strip()) : text.strip();
    }

    private static TextNode node(String operation, List<String> items, List<TextNode> inputs) {
        return new TextNode(operation, "", items, inputs);
    }

    private static List<String> scanned(Plan.Scan scan) {
        var items = new ArrayList<String>();
        scan.paths().forEach(path -> items.add(BoundText.quoted(path)));
        if (scan.schema() != null) {
            items.add("schema=" + scan.schema());
        }
        new TreeMap<>(scan.schemaOverrides())
                .forEach((name, type) -> items.add(BoundText.quoted(name) + " as " + type));
        items.addAll(BoundText.options(scan.options()));
        return items;
    }

    private static TextNode aggregate(Plan.Aggregate aggregate, List<TextNode> inputs) {
        var items = new ArrayList<>(texts(aggregate.aggregations()));
        if (aggregate.having() != null) {
            items.add("having " + ExprText.of(aggregate.having()));
        }
        String keys = String.join(", ", texts(aggregate.keys()));
        String order = aggregate.maintainOrder() ? (keys.isEmpty() ? "" : ", ") + "maintain_order=true" : "";
        return new TextNode("group_by", "(" + keys + order + ")", items, inputs);
    }

    private static TextNode windowAggregate(Plan.WindowAggregate aggregate, List<TextNode> inputs) {
        var items = new ArrayList<>(texts(aggregate.aggregations()));
        if (aggregate.having() != null) {
            items.add("having " + ExprText.of(aggregate.having()));
        }
        String keys = aggregate.keys().isEmpty() ? "" : ", group_by=" + texts(aggregate.keys());
        String settings = ExprText.of(aggregate.index()) + ", " + aggregate.windows().text() + keys;
        return new TextNode(aggregate.windows().method(), "(" + settings + ")", items, inputs);
    }

    private static TextNode join(Plan.Join join, List<TextNode> inputs) {
        var items = new ArrayList<String>();
        items.add("how=" + word(join.how()));
        addPair(items, "on", join.leftOn(), join.rightOn());
        items.add("suffix=" + BoundText.quoted(join.suffix()));
        if (join.validate() != Plan.JoinValidation.MANY_TO_MANY) {
            items.add("validate=" + word(join.validate()));
        }
        if (join.nullsEqual()) {
            items.add("nulls_equal=true");
        }
        if (join.coalesce() != null) {
            items.add("coalesce=" + join.coalesce());
        }
        if (join.maintainOrder() != Plan.JoinOrder.NONE) {
            items.add("maintain_order=" + word(join.maintainOrder()));
        }
        return node("join", items, inputs);
    }

    private static TextNode joinAsof(Plan.JoinAsof join, List<TextNode> inputs) {
        var items = new ArrayList<String>();
        addPair(items, "on", List.of(join.leftOn()), List.of(join.rightOn()));
        addPair(items, "by", join.leftBy(), join.rightBy());
        items.add("strategy=" + word(join.strategy()));
        if (join.tolerance() != null) {
            items.add("tolerance=" + ExprText.of(join.tolerance()));
        }
        items.add("suffix=" + BoundText.quoted(join.suffix()));
        if (!join.coalesce()) {
            items.add("coalesce=false");
        }
        if (!join.allowExactMatches()) {
            items.add("allow_exact_matches=false");
        }
        if (!join.checkSortedness()) {
            items.add("check_sortedness=false");
        }
        return node("join_asof", items, inputs);
    }

    private static TextNode distinct(Plan.Distinct distinct, List<TextNode> inputs) {
        var items = new ArrayList<String>();
        addList(items, "subset", distinct.subset());
        items.add("keep=" + word(distinct.keep()));
        if (distinct.maintainOrder()) {
            items.add("maintain_order=true");
        }
        return node("unique", items, inputs);
    }

    private static TextNode pivot(Plan.Pivot pivot, List<TextNode> inputs) {
        var items = new ArrayList<String>();
        addList(items, "on", pivot.on());
        var columns = pivot.onColumns().stream().map(column -> String.join(" ", texts(column))).toList();
        items.add("on_columns=[" + String.join(", ", columns) + "]");
        addList(items, "index", pivot.index());
        addList(items, "values", pivot.values());
        if (pivot.aggregate() != null) {
            items.add("aggregate=" + ExprText.of(pivot.aggregate()));
        }
        return node("pivot", items, inputs);
    }

    private static TextNode sample(Plan.Sample sample, List<TextNode> inputs) {
        var items = new ArrayList<String>();
        if (sample.n() != null) {
            items.add("n=" + sample.n());
        }
        if (sample.fraction() != null) {
            items.add("fraction=" + sample.fraction());
        }
        if (sample.withReplacement()) {
            items.add("with_replacement=true");
        }
        if (sample.shuffle()) {
            items.add("shuffle=true");
        }
        if (sample.seed() != null) {
            items.add("seed=" + sample.seed());
        }
        return node("sample", items, inputs);
    }

    /// Expressions of both sides, said once if they are the same.
    private static void addPair(List<String> items, String name, List<Expr> left, List<Expr> right) {
        if (left.equals(right)) {
            addList(items, name, left);
        } else {
            addList(items, (name.equals("by") ? "by_left" : "left_on"), left);
            addList(items, (name.equals("by") ? "by_right" : "right_on"), right);
        }
    }

    private static void addList(List<String> items, String name, @Nullable List<Expr> expressions) {
        if (expressions != null && !expressions.isEmpty()) {
            items.add(name + "=[" + String.join(", ", texts(expressions)) + "]");
        }
    }

    private static List<String> keys(List<SortKey> keys) {
        return keys.stream().map(ExprText::of).toList();
    }

    private static List<String> texts(List<? extends Expr> expressions) {
        return expressions.stream().map(expression -> ExprText.of(expression)).toList();
    }

    private static List<String> with(List<String> items, String... more) {
        var all = new ArrayList<>(items);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> first(String item, List<String> rest) {
        var all = new ArrayList<String>();
        all.add(item);
        all.addAll(rest);
        return all;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
