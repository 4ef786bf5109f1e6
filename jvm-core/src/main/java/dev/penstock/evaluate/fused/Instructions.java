package dev.penstock.evaluate.fused;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Turns bound expressions into instructions, each of which is there once, however many expressions need it.
///
/// No value is null, and no instruction fails: whatever may be null or may fail is left to the kernels.
final class Instructions {
    /// The number of what no instruction computes.
    static final int NONE = -1;

    /// A constant: its form, and its bits.
    private record Literal(Form form, long bits) {}

    private final Schema input;
    private final List<Instruction> all = new ArrayList<>();
    private final Map<Instruction, Integer> numbers = new HashMap<>();
    private final List<Literal> literals = new ArrayList<>();
    private final Map<BoundExpr, Integer> known = new HashMap<>();
    private Map<String, Integer> columns = new HashMap<>();

    Instructions(Schema input) {
        this.input = input;
        for (int i = 0; i < input.size(); i++) {
            Field field = input.field(i);
            Stored stored = Stored.of(field.type());
            columns.put(field.name(), stored == null ? NONE : add(Operation.load(stored.form()), i, 0, 0));
        }
    }

    /// The instruction for the column `name`, as the projections so far have it; [#NONE] without one.
    int named(String name) {
        return Objects.requireNonNull(columns.get(name), name);
    }

    /// Whether the instruction makes a value of that form, and does more than load a column or a constant.
    boolean computes(int number, Form form) {
        Operation operation = all.get(number).operation();
        return operation.result() == form && !operation.loads() && !operation.isConstant();
    }

    /// From now on expressions see the outputs of `project`.
    void project(BoundPlan.Project project) {
        var outputs = new HashMap<String, Integer>();
        for (BoundPlan.Output output : project.outputs()) {
            outputs.put(output.name(), compile(output.expression()));
        }
        columns = outputs;
        known.clear();
    }

    /// The instruction for an expression; [#NONE] when there is none.
    int compile(BoundExpr expression) {
        Integer done = known.get(expression);
        if (done == null) {
            done =
                    switch (expression) {
                        case BoundExpr.Ref ref -> named(ref.name());
                        case BoundExpr.Constant constant -> constant(constant);
                        case BoundExpr.Cast cast -> cast(cast);
                        case BoundExpr.Call call -> call(call);
                        case BoundExpr.Case cases -> cases(cases);
                        case BoundExpr.Struct _, BoundExpr.Transform _ -> NONE;
                    };
            known.put(expression, done);
        }
        return done;
    }

    /// Whether both of two truth values are true.
    int both(int a, int b) {
        return add(Operation.AND, a, b, 0);
    }

    /// The loop that makes `results`, and what it reads.
    ///
    /// @param results the numbers of instructions
    /// @param stored how each is to lie
    Fused fused(List<Integer> results, List<Stored> stored) {
        var needed = new boolean[all.size()];
        results.forEach(number -> need(number, needed));
        var renumbered = new int[all.size()];
        var columnsRead = new ArrayList<Integer>();
        var lying = new ArrayList<Stored>();
        var constants = new ArrayList<Long>();
        var kept = new ArrayList<Instruction>();
        for (int i = 0; i < renumbered.length; i++) {
            if (!needed[i]) {
                continue;
            }
            Instruction at = all.get(i);
            renumbered[i] = kept.size();
            if (at.operation().loads()) {
                kept.add(new Instruction(at.operation(), columnsRead.size(), 0, 0));
                columnsRead.add(at.a());
                lying.add(Objects.requireNonNull(Stored.of(input.field(at.a()).type())));
            } else if (at.operation().isConstant()) {
                kept.add(new Instruction(at.operation(), constants.size(), 0, 0));
                constants.add(literals.get(at.a()).bits);
            } else {
                int inputs = at.operation().inputs();
                kept.add(
                        new Instruction(
                                at.operation(),
                                renumbered[at.a()],
                                inputs > 1 ? renumbered[at.b()] : 0,
                                inputs > 2 ? renumbered[at.c()] : 0));
            }
        }
        var outcomes = new ArrayList<Shape.Result>();
        for (int i = 0; i < results.size(); i++) {
            outcomes.add(new Shape.Result(renumbered[results.get(i)], stored.get(i)));
        }
        return new Fused(new Shape(lying, constants.size(), kept, outcomes), columnsRead, constants);
    }

