package dev.penstock.evaluate.fused;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.penstock.memory.Native;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;

/// Writes the class of a [FusedLoop].
///
/// The body of a loop is straight code: a comparison leaves 0 or 1, a choice is made with a mask. So a loop costs the
/// same whatever the data are, and C2 finds no rare branch that it would leave out and later have to come back for.
final class LoopCode {
    private static final ClassDesc NATIVE = Native.class.describeConstable().orElseThrow();
    private static final ClassDesc PARENT = FusedLoop.class.describeConstable().orElseThrow();
    private static final ClassDesc NUMBER = Double.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
    private static final ClassDesc LONGS = CD_long.arrayType();

    private final Shape shape;

    private LoopCode(Shape shape) {
        this.shape = shape;
    }

    /// A loop for a selection: the shape has one result, a truth value.
    static FusedLoop selecting(Shape shape) {
        return make(new LoopCode(shape), true);
    }

    /// A loop for values.
    static FusedLoop computing(Shape shape) {
        return make(new LoopCode(shape), false);
    }

    private static FusedLoop make(LoopCode code, boolean selects) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> made = lookup.defineHiddenClass(code.bytes(selects), true).lookupClass();
            return (FusedLoop) made.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a loop that was made could not be loaded", e);
        }
    }

    private byte[] bytes(boolean selects) {
        ClassDesc self = ClassDesc.of(FusedLoop.class.getPackageName(), selects ? "SelectingLoop" : "ComputingLoop");
        return ClassFile.of()
                .build(
                        self,
                        type -> {
                            type.withFlags(ClassFile.ACC_FINAL).withSuperclass(PARENT);
                            type.withMethodBody(
                                    INIT_NAME,
                                    MethodTypeDesc.of(CD_void),
                                    0,
                                    body ->
                                            body.aload(0)
                                                    .invokespecial(PARENT, INIT_NAME, MethodTypeDesc.of(CD_void))
                                                    .return_());
                            if (selects) {
                                select(type);
                            } else {
                                compute(type, "dense", false);
                                compute(type, "picked", true);
                            }
                        });
    }

    private void select(ClassBuilder type) {
        type.withMethodBody(
                "select",
                MethodTypeDesc.of(CD_long, LONGS, CD_long, CD_long),
                0,
                body -> {
                    int rows = body.parameterSlot(1);
                    int end = body.parameterSlot(2);
                    Inputs inputs = inputs(body);
                    int i = body.allocateLocal(TypeKind.LONG);
                    body.lconst_0().lstore(i);
                    loop(
                            body,
                            i,
                            rows,
                            () -> {
                                int[] values = row(body, inputs, i);
                                body.lload(end)
                                        .lload(i)
                                        .l2i()
                                        .invokestatic(NATIVE, "putInt", MethodTypeDesc.of(CD_void, CD_long, CD_int));
                                body.lload(end).iload(values[shape.results().getFirst().instruction()]);
                                body.iconst_2().ishl().i2l().ladd().lstore(end);
                            });
                    body.lload(end).lreturn();
                });
    }

    private void compute(ClassBuilder type, String name, boolean picked) {
        type.withMethodBody(
                name,
                MethodTypeDesc.of(CD_void, LONGS, LONGS, CD_long, CD_long),
                0,
                body -> {
                    int outputs = body.parameterSlot(1);
                    int from = body.parameterSlot(2);
                    int rows = body.parameterSlot(3);
                    Inputs inputs = inputs(body);
                    List<Shape.Result> results = shape.results();
                    var targets = new int[results.size()];
                    for (int r = 0; r < targets.length; r++) {
                        targets[r] = body.allocateLocal(TypeKind.LONG);
                        body.aload(outputs).loadConstant(r).laload().lstore(targets[r]);
                    }
                    int k = body.allocateLocal(TypeKind.LONG);
                    int row = body.allocateLocal(TypeKind.LONG);
                    body.lconst_0().lstore(k);
                    loop(
                            body,
                            k,
                            rows,
                            () -> {
                                if (picked) {
                                    at(body, from, k, 4);
                                    body.invokestatic(NATIVE, "getInt", MethodTypeDesc.of(CD_int, CD_long)).i2l();
                                } else {
                                    body.lload(from).lload(k).ladd();
                                }
                                body.lstore(row);
                                int[] values = row(body, inputs, row);
                                for (int r = 0; r < targets.length; r++) {
                                    Shape.Result result = results.get(r);
                                    store(body, result.stored(), targets[r], k, values[result.instruction()]);
                                }
                            });
                    body.return_();
                });
    }

    /// Where columns and constants are held.
    private static final class Inputs {
        private final int[] columns;
        private final int[] constants;

        private Inputs(int[] columns, int[] constants) {
            this.columns = columns;
            this.constants = constants;
        }
    }

    private Inputs inputs(CodeBuilder body) {
        int array = body.parameterSlot(0);
        var columns = new int[shape.columns().size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = body.allocateLocal(TypeKind.LONG);
            body.aload(array).loadConstant(c).laload().lstore(columns[c]);
        }
        var constants = new int[shape.constants()];
        for (Instruction instruction : shape.instructions()) {
            if (!instruction.operation().isConstant()) {
                continue;
            }
            TypeKind kind = instruction.operation().result().kind();
            int slot = body.allocateLocal(kind);
            constants[instruction.a()] = slot;
            body.aload(array).loadConstant(columns.length + instruction.a()).laload();
            switch (instruction.operation()) {
                case CONSTANT_DOUBLE ->
                        body.invokestatic(NUMBER, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
                case CONSTANT_TRUTH -> body.l2i();
                default -> {}
            }
            body.storeLocal(kind, slot);
        }
        return new Inputs(columns, constants);
    }

    private static void loop(CodeBuilder body, int counter, int end, Runnable once) {
        Label condition = body.newLabel();
        Label again = body.newLabel();
        body.goto_(condition);
        body.labelBinding(again);
        once.run();
        body.lload(counter).lconst_1().ladd().lstore(counter);
        body.labelBinding(condition);
        body.lload(counter).lload(end).lcmp().iflt(again);
    }

    /// Computes all instructions for the row whose number is in `row`, and tells where each value is held.
    private int[] row(CodeBuilder body, Inputs inputs, int row) {
        List<Instruction> all = shape.instructions();
        var slots = new int[all.size()];
        for (int i = 0; i < slots.length; i++) {
            Instruction at = all.get(i);
            if (at.operation().isConstant()) {
                slots[i] = inputs.constants[at.a()];
                continue;
            }
            TypeKind kind = at.operation().result().kind();
            if (at.operation().loads()) {
                load(body, shape.columns().get(at.a()), inputs.columns[at.a()], row);
            } else {
                operate(body, at, slots);
            }
            slots[i] = body.allocateLocal(kind);
            body.storeLocal(kind, slots[i]);
        }
        return slots;
    }

    /// Pushes the address `base + index * width`.
    private static void at(CodeBuilder body, int base, int index, int width) {
        body.lload(base).lload(index);
        int shift = Integer.numberOfTrailingZeros(width);
        if (shift > 0) {
            body.loadConstant(shift).lshl();
        }
        body.ladd();
    }

    private static void load(CodeBuilder body, Stored stored, int base, int row) {
        if (stored == Stored.BITS) {
            body.lload(base).lload(row).ladd().iconst_3().lushr();
            body.invokestatic(NATIVE, "getByte", MethodTypeDesc.of(CD_byte, CD_long));
            body.lload(base).lload(row).ladd().l2i().loadConstant(7).iand().iushr().iconst_1().iand();
            return;
        }
        at(body, base, row, stored.width());
        switch (stored) {
            case BYTES, UNSIGNED_BYTES -> body.invokestatic(NATIVE, "getByte", MethodTypeDesc.of(CD_byte, CD_long));
            case SHORTS, UNSIGNED_SHORTS -> body.invokestatic(NATIVE, "getShort", MethodTypeDesc.of(CD_short, CD_long));
            case INTS, UNSIGNED_INTS -> body.invokestatic(NATIVE, "getInt", MethodTypeDesc.of(CD_int, CD_long));
            case LONGS -> body.invokestatic(NATIVE, "getLong", MethodTypeDesc.of(CD_long, CD_long));
            case FLOATS -> body.invokestatic(NATIVE, "getFloat", MethodTypeDesc.of(CD_float, CD_long)).f2d();
            case DOUBLES -> body.invokestatic(NATIVE, "getDouble", MethodTypeDesc.of(CD_double, CD_long));
            case BITS -> throw new AssertionError();
        }
        switch (stored) {
            case BYTES, SHORTS, INTS -> body.i2l();
            case UNSIGNED_BYTES -> body.i2l().loadConstant(0xFFL).land();
            case UNSIGNED_SHORTS -> body.i2l().loadConstant(0xFFFFL).land();
            case UNSIGNED_INTS -> body.i2l().loadConstant(0xFFFF_FFFFL).land();
            default -> {}
        }
    }

    private static void store(CodeBuilder body, Stored stored, int base, int row, int value) {
        at(body, base, row, Math.max(1, stored.width()));
        body.loadLocal(stored.form().kind(), value);
        switch (stored) {
            case BITS -> put(body.i2b(), "putByte", CD_byte);
            case BYTES, UNSIGNED_BYTES -> put(body.l2i().i2b(), "putByte", CD_byte);
            case SHORTS, UNSIGNED_SHORTS -> put(body.l2i().i2s(), "putShort", CD_short);
            case INTS, UNSIGNED_INTS -> put(body.l2i(), "putInt", CD_int);
            case LONGS -> put(body, "putLong", CD_long);
            case FLOATS -> put(body.d2f(), "putFloat", CD_float);
            case DOUBLES -> put(body, "putDouble", CD_double);
        }
    }

    private static void put(CodeBuilder body, String name, ClassDesc type) {
        body.invokestatic(NATIVE, name, MethodTypeDesc.of(CD_void, CD_long, type));
    }

    private void operate(CodeBuilder body, Instruction at, int[] slots) {
        Operation operation = at.operation();
        switch (operation) {
            case CHOOSE_LONG, CHOOSE_DOUBLE, CHOOSE_TRUTH -> {
                choose(body, at, slots);
                return;
            }
            case TOTAL_EQUAL_DOUBLE -> {
                int a = slots[at.a()];
                int b = slots[at.b()];
                body.dload(a).dload(b);
                compared(body.dcmpg(), Opcode.IFEQ);
                isNaN(body, a);
                isNaN(body, b);
                body.iand().ior();
                return;
            }
            case TOTAL_LESS_DOUBLE -> {
                int a = slots[at.a()];
                int b = slots[at.b()];
                body.dload(a).dload(b);
                compared(body.dcmpg(), Opcode.IFLT);
                isNaN(body, b);
                isNaN(body, a);
                body.iconst_1().ixor().iand().ior();
                return;
            }
            case IS_NAN -> {
                isNaN(body, slots[at.a()]);
                return;
            }
            default -> {}
        }
        push(body, at.a(), slots);
        if (operation.inputs() > 1) {
            push(body, at.b(), slots);
        }
        switch (operation) {
            case ADD_LONG -> body.ladd();
            case SUBTRACT_LONG -> body.lsub();
            case MULTIPLY_LONG -> body.lmul();
            case NEGATE_LONG -> body.lneg();
            case ABSOLUTE_LONG -> body.invokestatic(MATH, "abs", MethodTypeDesc.of(CD_long, CD_long));
            case AND_LONG -> body.land();
            case OR_LONG -> body.lor();
            case XOR_LONG -> body.lxor();
            case TO_BYTE -> body.l2i().i2b().i2l();
            case TO_UNSIGNED_BYTE -> body.loadConstant(0xFFL).land();
            case TO_SHORT -> body.l2i().i2s().i2l();
            case TO_UNSIGNED_SHORT -> body.loadConstant(0xFFFFL).land();
            case TO_INT -> body.l2i().i2l();
            case TO_UNSIGNED_INT -> body.loadConstant(0xFFFF_FFFFL).land();
            case ADD_DOUBLE -> body.dadd();
            case SUBTRACT_DOUBLE -> body.dsub();
            case MULTIPLY_DOUBLE -> body.dmul();
            case DIVIDE_DOUBLE -> body.ddiv();
            case NEGATE_DOUBLE -> body.dneg();
            case ABSOLUTE_DOUBLE -> body.invokestatic(MATH, "abs", MethodTypeDesc.of(CD_double, CD_double));
            case ROUND_TO_FLOAT -> body.d2f().f2d();
            case LONG_TO_DOUBLE -> body.l2d();
            case LONG_TO_FLOAT -> body.l2f().f2d();
            case TRUTH_TO_LONG -> body.i2l();
            case TRUTH_TO_DOUBLE -> body.i2d();
            case EQUAL_LONG -> compared(body.lcmp(), Opcode.IFEQ);
            case LESS_LONG -> compared(body.lcmp(), Opcode.IFLT);
            case AT_MOST_LONG -> compared(body.lcmp(), Opcode.IFLE);
            case EQUAL_DOUBLE -> compared(body.dcmpg(), Opcode.IFEQ);
            case LESS_DOUBLE -> compared(body.dcmpg(), Opcode.IFLT);
            case AT_MOST_DOUBLE -> compared(body.dcmpg(), Opcode.IFLE);
            case AND -> body.iand();
            case OR -> body.ior();
            case XOR -> body.ixor();
            case NOT -> body.iconst_1().ixor();
            default -> throw new AssertionError(operation);
        }
    }

    private void push(CodeBuilder body, int instruction, int[] slots) {
        body.loadLocal(shape.instructions().get(instruction).operation().result().kind(), slots[instruction]);
    }

    private static void isNaN(CodeBuilder body, int slot) {
        // A comparison with itself is unordered for NaN alone.
        body.dload(slot).dload(slot);
        compared(body.dcmpg(), Opcode.IFGT);
    }

    /// Turns the outcome of a comparison, of which `when` is the question, into 1 or 0.
    private static void compared(CodeBuilder body, Opcode when) {
        body.ifThenElse(when, CodeBuilder::iconst_1, CodeBuilder::iconst_0);
    }

    /// `b ^ ((a ^ b) & -condition)`
    private void choose(CodeBuilder body, Instruction at, int[] slots) {
        boolean truth = at.operation() == Operation.CHOOSE_TRUTH;
        bits(body, at.c(), slots);
        bits(body, at.b(), slots);
        bits(body, at.c(), slots);
        if (truth) {
            body.ixor().iload(slots[at.a()]).ineg().iand().ixor();
        } else {
            body.lxor().iload(slots[at.a()]).ineg().i2l().land().lxor();
        }
        if (at.operation() == Operation.CHOOSE_DOUBLE) {
            body.invokestatic(NUMBER, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
    }

    private void bits(CodeBuilder body, int instruction, int[] slots) {
        push(body, instruction, slots);
        if (shape.instructions().get(instruction).operation().result() == Form.DOUBLE) {
            body.invokestatic(NUMBER, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
        }
    }
}
