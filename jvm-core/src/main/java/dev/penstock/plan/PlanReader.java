package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Reads plans from JSON.
final class PlanReader {
    private final PlanLimits limits = new PlanLimits();
    private final ExprReader expressions = new ExprReader(limits);

    Plan read(JsonNode node, Members.Place place) {
        limits.enter();
        Plan plan = plan(new Members(node, place));
        limits.leave();
        return plan;
    }

    private Plan plan(Members m) {
        String kind = m.text("kind");
        return switch (kind) {
            case "Scan" -> scan(m);
            case "InMemory" -> new Plan.InMemory(m.text("handle"));
            case "Stream" -> new Plan.Stream(m.text("handle"));
            case "Filter" -> new Plan.Filter(input(m), m.one("predicate", expressions::read), m.flag("negated"));
            case "Project" -> new Plan.Project(input(m), m.list("expressions", expressions::read));
            case "Extend" -> new Plan.Extend(input(m), m.list("expressions", expressions::read));
            case "Rename" -> new Plan.Rename(input(m), m.map("names", Members::text), m.flag("strict"));
            case "Aggregate" -> aggregate(m);
            case "WindowAggregate" -> windowAggregate(m);
            case "Join" -> join(m);
            case "JoinWhere" -> joinWhere(m);
            case "JoinAsof" -> joinAsof(m);
            case "Sort" -> new Plan.Sort(input(m), m.list("by", expressions::sortKey), m.flag("maintain_order"));
            case "TopK" -> new Plan.TopK(input(m), m.integer("k"), m.list("by", expressions::sortKey));
            case "Slice" -> new Plan.Slice(input(m), m.integer("offset"), m.integerOrNull("length"));
            case "Distinct" -> distinct(m);
            case "Concat" -> new Plan.Concat(m.list("inputs", this::read), m.constant("how", Plan.ConcatKind.class));
            case "MergeSorted" -> new Plan.MergeSorted(m.list("inputs", this::read), m.list("keys", expressions::read));
            case "Pivot" -> pivot(m);
            case "Unpivot" -> unpivot(m);
            case "Explode" -> explode(m);
            case "Unnest" -> new Plan.Unnest(input(m), m.list("columns", expressions::read), m.textOrNull("separator"));
            case "Sample" -> sample(m);
            case "RowIndex" -> new Plan.RowIndex(input(m), m.text("name"), m.integer("offset"));
            case "Sql" ->
                    new Plan.Sql(
                            m.text("text"),
                            m.map("tables", this::read),
                            m.map("parameters", expressions::literal),
                            Boolean.TRUE.equals(m.flagOrNull("allow_side_effects")));
            case "TableCall" -> tableCall(m);
            case "Sink" -> sink(m);
            default -> throw ExprReader.unknownKind(Plan.class, "plan node", kind);
        };
    }

    private Plan input(Members m) {
        return m.one("input", this::read);
    }

    private static Plan scan(Members m) {
        return new Plan.Scan(
                m.constant("format", Plan.Format.class),
                m.list("paths", Members::text),
                m.listOrNull("schema", TypeJson::readField),
                m.map("schema_overrides", TypeJson::read),
                OptionsJson.read(m));
    }

    private Plan aggregate(Members m) {
        return new Plan.Aggregate(
                input(m),
                m.list("keys", expressions::read),
                m.list("aggregations", expressions::read),
                m.orNull("having", expressions::read),
                m.flag("maintain_order"));
    }

    private Plan windowAggregate(Members m) {
        return new Plan.WindowAggregate(
                input(m),
                m.one("index", expressions::read),
                m.one("windows", IndexWindowsJson::read),
                m.list("keys", expressions::read),
                m.list("aggregations", expressions::read),
                m.orNull("having", expressions::read));
    }

    private Plan join(Members m) {
        return new Plan.Join(
                m.one("left", this::read),
                m.one("right", this::read),
                m.constant("how", Plan.JoinKind.class),
                m.list("left_on", expressions::read),
                m.list("right_on", expressions::read),
                m.text("suffix"),
                m.constant("validate", Plan.JoinValidation.class),
                m.flag("nulls_equal"),
                m.flagOrNull("coalesce"),
                m.constant("maintain_order", Plan.JoinOrder.class));
    }

    private Plan joinWhere(Members m) {
        return new Plan.JoinWhere(
                m.one("left", this::read),
                m.one("right", this::read),
                m.list("predicates", expressions::read),
                m.text("suffix"));
    }

    private Plan joinAsof(Members m) {
        return new Plan.JoinAsof(
                m.one("left", this::read),
                m.one("right", this::read),
                m.one("left_on", expressions::read),
                m.one("right_on", expressions::read),
                m.list("left_by", expressions::read),
                m.list("right_by", expressions::read),
                m.constant("strategy", Plan.AsofStrategy.class),
                m.orNull("tolerance", expressions::literal),
                m.text("suffix"),
                m.flag("coalesce"),
                m.flag("allow_exact_matches"),
                m.flag("check_sortedness"));
    }

    private Plan distinct(Members m) {
        return new Plan.Distinct(
                input(m),
                m.listOrNull("subset", expressions::read),
                m.constant("keep", Plan.Keep.class),
                m.flag("maintain_order"));
    }

    private Plan pivot(Members m) {
        return new Plan.Pivot(
                input(m),
                m.list("on", expressions::read),
                m.list("on_columns", this::pivotColumn),
                m.listOrNull("index", expressions::read),
                m.listOrNull("values", expressions::read),
                m.orNull("aggregate", expressions::read),
                m.flag("maintain_order"),
                m.text("separator"));
    }

    /// One new column: a literal for each column that is pivoted.
    private List<Expr.Literal> pivotColumn(JsonNode node, Members.Place place) {
        if (!node.isArray()) {
            throw Members.wrong(place, "an array of literals", node);
        }
        var literals = new ArrayList<Expr.Literal>();
        for (JsonNode element : node) {
            Members.Place at = place.element(literals.size());
            if (!(expressions.read(element, at) instanceof Expr.Literal literal)) {
                throw Members.wrong(at, "a literal", element);
            }
            literals.add(literal);
        }
        return literals;
    }

    private Plan unpivot(Members m) {
        return new Plan.Unpivot(
                input(m),
                m.listOrNull("on", expressions::read),
                m.list("index", expressions::read),
                m.text("variable_name"),
                m.text("value_name"));
    }

    private Plan explode(Members m) {
        return new Plan.Explode(
                input(m), m.list("columns", expressions::read), m.flag("empty_as_null"), m.flag("keep_nulls"));
    }

    private Plan sample(Members m) {
        return new Plan.Sample(
                input(m),
                m.integerOrNull("n"),
                m.numberOrNull("fraction"),
                m.flag("with_replacement"),
                m.flag("shuffle"),
                m.integerOrNull("seed"));
    }

    private Plan tableCall(Members m) {
        return new Plan.TableCall(m.text("function"), OptionsJson.config(m), m.list("inputs", this::read));
    }

    private Plan sink(Members m) {
        return new Plan.Sink(input(m), m.constant("format", Plan.Format.class), m.text("path"), OptionsJson.read(m));
    }
}