    private void need(int number, boolean[] needed) {
        if (needed[number]) {
            return;
        }
        needed[number] = true;
        Instruction at = all.get(number);
        int inputs = at.operation().inputs();
        if (inputs > 0) {
            need(at.a(), needed);
        }
        if (inputs > 1) {
            need(at.b(), needed);
        }
        if (inputs > 2) {
            need(at.c(), needed);
        }
    }

    private int add(Operation operation, int a, int b, int c) {
        var instruction = new Instruction(operation, a, b, c);
        return numbers.computeIfAbsent(
                instruction,
                fresh -> {
                    all.add(fresh);
                    return all.size() - 1;
                });
    }

    private int literal(Form form, long bits) {
        var literal = new Literal(form, bits);
        int place = literals.indexOf(literal);
        if (place < 0) {
            place = literals.size();
            literals.add(literal);
        }
        return add(Operation.constant(form), place, 0, 0);
    }

    private int constant(BoundExpr.Constant constant) {
        Stored stored = Stored.of(constant.type());
        Object value = constant.value();
        if (stored == null || value == null) {
            return NONE;
        }
        return switch (stored.form()) {
            case TRUTH -> literal(Form.TRUTH, value.equals(true) ? 1 : 0);
            case LONG -> value instanceof Number number ? literal(Form.LONG, number.longValue()) : NONE;
            case DOUBLE -> {
                double number = ((Number) value).doubleValue();
                yield literal(
                        Form.DOUBLE, Double.doubleToRawLongBits(stored == Stored.FLOATS ? (float) number : number));
            }
        };
    }

    private int cast(BoundExpr.Cast cast) {
        int input = compile(cast.input());
        DataType from = cast.input().type();
        DataType to = cast.type();
        Stored stored = Stored.of(to);
        if (input == NONE || stored == null) {
            return NONE;
        }
        return switch (from) {
            case DataType.Bool _ when to instanceof DataType.Int -> add(Operation.TRUTH_TO_LONG, input, 0, 0);
            case DataType.Bool _ when to.isFloat() -> add(Operation.TRUTH_TO_DOUBLE, input, 0, 0);
            case DataType.Int(int bits, boolean signed) when to instanceof DataType.Int target ->
                    holdsAll(target, bits, signed) ? input : cast.wrap() ? narrowed(input, stored) : NONE;
            case DataType.Int(int bits, boolean signed) when to.isFloat() && (bits < 64 || signed) ->
                    add(stored == Stored.FLOATS ? Operation.LONG_TO_FLOAT : Operation.LONG_TO_DOUBLE, input, 0, 0);
            case DataType.FloatingPoint(int bits) when to instanceof DataType.FloatingPoint(int width) ->
                    width >= bits ? input : add(Operation.ROUND_TO_FLOAT, input, 0, 0);
            default -> from.equals(to) ? input : NONE;
        };
    }

    private static boolean holdsAll(DataType.Int target, int bits, boolean signed) {
        return target.signed() == signed ? target.bits() >= bits : target.signed() && target.bits() > bits;
    }

    private int call(BoundExpr.Call call) {
        int[] inputs = call.arguments().stream().mapToInt(this::compile).toArray();
        for (int input : inputs) {
            if (input == NONE) {
                return NONE;
            }
        }
        return switch (call.function()) {
            case MathFunction function -> number(function, call, inputs);
            case LogicFunction function -> truth(function, call, inputs);
            default -> NONE;
        };
    }

