package dev.penstock.cdata;

import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;

/// What the structs need of C: heap memory for them, strings, and calls through function pointers.
final class CMemory {
    /// 64 zero bytes that are never given back: what a buffer pointer shows when there is nothing to show.
    static final long ZEROS = Arena.global().allocate(64, 64).address();

    static final boolean IS_LINUX = System.getProperty("os.name").startsWith("Linux");
    static final boolean IS_WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private static final long MALLOC = CCall.find("malloc");
    private static final long FREE = CCall.find("free");

    private CMemory() {}

    /// Zeroed memory of the C heap.
    static long allocate(long bytes) {
        long address = CCall.call(MALLOC, Math.max(1, bytes));
        if (address == 0) {
            throw new OutOfMemoryError("the operating system refused " + bytes + " bytes");
        }
        Native.fill(address, bytes, (byte) 0);
        return address;
    }

    static void free(long address) {
        CCall.call(FREE, address);
    }

    /// Calls `void (*)(void*)`.
    static void callVoid(long function, long argument) {
        CCall.call(function, argument);
    }

    /// Calls `void* (*)(void*)`.
    static long callPointer(long function, long argument) {
        return CCall.call(function, argument);
    }

    /// Calls `int (*)(void*, void*)`.
    static int callStatus(long function, long first, long second) {
        return (int) CCall.call(function, first, second);
    }

    /// The text at `address`, up to its zero byte; empty for a null pointer.
    static String text(long address) {
        if (address == 0) {
            return "";
        }
        return Native.text(address);
    }

    /// Writes `bytes` and a zero byte.
    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
        Native.putByte(address + bytes.length, (byte) 0);
    }

    /// A pointer to a C function `void (*)(void*)`, good for ever.
    static long releaseStub(LongConsumer release) {
        return CCall.stub((struct, _, _, _, _) -> {
            release.accept(struct);
            return 0;
        });
    }
}
