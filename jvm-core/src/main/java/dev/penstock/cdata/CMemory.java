package dev.penstock.cdata;

import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;

/// What the structs need of C: heap memory for them, strings, and calls through function pointers.
final class CMemory {
    /// 64 zero bytes that are never given back: what a buffer pointer shows when there is nothing to show.
    static final long ZEROS = Arena.global().allocate(64, 64).address();

    static final boolean IS_LINUX = System.getProperty("os.name").startsWith("Linux");
    static final boolean IS_WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MALLOC =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("malloc"),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    private static final MethodHandle CALL_VOID =
            LINKER.downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    private static final MethodHandle CALL_POINTER =
            LINKER.downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle CALL_STATUS =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private CMemory() {}

    /// Zeroed memory of the C heap.
    static long allocate(long bytes) {
        try {
            long address = (long) MALLOC.invokeExact(Math.max(1, bytes));
            if (address == 0) {
                throw new OutOfMemoryError("the operating system refused " + bytes + " bytes");
            }
            Native.fill(address, bytes, (byte) 0);
            return address;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("malloc threw", e);
        }
    }

    static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError("free threw", e);
        }
    }

    /// Calls `void (*)(void*)`.
    static void callVoid(long function, long argument) {
        try {
            CALL_VOID.invokeExact(MemorySegment.ofAddress(function), argument);
        } catch (Throwable e) {
            throw new AssertionError("a C function threw", e);
        }
    }

    /// Calls `void* (*)(void*)`.
    static long callPointer(long function, long argument) {
        try {
            return (long) CALL_POINTER.invokeExact(MemorySegment.ofAddress(function), argument);
        } catch (Throwable e) {
            throw new AssertionError("a C function threw", e);
        }
    }

    /// Calls `int (*)(void*, void*)`.
    static int callStatus(long function, long first, long second) {
        try {
            return (int) CALL_STATUS.invokeExact(MemorySegment.ofAddress(function), first, second);
        } catch (Throwable e) {
            throw new AssertionError("a C function threw", e);
        }
    }

    /// The text at `address`, up to its zero byte; empty for a null pointer.
    static String text(long address) {
        if (address == 0) {
            return "";
        }
        return Native.ALL.getString(address, StandardCharsets.UTF_8);
    }

    /// Writes `bytes` and a zero byte.
    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
        Native.putByte(address + bytes.length, (byte) 0);
    }

    /// A C function pointer for a static method of `owner`, good for ever.
    static long stub(MethodHandles.Lookup owner, String method, FunctionDescriptor descriptor) {
        try {
            MethodType type = descriptor.toMethodType();
            MethodHandle handle = owner.findStatic(owner.lookupClass(), method, type);
            return LINKER.upcallStub(handle, descriptor, Arena.global()).address();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the method " + method + " is not there", e);
        }
    }
}