    private int number(MathFunction function, BoundExpr.Call call, int[] inputs) {
        Stored stored = Stored.of(call.type());
        if (stored == null || !computesWith(function, call)) {
            return NONE;
        }
        Operation operation =
                switch (stored.form()) {
                    case LONG ->
                            switch (function) {
                                case ADD -> Operation.ADD_LONG;
                                case SUB -> Operation.SUBTRACT_LONG;
                                case MUL -> Operation.MULTIPLY_LONG;
                                case NEG -> Operation.NEGATE_LONG;
                                case ABS -> Operation.ABSOLUTE_LONG;
                                default -> null;
                            };
                    case DOUBLE ->
                            switch (function) {
                                case ADD -> Operation.ADD_DOUBLE;
                                case SUB -> Operation.SUBTRACT_DOUBLE;
                                case MUL -> Operation.MULTIPLY_DOUBLE;
                                case TRUEDIV -> Operation.DIVIDE_DOUBLE;
                                case NEG -> Operation.NEGATE_DOUBLE;
                                case ABS -> Operation.ABSOLUTE_DOUBLE;
                                default -> null;
                            };
                    case TRUTH -> null;
                };
        if (operation == null || operation.inputs() != inputs.length) {
            return NONE;
        }
        for (int input : inputs) {
            if (all.get(input).operation().result() != stored.form()) {
                return NONE;
            }
        }
        int result = add(operation, inputs[0], inputs.length > 1 ? inputs[1] : 0, 0);
        if (stored == Stored.FLOATS) {
            return add(Operation.ROUND_TO_FLOAT, result, 0, 0);
        }
        return call.type() instanceof DataType.Int ? narrowed(result, stored) : result;
    }

    /// Whether the numbers themselves are computed with, rather than days or units of time.
    private static boolean computesWith(MathFunction function, BoundExpr.Call call) {
        List<DataType> types = call.arguments().stream().map(BoundExpr::type).toList();
        if (types.stream().noneMatch(DataType::isTemporal)) {
            boolean unsigned = call.type() instanceof DataType.Int(_, boolean signed) && !signed;
            return function != MathFunction.ABS || !unsigned;
        }
        boolean sums = function == MathFunction.ADD || function == MathFunction.SUB;
        boolean scales = function == MathFunction.MUL && types.stream().anyMatch(DataType::isInteger);
        return (sums || scales) && !(call.type() instanceof DataType.Date) && !call.type().isFloat();
    }

    /// The number, cut off to the width that it is stored in.
    private int narrowed(int number, Stored stored) {
        Operation operation =
                switch (stored) {
                    case BYTES -> Operation.TO_BYTE;
                    case UNSIGNED_BYTES -> Operation.TO_UNSIGNED_BYTE;
                    case SHORTS -> Operation.TO_SHORT;
                    case UNSIGNED_SHORTS -> Operation.TO_UNSIGNED_SHORT;
                    case INTS -> Operation.TO_INT;
                    case UNSIGNED_INTS -> Operation.TO_UNSIGNED_INT;
                    default -> null;
                };
        return operation == null ? number : add(operation, number, 0, 0);
    }

    private int truth(LogicFunction function, BoundExpr.Call call, int[] inputs) {
        DataType type = call.arguments().getFirst().type();
        Form form = all.get(inputs[0]).operation().result();
        return switch (function) {
            case EQ, EQ_MISSING -> equal(inputs[0], inputs[1], form);
            case NE, NE_MISSING -> not(equal(inputs[0], inputs[1], form));
            case LT -> less(inputs[0], inputs[1], form, type);
            case GE -> not(less(inputs[0], inputs[1], form, type));
            case GT -> not(atMost(inputs[0], inputs[1], form, type));
            case LE -> atMost(inputs[0], inputs[1], form, type);
            case AND, ALL_HORIZONTAL -> folded(inputs, form == Form.LONG ? Operation.AND_LONG : Operation.AND, form);
            case OR, ANY_HORIZONTAL -> folded(inputs, form == Form.LONG ? Operation.OR_LONG : Operation.OR, form);
            case XOR -> folded(inputs, form == Form.LONG ? Operation.XOR_LONG : Operation.XOR, form);
            case NOT -> form == Form.TRUTH ? not(inputs[0]) : NONE;
            case IS_BETWEEN -> between(call, inputs, form, type);
            case IS_NAN -> form == Form.DOUBLE ? add(Operation.IS_NAN, inputs[0], 0, 0) : NONE;
            case IS_NOT_NAN -> form == Form.DOUBLE ? not(add(Operation.IS_NAN, inputs[0], 0, 0)) : NONE;
            default -> NONE;
        };
    }

