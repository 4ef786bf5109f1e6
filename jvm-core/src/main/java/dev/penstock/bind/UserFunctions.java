package dev.penstock.bind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.function.ScalarCall;
import dev.penstock.function.SeriesCall;
import dev.penstock.function.Signature;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Functions that users bring: from a name in a written plan to a call that engines run.
///
/// A name is resolved first, because the kind of function decides how many values an expression has; the function
/// itself is bound when the types of its arguments are known.
public final class UserFunctions {
    /// An elementwise function that waits for its types.
    record NamedScalar(String name, JsonNode config, FunctionRegistry functions) implements Function.OfUser {
        @Override
        public String symbol() {
            return shown(name, config);
        }
    }

    /// An aggregate function that waits for its types.
    record NamedAggregate(String name, JsonNode config, FunctionRegistry functions, boolean series)
            implements Function.OfUserForGroups {
        @Override
        public String symbol() {
            return shown(name, config);
        }
    }

    /// A function of whole columns that waits for its types.
    record NamedSeries(String name, JsonNode config, FunctionRegistry functions) implements Function.OfUserForSeries {
        @Override
        public String symbol() {
            return shown(name, config);
        }
    }

    /// A function of names: of the name of a result, or of those of a struct's fields. It is asked while a plan is
    /// bound, and never again.
    ///
    /// @param fields whether it names fields
    record NamedNames(String name, JsonNode config, FunctionRegistry functions, boolean fields)
            implements Function.OfUser {
        @Override
        public String symbol() {
            return shown(name, config);
        }

        /// What the names become.
        ///
        /// @throws PenstockException with code SHAPE for another number of names, DUPLICATE for one that occurs twice
        List<String> of(List<String> names) {
            var given = new Schema(names.stream().map(field -> Field.nullable(field, Types.NULL)).toList());
            Schema made = functions.configure(name, config).bind(List.of(given));
            if (made.size() != names.size()) {
                throw new PenstockException(
                        ErrorCode.SHAPE,
                        "the function \"%s\" made %d names of %d".formatted(symbol(), made.size(), names.size()));
            }
            return made.fields().stream().map(Field::name).toList();
        }
    }

    /// A function of another runtime has a name of its own.
    private static String shown(String name, JsonNode config) {
        return config.has("reference") ? config.path("name").asText(name) : name;
    }

    /// An elementwise function with its types.
    public record Scalar(ScalarCall call) implements Function.OfUser {
        @Override
        public String symbol() {
            return call.name() + call.settings();
        }
    }

    /// An aggregate function with its types.
    public record Aggregate(AggregateCall call) implements Function.OfUserForGroups {
        @Override
        public String symbol() {
            return call.name() + call.settings();
        }
    }

    /// A function of the rows of a group with its types: one value for each group, or a list of them.
    public record Series(SeriesCall call) implements Function.OfUserForGroups {
        @Override
        public String symbol() {
            return call.name() + call.settings();
        }
    }

    /// A function of the rows of a group, whose answer has a value for each of them.
    public record Rows(SeriesCall call) implements Function.OfUserForSeries {
        @Override
        public String symbol() {
            return call.name() + call.settings();
        }
    }

    /// A function of a group's rows, and the types of its arguments and its result.
    record Typed(Function function, Signature signature, DataType type) {}

    private UserFunctions() {}

    /// The expression in which each name of a function has become a function of its kind.
    ///
    /// @throws PenstockException with code UNSUPPORTED_OPERATION for a name that nobody knows
    static Expr resolved(Expr expression, FunctionRegistry functions) {
        List<Expr> children = expression.children();
        List<Expr> changed = children.stream().map(child -> resolved(child, functions)).toList();
        if (expression instanceof Expr.Apply(String name, JsonNode config, _)) {
            JsonNode renames = config.path("renames");
            if (renames.isTextual()) {
                boolean fields = renames.asText().equals("FIELDS");
                return new Expr.Call(new NamedNames(name, config, functions, fields), changed, Options.NONE);
            }
            try {
                Function function =
                        switch (functions.kind(name, config)) {
                            case SCALAR -> new NamedScalar(name, config, functions);
                            case AGGREGATE -> new NamedAggregate(name, config, functions, false);
                            case SERIES ->
                                    config.path("returns_scalar").asBoolean()
                                            ? new NamedAggregate(name, config, functions, true)
                                            : new NamedSeries(name, config, functions);
                            case TABLE ->
                                    throw new PenstockException(
                                                    ErrorCode.UNSUPPORTED_OPERATION,
                                                    "\"" + name + "\" makes a table of tables, not a column")
                                            .hint("call it with ps.table_function(\"" + name + "\", frame)");
                        };
                return new Expr.Call(function, changed, Options.NONE);
            } catch (PenstockException e) {
                throw e.expression(ExprText.of(expression));
            }
        }
        return changed.equals(children) ? expression : expression.withChildren(changed);
    }

    /// The call of an elementwise function, whose arguments are brought to the types that it wants.
    static BoundExpr scalar(Function.OfUser function, List<BoundExpr> given) {
        if (function instanceof NamedNames names) {
            return names.fields() ? StructTypes.named(given.getFirst(), names) : given.getFirst();
        }
        if (!(function instanceof NamedScalar(String name, JsonNode config, FunctionRegistry functions))) {
            throw new AssertionError(function + " has its types already");
        }
        List<BoundExpr> arguments = given.stream().map(Operands::settled).toList();
        ScalarCall call = functions.scalar(name, config, arguments.stream().map(BoundExpr::type).toList());
        return new BoundExpr.Call(
                new Scalar(call), as(call.signature(), given), Options.NONE, call.signature().result());
    }

    /// The arguments in the types of the signature.
    static List<BoundExpr> as(Signature signature, List<BoundExpr> arguments) {
        var converted = new ArrayList<BoundExpr>();
        for (int i = 0; i < arguments.size(); i++) {
            converted.add(Operands.as(arguments.get(i), signature.arguments().get(i)));
        }
        return converted;
    }

    /// A function of groups, bound to the types of its arguments.
    static Typed groups(Function.OfUserForGroups function, List<DataType> types) {
        if (!(function
                instanceof NamedAggregate(String name, JsonNode config, FunctionRegistry functions, boolean series))) {
            throw new AssertionError(function + " has its types already");
        }
        if (series) {
            return list(functions.series(name, config, types));
        }
        AggregateCall call = functions.aggregate(name, config, types);
        return new Typed(new Aggregate(call), call.signature(), call.signature().result());
    }

    /// A function of whole columns, whose answer for a group is a list.
    static Typed list(SeriesCall call) {
        return new Typed(new Series(call), call.signature(), call.groupType());
    }

    /// A function of whole columns, bound to the types of its arguments.
    static SeriesCall series(Function.OfUserForSeries function, List<DataType> types) {
        if (!(function instanceof NamedSeries(String name, JsonNode config, FunctionRegistry functions))) {
            throw new AssertionError(function + " has its types already");
        }
        return functions.series(name, config, types);
    }

    /// Whether a function's answer may change from call to call, or it does something besides: nothing may be moved
    /// past it.
    public static boolean isImpure(BoundExpr expression) {
        return (expression instanceof BoundExpr.Call call && isImpureItself(call))
                || expression.children().stream().anyMatch(UserFunctions::isImpure);
    }

    private static boolean isImpureItself(BoundExpr.Call call) {
        return switch (call.function()) {
            case Scalar(ScalarCall scalar) -> !scalar.deterministic();
            case ListFunction function -> function == ListFunction.SAMPLE && call.options().flag("each_row", false);
            default -> false;
        };
    }
}
