package dev.penstock.cdata;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether this process is a child that was forked off the one in which the JVM was started.
///
/// A forked child has our memory but none of our threads: locks may be held for ever, and the first garbage collection
/// would hang. Foreign code cannot help calling the release callbacks of what it inherited, so each callback asks here
/// first and does nothing in a child.
public final class Forked {
    private static final @Nullable MethodHandle GETPID = getpid();
    private static final int BORN_IN = pid();

    private Forked() {}

    /// Allocates nothing and takes no lock.
    public static boolean isChild() {
        return pid() != BORN_IN;
    }

    private static int pid() {
        if (GETPID == null) {
            return 0;
        }
        try {
            return (int) GETPID.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError("getpid threw", e);
        }
    }

    /// Null where there is no `fork` either.
    private static @Nullable MethodHandle getpid() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("getpid");
        return function.map(address ->
                        linker.downcallHandle(
                                address, FunctionDescriptor.of(ValueLayout.JAVA_INT), Linker.Option.critical(false)))
                .orElse(null);
    }
}
