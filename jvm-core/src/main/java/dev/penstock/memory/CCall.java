package dev.penstock.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;

/// Calls between Java and C, all of one shape: five integers or pointers in, one 64-bit integer out.
///
/// Every signature that the linker has not seen costs a process some 10 ms when it starts, and there were a dozen. One
/// shape serves for all functions of fewer arguments: the calling conventions of our platforms (System V for x86-64 and
/// the one of AArch64) pass that many integers in registers, where a function finds those that it knows of and does not
/// look at the rest. A result that is narrower is the lower part of the register; one of a `void` function means
/// nothing. Not for floating-point numbers, structs by value, and functions with "...".
public final class CCall {
    /// A function of ours that C calls. Arguments that the caller did not pass are any numbers.
    ///
    /// Nothing may leave it: an exception would end the process.
    public interface Target {
        long call(long a, long b, long c, long d, long e);
    }

    private static final int ARGUMENTS = 5;
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    Collections.nCopies(ARGUMENTS, ValueLayout.JAVA_LONG).toArray(ValueLayout.OfLong[]::new));
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle DOWN = LINKER.downcallHandle(SHAPE);
    private static final MethodHandle UP = up();

    private CCall() {}

    /// The address of a function of the C library.
    public static long find(String name) {
        return LINKER.defaultLookup().findOrThrow(name).address();
    }

    public static long call(long function) {
        return call(function, 0, 0, 0, 0);
    }

    public static long call(long function, long a) {
        return call(function, a, 0, 0, 0);
    }

    public static long call(long function, long a, long b) {
        return call(function, a, b, 0, 0);
    }

    public static long call(long function, long a, long b, long c) {
        return call(function, a, b, c, 0);
    }

    public static long call(long function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0);
    }

    /// What the function at `function` returns: all 64 bits of it, so cast the result of an `int` function.
    public static long call(long function, long a, long b, long c, long d, long e) {
        try {
            return (long) DOWN.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e);
        } catch (Throwable thrown) {
            throw new AssertionError("a C function threw", thrown);
        }
    }

    /// A C function pointer for `target`, good for ever.
    public static long stub(Target target) {
        return stub(target, Arena.global());
    }

    /// A C function pointer for `target`, good for as long as `arena` is open.
    public static long stub(Target target, Arena arena) {
        return LINKER.upcallStub(UP.bindTo(target), SHAPE, arena).address();
    }

    private static MethodHandle up() {
        try {
            MethodType type = MethodType.methodType(long.class, Collections.nCopies(ARGUMENTS, (Class<?>) long.class));
            return MethodHandles.lookup().findVirtual(Target.class, "call", type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("CCall.Target has changed", e);
        }
    }
}
