package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import java.util.Arrays;
import java.util.List;

/// Reads expressions from JSON. The nodes read count against the plan's limits.
final class ExprReader {
    private final PlanLimits limits;

    ExprReader(PlanLimits limits) {
        this.limits = limits;
    }

    Expr read(JsonNode node, Members.Place place) {
        limits.enter();
        Expr expression = expression(new Members(node, place));
        limits.leave();
        return expression;
    }

    private Expr expression(Members m) {
        String kind = m.text("kind");
        return switch (kind) {
            case "Column" -> new Expr.Column(m.text("name"));
            case "Columns" -> new Expr.Columns(m.one("selector", this::selector));
            case "Literal" -> literal(m);
            case "Alias" -> new Expr.Alias(m.one("input", this::read), m.text("name"));
            case "Renamed" -> renamed(m);
            case "Cast" -> cast(m);
            case "Call" ->
                    new Expr.Call(
                            Functions.named(m.text("function")), m.list("arguments", this::read), OptionsJson.read(m));
            case "Apply" -> new Expr.Apply(m.text("function"), OptionsJson.config(m), m.list("arguments", this::read));
            case "When" -> new Expr.When(m.list("branches", this::branch), m.orNull("otherwise", this::read));
            case "Over" -> over(m);
            case "SortedBy" -> new Expr.SortedBy(m.one("input", this::read), m.list("by", this::sortKey));
            case "Filtered" -> new Expr.Filtered(m.one("input", this::read), m.one("predicate", this::read));
            case "StructOf" -> new Expr.StructOf(m.list("fields", this::read));
            case "WithFields" ->
                    new Expr.WithFields(m.one("input", this::read), m.list("fields", this::read), m.flag("keep"));
            case "StructFields" -> new Expr.StructFields(m.list("names", Members::text));
            case "Unnest" -> new Expr.Unnest(m.one("input", this::read), m.one("selector", this::selector));
            case "ListAgg" -> new Expr.ListAgg(m.one("list", this::read), m.one("body", this::read));
            case "ListEval" -> new Expr.ListEval(m.one("list", this::read), m.one("body", this::read));
            case "Element" -> new Expr.Element();
            case "RowCount" -> new Expr.RowCount();
            default -> throw unknownKind(Expr.class, "expression", kind);
        };
    }

    /// A constant, and nothing else.
    Expr.Literal literal(JsonNode node, Members.Place place) {
        var m = new Members(node, place);
        String kind = m.text("kind");
        if (!kind.equals("Literal")) {
            throw unknownKind(Expr.Literal.class, "constant", kind);
        }
        return literal(m);
    }

    private static Expr.Literal literal(Members m) {
        DataType type = m.one("type", TypeJson::read);
        Boolean dynamic = m.flagOrNull("dynamic");
        return new Expr.Literal(type, LiteralCodec.decode(type, m.object().get("value")), dynamic != null && dynamic);
    }

    private Expr renamed(Members m) {
        return new Expr.Renamed(
                m.one("input", this::read),
                m.constant("rule", Expr.NameRule.class),
                m.text("text"),
                m.text("pattern"),
                m.flag("literal"));
    }

    private Expr cast(Members m) {
        return new Expr.Cast(
                m.one("input", this::read), m.one("type", TypeJson::read), m.flag("strict"), m.flag("wrap_numerical"));
    }

    private Expr over(Members m) {
        return new Expr.Over(
                m.one("input", this::read),
                m.list("partition_by", this::read),
                m.list("order_by", this::sortKey),
                m.constant("mapping", Expr.Mapping.class));
    }

    private Expr.Branch branch(JsonNode node, Members.Place place) {
        var m = new Members(node, place);
        return new Expr.Branch(m.one("condition", this::read), m.one("value", this::read));
    }

    SortKey sortKey(JsonNode node, Members.Place place) {
        var m = new Members(node, place);
        return new SortKey(m.one("expression", this::read), m.flag("descending"), m.flag("nulls_last"));
    }

    private Selector selector(JsonNode node, Members.Place place) {
        limits.enter();
        Selector selector = selector(new Members(node, place));
        limits.leave();
        return selector;
    }

    private Selector selector(Members m) {
        String kind = m.text("kind");
        return switch (kind) {
            case "All" -> new Selector.All();
            case "Names" -> new Selector.Names(m.list("names", Members::text), m.flag("strict"));
            case "Positions" -> new Selector.Positions(m.list("positions", ExprReader::position), m.flag("strict"));
            case "Matching" -> new Selector.Matching(m.text("pattern"));
            case "OfClass" ->
                    new Selector.OfClass(
                            m.list("classes", (node, at) -> Members.constant(node, at, Selector.TypeClass.class)));
            case "OfType" -> new Selector.OfType(m.list("types", TypeJson::read));
            case "ListsOf" -> new Selector.ListsOf(m.one("inner", this::selector));
            case "ArraysOf" ->
                    new Selector.ArraysOf(m.one("inner", this::selector), m.orNull("width", ExprReader::position));
            case "Not" -> new Selector.Not(m.one("selector", this::selector));
            case "Or" -> new Selector.Or(m.one("left", this::selector), m.one("right", this::selector));
            case "And" -> new Selector.And(m.one("left", this::selector), m.one("right", this::selector));
            default -> throw unknownKind(Selector.class, "selector", kind);
        };
    }

    private static Integer position(JsonNode node, Members.Place place) {
        long position = Members.integer(node, place);
        if (position != (int) position) {
            throw Members.wrong(place, "an integer of 32 bits", node);
        }
        return (int) position;
    }

    /// A kind that this reader does not know was most likely added after it was built.
    static PenstockException unknownKind(Class<?> family, String what, String kind) {
        List<String> known = Arrays.stream(family.getPermittedSubclasses()).map(Class::getSimpleName).toList();
        return PenstockException.unknown(ErrorCode.PLAN_VERSION, "kind of " + what, kind, known)
                .hint("upgrade the engine that runs the plan");
    }
}
