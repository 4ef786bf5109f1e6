package dev.penstock.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Set;

/// The JSON form of plans: `{"ir": 1, "features": [], "plan": {"kind": "Filter", ...}}`.
///
/// A node is an object whose `kind` is the record's name and whose members are the record's components in snake case. A
/// reader refuses a higher `ir` and a feature that it does not know, and skips members that it does not know. A type is
/// an Arrow format string, or an object with `format`, `children`, `dictionary` and `flags`.
///
/// Reading and writing are written by hand: mapping by reflection took 300 ms for the first plan and more than a
/// megabyte of stack for a plan of a thousand levels.
public final class PlanJson {
    /// The version that this reader writes, and the highest that it reads.
    public static final int VERSION = 1;

    /// Plans that call users' functions in expressions say so, for readers that cannot.
    private static final String FUNCTIONS = "functions";

    private static final Set<String> FEATURES = Set.of(FUNCTIONS);

    private PlanJson() {}

    /// The plan that `json` describes.
    ///
    /// @throws PenstockException with code PLAN_VERSION (written for a newer reader: version, feature or kind of node),
    ///   PLAN_TOO_LARGE, UNSUPPORTED_OPERATION (an unknown function), UNSUPPORTED_TYPE, CAST (a constant that its type
    ///   does not hold) or CONFIG (anything else that does not fit, with its place)
    public static Plan parse(String json) {
        JsonNode document = JsonText.parse(json);
        return DeepStack.call(JsonText.nesting(json), () -> read(document));
    }

    private static Plan read(JsonNode document) {
        var root = new Members(document, new Members.Place(null, "the document"));
        JsonNode version = document.path("ir");
        if (!version.isInt() || version.intValue() > VERSION || version.intValue() < 1) {
            throw new PenstockException(
                            ErrorCode.PLAN_VERSION,
                            "the plan's version is " + version + ", the newest known is " + VERSION)
                    .hint("upgrade the engine that runs the plan");
        }
        for (JsonNode feature : document.path("features")) {
            if (!FEATURES.contains(feature.asText())) {
                throw new PenstockException(
                                ErrorCode.PLAN_VERSION,
                                "the plan needs the feature \"" + feature.asText() + "\", which is not known")
                        .hint("upgrade the engine that runs the plan");
            }
        }
        return root.one("plan", (node, _) -> new PlanReader().read(node, new Members.Place(null, "plan")));
    }

    /// The expression that `json` describes.
    ///
    /// @throws PenstockException as [#parse(String)]
    public static Expr parseExpression(String json) {
        JsonNode document = JsonText.parse(json);
        return DeepStack.call(
                JsonText.nesting(json),
                () -> new ExprReader(new PlanLimits()).read(document, new Members.Place(null, "expression")));
    }

    /// The JSON text of `plan`.
    ///
    /// @throws PenstockException with code PLAN_TOO_LARGE for a plan that no reader would take
    public static String print(Plan plan) {
        return DeepStack.call(
                PlanLimits.check(plan),
                () ->
                        JsonText.of(out -> {
                            out.writeStartObject();
                            out.writeNumberField("ir", VERSION);
                            out.writeArrayFieldStart("features");
                            if (applies(plan)) {
                                out.writeString(FUNCTIONS);
                            }
                            out.writeEndArray();
                            out.writeFieldName("plan");
                            new PlanWriter(out).write(plan);
                            out.writeEndObject();
                        }));
    }

    private static boolean applies(Plan plan) {
        return plan.expressions().stream().anyMatch(PlanJson::applies)
                || plan.inputs().stream().anyMatch(PlanJson::applies);
    }

    private static boolean applies(Expr expression) {
        return expression instanceof Expr.Apply || expression.children().stream().anyMatch(PlanJson::applies);
    }

    /// The JSON text of one expression.
    ///
    /// @throws PenstockException with code PLAN_TOO_LARGE for an expression that no reader would take
    public static String print(Expr expression) {
        return DeepStack.call(
                PlanLimits.check(expression), () -> JsonText.of(out -> new ExprWriter(out).write(expression)));
    }
}