    private int between(BoundExpr.Call call, int[] inputs, Form form, DataType type) {
        String closed = call.options().text("closed", "both");
        boolean low = closed.equals("both") || closed.equals("left");
        boolean high = closed.equals("both") || closed.equals("right");
        int above = low ? atMost(inputs[1], inputs[0], form, type) : less(inputs[1], inputs[0], form, type);
        int below = high ? atMost(inputs[0], inputs[2], form, type) : less(inputs[0], inputs[2], form, type);
        return both(above, below);
    }

    private int folded(int[] inputs, Operation operation, Form form) {
        if (form == Form.DOUBLE) {
            return NONE;
        }
        int result = inputs[0];
        for (int i = 1; i < inputs.length; i++) {
            result = add(operation, result, inputs[i], 0);
        }
        return result;
    }

    private int not(int truth) {
        return truth == NONE ? NONE : add(Operation.NOT, truth, 0, 0);
    }

    private int equal(int a, int b, Form form) {
        return switch (form) {
            case LONG -> add(Operation.EQUAL_LONG, a, b, 0);
            case DOUBLE ->
                    add(isBound(a) || isBound(b) ? Operation.EQUAL_DOUBLE : Operation.TOTAL_EQUAL_DOUBLE, a, b, 0);
            case TRUTH -> not(add(Operation.XOR, a, b, 0));
        };
    }

    private int less(int a, int b, Form form, DataType type) {
        return switch (form) {
            case LONG -> add(Operation.LESS_LONG, signed(a, type), signed(b, type), 0);
            // With the bound on the left a NaN on the right must be greater.
            case DOUBLE ->
                    isBound(b)
                            ? add(Operation.LESS_DOUBLE, a, b, 0)
                            : isBound(a)
                                    ? not(add(Operation.AT_MOST_DOUBLE, b, a, 0))
                                    : add(Operation.TOTAL_LESS_DOUBLE, a, b, 0);
            case TRUTH -> add(Operation.AND, not(a), b, 0);
        };
    }

    private int atMost(int a, int b, Form form, DataType type) {
        return switch (form) {
            case LONG -> add(Operation.AT_MOST_LONG, signed(a, type), signed(b, type), 0);
            case DOUBLE ->
                    isBound(b)
                            ? add(Operation.AT_MOST_DOUBLE, a, b, 0)
                            : isBound(a)
                                    ? not(add(Operation.LESS_DOUBLE, b, a, 0))
                                    : not(add(Operation.TOTAL_LESS_DOUBLE, b, a, 0));
            case TRUTH -> add(Operation.OR, not(a), b, 0);
        };
    }

    /// Whether a float is a constant, and not NaN.
    private boolean isBound(int number) {
        Instruction at = all.get(number);
        return at.operation() == Operation.CONSTANT_DOUBLE
                && !Double.isNaN(Double.longBitsToDouble(literals.get(at.a()).bits));
    }

    /// The number, or for unsigned numbers of 64 bits the signed one at the same place of the order.
    private int signed(int number, DataType type) {
        boolean flips = type instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        return flips ? add(Operation.XOR_LONG, number, literal(Form.LONG, Long.MIN_VALUE), 0) : number;
    }

    private int cases(BoundExpr.Case cases) {
        int result = compile(cases.otherwise());
        for (BoundExpr.Branch branch : cases.branches().reversed()) {
            int condition = compile(branch.condition());
            int value = compile(branch.value());
            if (result == NONE || condition == NONE || value == NONE) {
                return NONE;
            }
            result = add(Operation.choose(all.get(value).operation().result()), condition, value, result);
        }
        return result;
    }
}
