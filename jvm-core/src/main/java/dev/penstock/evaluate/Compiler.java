package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.function.ScalarCall;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Turns bound expressions into nodes. Equal expressions over the same columns become one node, and a projection only
/// gives new names to nodes, so a stack of projections computes each value once.
final class Compiler {
    private Map<String, Node> columns = new HashMap<>();
    private final Map<BoundExpr, Node> known = new HashMap<>();

    Compiler(Schema input) {
        for (int i = 0; i < input.size(); i++) {
            Field field = input.field(i);
            Kind kind = Kind.of(field.type());
            // A column that no kernel reads can still be handed on.
            columns.put(field.name(), new ColumnNode(i, field.type(), kind == null ? Kind.LONGS : kind));
        }
    }

    /// The column `name`, as the projections so far have it.
    Node named(String name) {
        return Objects.requireNonNull(columns.get(name), name);
    }

    /// From now on expressions see the outputs of `project`.
    void project(BoundPlan.Project project) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (BoundPlan.Output output : project.outputs()) {
            Node node = compile(output.expression());
            if (!(node instanceof ColumnNode)) {
                Kind.of(output.field().type(), "a column");
            }
            outputs.put(output.name(), node);
        }
        columns = outputs;
        known.clear();
    }

    /// @throws NoKernel when another engine must compute it
    Node compile(BoundExpr expression) {
        Node node = known.get(expression);
        if (node == null) {
            node =
                    switch (expression) {
                        case BoundExpr.Ref ref -> named(ref.name());
                        case BoundExpr.Constant constant -> constant(constant.type(), constant.value());
                        case BoundExpr.Cast cast -> cast(cast);
                        case BoundExpr.Call call -> call(call);
                        case BoundExpr.Case cases -> cases(cases);
                        case BoundExpr.Struct _ -> throw new NoKernel("struct");
                        case BoundExpr.Transform _ -> throw new NoKernel("list.eval");
                    };
            node = DictionaryPredicate.of(expression, node, this);
            known.put(expression, node);
        }
        return node;
    }

    /// All of `expressions`, each of which must be of a type that kernels compute with.
    List<Node> compileAll(List<BoundExpr> expressions, String what) {
        expressions.forEach(expression -> Kind.of(expression.type(), what));
        return expressions.stream().map(this::compile).toList();
    }

    static Node constant(DataType type, @org.jspecify.annotations.Nullable Object value) {
        return new ConstantNode(type, value, Kind.of(type, "a constant"));
    }

    private Node cast(BoundExpr.Cast cast) {
        if (cast.input().type().sameValues(cast.type()) && compile(cast.input()) instanceof ColumnNode column) {
            return column;
        }
        Kind.of(cast.type(), "cast");
        return Casts.compile(compileAll(List.of(cast.input()), "cast").getFirst(), cast);
    }

    private Node call(BoundExpr.Call call) {
        String name = call.function().symbol();
        return switch (call.function()) {
            case LogicFunction function
                    when function == LogicFunction.IS_NULL || function == LogicFunction.IS_NOT_NULL ->
                    Logic.isNull(
                            compile(call.arguments().getFirst()),
                            call.arguments().getFirst().type(),
                            function == LogicFunction.IS_NULL);
            case LogicFunction function -> Logic.compile(function, call, this);
            case MathFunction function when Intervals.moves(call) -> Intervals.compile(function, call, this);
            case MathFunction function -> Arithmetic.compile(function, call, compileAll(call.arguments(), name));
            case TemporalFunction function ->
                    Temporal.compile(function, call, compileAll(call.arguments(), name).getFirst());
            case StringFunction function when function == StringFunction.CONTAINS_ANY ->
                    Replacement.containsAny(call, this);
            case StringFunction function -> Strings.compile(function, call, compileAll(call.arguments(), name));
            case BinaryFunction function -> Strings.ofBytes(function, call, compileAll(call.arguments(), name));
            case StructFunction function when function == StructFunction.FIELD -> FieldNode.of(call, this);
            case ListFunction function -> ListNodes.compile(function, call, this);
            case UserFunctions.Scalar(ScalarCall function) ->
                    new FunctionNode(function, compileAll(call.arguments(), name));
            default -> throw new NoKernel(name);
        };
    }

    private Node cases(BoundExpr.Case cases) {
        Kind kind = Kind.of(cases.type(), "when");
        // Every branch is computed on every row, as Polars does: a cast that fails in a branch not taken is an error.
        var conditions = new ArrayList<Node>();
        var values = new ArrayList<Node>();
        for (BoundExpr.Branch branch : cases.branches()) {
            conditions.add(compile(branch.condition()));
            values.add(compile(branch.value()));
        }
        values.add(compile(cases.otherwise()));
        return TextChoice.of(kind, values, (form, all) -> Choice.of(form, conditions, all));
    }
}
