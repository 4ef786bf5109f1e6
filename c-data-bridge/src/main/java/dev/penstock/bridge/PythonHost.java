package dev.penstock.bridge;

import dev.penstock.cdata.CText;
import dev.penstock.cdata.CapsuleContent;
import dev.penstock.cdata.Forked;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// What the bridge does for a Python interpreter that holds this JVM.
///
/// It provides the destructors of Arrow PyCapsules: a destructor may run while an exception is pending, or when the
/// interpreter is half gone, so it must not run Python code. And it looks after the interpreter while one of its
/// threads waits for a stream: it lets go of the GIL if the thread holds it, and lets the main thread see its signals.
///
/// Source: "The Arrow PyCapsule Interface", lifetime semantics; "Python/C API", thread states, signal handling.
public final class PythonHost implements WaitHook {
    private static final MethodHandle INT_OF_NOTHING = shape(ValueLayout.JAVA_INT);
    private static final MethodHandle POINTER_OF_NOTHING = shape(ValueLayout.JAVA_LONG);
    private static final MethodHandle NOTHING_OF_POINTER = voidShape(ValueLayout.JAVA_LONG);
    private static final MethodHandle NOTHING_OF_INT = voidShape(ValueLayout.JAVA_INT);
    private static final MethodHandle NOTHING_OF_NOTHING = voidShape();
    private static final MethodHandle INT_OF_POINTERS =
            shape(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle POINTER_OF_POINTERS =
            shape(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

    private static volatile WaitHook installed = WaitHook.NONE;

    // What comes in, one 64-bit word each: addresses of functions, and the main thread's number.
    private static final int PY_IS_INITIALIZED = 0;
    private static final int PY_CAPSULE_IS_VALID = 1;
    private static final int PY_CAPSULE_GET_POINTER = 2;
    private static final int PY_MEM_RAW_FREE = 3;
    private static final int PY_GIL_STATE_CHECK = 4;
    private static final int PY_GIL_STATE_ENSURE = 5;
    private static final int PY_GIL_STATE_RELEASE = 6;
    private static final int PY_EVAL_SAVE_THREAD = 7;
    private static final int PY_EVAL_RESTORE_THREAD = 8;
    private static final int PY_THREAD_GET_THREAD_IDENT = 9;
    private static final int PY_THREAD_STATE_SET_ASYNC_EXC = 10;
    private static final int PY_ERR_CHECK_SIGNALS = 11;
    private static final int PY_ERR_OCCURRED = 12;
    private static final int PY_ERR_CLEAR = 13;
    private static final int MAIN_THREAD_IDENT = 14;

    // What goes out: a destructor and a name for each kind of capsule.
    private static final int FIRST_DESTRUCTOR = 15;
    private static final int FIRST_NAME = FIRST_DESTRUCTOR + 3;
    private static final int WORDS = FIRST_NAME + 3;

    private final long[] words;

    private PythonHost(long[] words) {
        this.words = words;
    }

    /// What the running Python wants around waits; nothing when there is none.
    static WaitHook waitHook() {
        return installed;
    }

    /// Reads the addresses of CPython's functions from the 64-bit words at `address`, in the order above, and writes
    /// those of the capsules' destructors and names behind them. Called once, by the process's only interpreter.
    ///
    /// @throws ReflectiveOperationException never, unless this class is broken
    public static void install(long address) throws ReflectiveOperationException {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(8L * WORDS);
        var host = new PythonHost(memory.asSlice(0, 8L * FIRST_DESTRUCTOR).toArray(ValueLayout.JAVA_LONG));
        int index = 0;
        for (CapsuleContent content : CapsuleContent.values()) {
            // Never closed: a capsule refers to its name for as long as it lives, and capsules outlive everything.
            long name = new CText(content.capsuleName()).address();
            MethodHandle destroy =
                    MethodHandles.lookup()
                            .bind(
                                    host.new Destructor(content, name),
                                    "destroy",
                                    MethodType.methodType(void.class, long.class));
            MemorySegment stub =
                    Linker.nativeLinker()
                            .upcallStub(destroy, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG), Arena.global());
            memory.setAtIndex(ValueLayout.JAVA_LONG, FIRST_DESTRUCTOR + index, stub.address());
            memory.setAtIndex(ValueLayout.JAVA_LONG, FIRST_NAME + index, name);
            index++;
        }
        installed = host;
    }

    /// The destructor of one kind of capsule. Runs with the GIL held, in any state of the interpreter.
    private final class Destructor {
        private final CapsuleContent content;
        private final long name;

        Destructor(CapsuleContent content, long name) {
            this.content = content;
            this.name = name;
        }

        @SuppressWarnings("unused") // called by CPython
        void destroy(long capsule) {
            try {
                if (Forked.isChild()) {
                    return;
                }
                if ((int) INT_OF_POINTERS.invokeExact(function(PY_CAPSULE_IS_VALID), capsule, name) != 0) {
                    long struct =
                            (long) POINTER_OF_POINTERS.invokeExact(function(PY_CAPSULE_GET_POINTER), capsule, name);
                    content.releaseIfOpen(struct);
                    NOTHING_OF_POINTER.invokeExact(function(PY_MEM_RAW_FREE), struct);
                }
            } catch (Throwable _) {
                // An exception that leaves an upcall ends the process; leaking is the lesser evil.
            }
        }
    }

    @Override
    public long beforeWait() {
        try {
            if (!isAlive() || (int) INT_OF_NOTHING.invokeExact(function(PY_GIL_STATE_CHECK)) == 0) {
                return 0;
            }
            return (long) POINTER_OF_NOTHING.invokeExact(function(PY_EVAL_SAVE_THREAD));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public void afterWait(long token) {
        if (token == 0) {
            return;
        }
        try {
            NOTHING_OF_POINTER.invokeExact(function(PY_EVAL_RESTORE_THREAD), token);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Only the main thread runs signal handlers. What a handler raises is raised again in that thread as soon as the
    /// reader of the stream returns to Python, in whose hands there is only the reader's own error otherwise.
    @Override
    public boolean shouldStop() {
        try {
            long self = (long) POINTER_OF_NOTHING.invokeExact(function(PY_THREAD_GET_THREAD_IDENT));
            if (self != words[MAIN_THREAD_IDENT] || !isAlive()) {
                return false;
            }
            int state = (int) INT_OF_NOTHING.invokeExact(function(PY_GIL_STATE_ENSURE));
            try {
                if ((int) INT_OF_NOTHING.invokeExact(function(PY_ERR_CHECK_SIGNALS)) == 0) {
                    return false;
                }
                long raised = (long) POINTER_OF_NOTHING.invokeExact(function(PY_ERR_OCCURRED));
                int _ = (int) INT_OF_POINTERS.invokeExact(function(PY_THREAD_STATE_SET_ASYNC_EXC), self, raised);
                NOTHING_OF_NOTHING.invokeExact(function(PY_ERR_CLEAR));
                return true;
            } finally {
                NOTHING_OF_INT.invokeExact(function(PY_GIL_STATE_RELEASE), state);
            }
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private boolean isAlive() throws Throwable {
        return (int) INT_OF_NOTHING.invokeExact(function(PY_IS_INITIALIZED)) != 0;
    }

    private MemorySegment function(int word) {
        return MemorySegment.ofAddress(words[word]);
    }

    private static AssertionError broken(Throwable e) {
        return new AssertionError("a function of CPython threw", e);
    }

    private static MethodHandle shape(MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(result, arguments));
    }

    private static MethodHandle voidShape(MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(arguments));
    }
}
