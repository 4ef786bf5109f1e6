package dev.penstock.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sun.misc.Unsafe;

/// Raw memory by address: the one place that reads and writes without bounds.
///
/// Arrow buffers come from many owners and start at any byte, so kernels address them directly. Callers own the proof
/// that an address is theirs.
///
/// There are two ways to the same bytes, and the process chooses one when it starts (ADR 28). Where the JVM allows it,
/// see [#RAW_ACCESS], each access is a plain load or store. Else it goes through a segment over all memory, which still
/// asks of each address that the loop computes whether it is negative: that cost groups, joins and sorts a sixth of
/// their time. Loops should count with a `long`: with an `int` counter the widening of the index kept C2 from unrolling
/// (1.1 against 0.34 nanoseconds a row for a product of doubles, JDK 25).
@SuppressWarnings("removal") // what replaces it is the second way
public final class Native {
    /// The system property that is `true` if the JVM was started with `--sun-misc-unsafe-memory-access=allow`, which a
    /// program cannot ask. Without that flag it would warn (JDK 25) or refuse (later).
    public static final String RAW_ACCESS = "penstock.raw-memory";

    /// All memory, for bulk operations that want segments.
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    private static final long ALIGNED_ALLOC = CCall.find("aligned_alloc");
    private static final long FREE = CCall.find("free");
    private static final long STRLEN = CCall.find("strlen");

    private static final long CACHE_LINE = 64;
    private static final long HUGE_PAGE = 2L << 20;
    private static final int MADV_HUGEPAGE = 14;

    /// 0 where there are no huge pages to ask for.
    private static final long MADVISE = System.getProperty("os.name").equals("Linux") ? CCall.find("madvise") : 0;

    private static final @Nullable Unsafe RAW = Boolean.getBoolean(RAW_ACCESS) ? raw() : null;

    private Native() {}

    private static @Nullable Unsafe raw() {
        try {
            var field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // A JVM without it has the second way.
            return null;
        }
    }

    /// The UTF-8 text at `address`, up to its zero byte.
    ///
    /// Not by `MemorySegment.getString`: that reads eight bytes at once, and ends the process when a text ends where
    /// the memory does.
    public static String text(long address) {
        byte[] bytes = segment(address, CCall.call(STRLEN, address)).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static byte getByte(long address) {
        return RAW == null ? ALL.get(ValueLayout.JAVA_BYTE, address) : RAW.getByte(address);
    }

    public static short getShort(long address) {
        return RAW == null ? ALL.get(SHORT, address) : RAW.getShort(address);
    }

    public static int getInt(long address) {
        return RAW == null ? ALL.get(INT, address) : RAW.getInt(address);
    }

    public static long getLong(long address) {
        return RAW == null ? ALL.get(LONG, address) : RAW.getLong(address);
    }

    public static float getFloat(long address) {
        return RAW == null ? ALL.get(FLOAT, address) : RAW.getFloat(address);
    }

    public static double getDouble(long address) {
        return RAW == null ? ALL.get(DOUBLE, address) : RAW.getDouble(address);
    }

    public static void putByte(long address, byte value) {
        if (RAW == null) {
            ALL.set(ValueLayout.JAVA_BYTE, address, value);
        } else {
            RAW.putByte(address, value);
        }
    }

    public static void putShort(long address, short value) {
        if (RAW == null) {
            ALL.set(SHORT, address, value);
        } else {
            RAW.putShort(address, value);
        }
    }

    public static void putInt(long address, int value) {
        if (RAW == null) {
            ALL.set(INT, address, value);
        } else {
            RAW.putInt(address, value);
        }
    }

    public static void putLong(long address, long value) {
        if (RAW == null) {
            ALL.set(LONG, address, value);
        } else {
            RAW.putLong(address, value);
        }
    }

    public static void putFloat(long address, float value) {
        if (RAW == null) {
            ALL.set(FLOAT, address, value);
        } else {
            RAW.putFloat(address, value);
        }
    }

    public static void putDouble(long address, double value) {
        if (RAW == null) {
            ALL.set(DOUBLE, address, value);
        } else {
            RAW.putDouble(address, value);
        }
    }

    /// Copies `bytes` bytes; the two ranges may overlap.
    public static void copy(long from, long to, long bytes) {
        if (RAW == null) {
            MemorySegment.copy(ALL, from, ALL, to, bytes);
        } else {
            RAW.copyMemory(from, to, bytes);
        }
    }

    /// Copies the `count` floats at `from` to the beginning of `to`.
    public static void copy(long from, double[] to, int count) {
        MemorySegment.copy(ALL, DOUBLE, from, to, 0, count);
    }

    /// Copies the first `count` floats of `from`.
    public static void copy(double[] from, long to, int count) {
        MemorySegment.copy(from, 0, ALL, DOUBLE, to, count);
    }

    /// Brings `bytes` bytes into the cache, up to some 100 KiB at once, for a loop that does so much with each value
    /// that it waits for one cache line after the other: the processor looks ahead over a few dozen rows only. Where
    /// nothing else fetches ahead, as on the virtual machine that this was measured on, looking up 10 million keys of 8
    /// bytes took 2.3 ns each, 0.8 from the cache, and this pass 0.3; where something does, it costs next to nothing.
    public static void touch(long address, long bytes) {
        long seen = 0;
        for (long at = 0; at < bytes; at += CACHE_LINE) {
            seen += getByte(address + at);
        }
        if (seen == Long.MIN_VALUE) {
            throw new AssertionError("a sum that bytes do not have, so that the loop is not left out");
        }
    }

    /// Sets `bytes` bytes to `value`.
    public static void fill(long address, long bytes, byte value) {
        segment(address, bytes).fill(value);
    }

    /// The `bytes` bytes at `address` as a segment.
    public static MemorySegment segment(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }

    /// Memory from the C heap, 64-byte aligned and not cleared. Freed by [#free(long)], and by nothing else.
    ///
    /// Large blocks ask for huge pages: the first touch of 256 MiB took 30 ms in place of 200, and reading them at
    /// random two thirds of the time (virtual machine, Linux 6.18). Where the system gives none, nothing is lost.
    ///
    /// @param bytes a multiple of 64
    static long allocate(long bytes) {
        boolean huge = MADVISE != 0 && bytes >= HUGE_PAGE;
        long address = CCall.call(ALIGNED_ALLOC, huge ? HUGE_PAGE : 64, bytes);
        if (address == 0) {
            throw new OutOfMemoryError("the operating system refused " + bytes + " bytes");
        }
        if (huge) {
            // Whole pages only: what lies behind the last one may be somebody else's.
            CCall.call(MADVISE, address, bytes & -HUGE_PAGE, MADV_HUGEPAGE);
        }
        return address;
    }

    /// Gives memory of [#allocate(long)] back.
    static void free(long address) {
        CCall.call(FREE, address);
    }
}
