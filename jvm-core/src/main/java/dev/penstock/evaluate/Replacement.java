package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions of constant lists that are short ways to write others: `replace` is a choice with a branch for each old
/// value, `str.contains_any` a disjunction.
final class Replacement {
    /// With more branches, each of which looks at all rows, a hash table of the other engine is faster.
    private static final int MOST = 64;

    private Replacement() {}

    /// The choice that `replace` or `replace_strict` is.
    static Node compile(LogicFunction function, BoundExpr.Call call, Compiler compiler) {
        List<BoundExpr> arguments = call.arguments();
        BoundExpr input = arguments.getFirst();
        List<@Nullable Object> old = elements(arguments.get(1), function.symbol());
        List<@Nullable Object> values = elements(arguments.get(2), function.symbol());
        if (Kind.of(input.type()) == null || (values.size() != 1 && values.size() != old.size())) {
            throw new NoKernel(function.symbol() + " of " + input.type());
        }
        var branches = new ArrayList<BoundExpr.Branch>();
        for (int i = 0; i < old.size(); i++) {
            // A null among the old values stands for null.
            BoundExpr condition =
                    new BoundExpr.Call(
                            LogicFunction.EQ_MISSING,
                            List.of(input, new BoundExpr.Constant(input.type(), old.get(i))),
                            Options.NONE,
                            Types.BOOL);
            Object value = values.get(values.size() == 1 ? 0 : i);
            branches.add(new BoundExpr.Branch(condition, new BoundExpr.Constant(call.type(), value)));
        }
        boolean raises = arguments.size() < 4 && function == LogicFunction.REPLACE_STRICT;
        BoundExpr otherwise =
                arguments.size() == 4
                        ? arguments.get(3)
                        : raises
                                ? new BoundExpr.Constant(call.type(), null)
                                : input.type().equals(call.type())
                                        ? input
                                        : new BoundExpr.Cast(input, call.type(), true, false);
        Node result = compiler.compile(new BoundExpr.Case(branches, otherwise, call.type()));
        return raises ? complete(result, compiler.compile(input), branches, compiler) : result;
    }

    /// The result, unless there is an input that no branch takes.
    private static Node complete(Node result, Node input, List<BoundExpr.Branch> branches, Compiler compiler) {
        var inputs = new ArrayList<Node>(List.of(result, input));
        branches.forEach(branch -> inputs.add(compiler.compile(branch.condition())));
        Kind kind = result.kind();
        return Computed.of(
                kind,
                inputs,
                (in, to, n) -> {
                    long left = to.mask(0);
                    BitLanes.copy(in[1].writtenValid(n), left, n);
                    for (int i = 2; i < in.length; i++) {
                        BitLanes.andNot(left, in[i].values(), left, n);
                    }
                    if (BitLanes.count(left, n) > 0) {
                        throw new PenstockException(
                                        ErrorCode.INVALID_OPERATION, "replace_strict has no new value for a value")
                                .hint("give a default, or all values that occur");
                    }
                    Choice.copy(in[0], to, kind, n);
                });
    }

    /// Whether one of the texts in a constant list occurs.
    static Node containsAny(BoundExpr.Call call, Compiler compiler) {
        List<@Nullable Object> patterns = elements(call.arguments().get(1), "str.contains_any");
        if (patterns.isEmpty() || patterns.contains(null) || call.options().flag("ascii_case_insensitive", false)) {
            throw new NoKernel("str.contains_any of these texts");
        }
        var parts = new ArrayList<BoundExpr>();
        for (Object pattern : patterns) {
            parts.add(
                    new BoundExpr.Call(
                            StringFunction.CONTAINS,
                            List.of(call.arguments().getFirst(), new BoundExpr.Constant(Types.UTF8, pattern)),
                            new Options(Map.of("literal", true)),
                            Types.BOOL));
        }
        return compiler.compile(new BoundExpr.Call(LogicFunction.ANY_HORIZONTAL, parts, Options.NONE, Types.BOOL));
    }

    private static List<@Nullable Object> elements(BoundExpr list, String what) {
        if (!(list instanceof BoundExpr.Constant(DataType type, Object value, _))
                || !(value instanceof Collection<?> values)
                || values.size() > MOST) {
            throw new NoKernel(what + " of " + list.type());
        }
        return new ArrayList<>(values);
    }
}
