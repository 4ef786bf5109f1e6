package dev.penstock.bridge;

import dev.penstock.cdata.CText;
import dev.penstock.cdata.CapsuleContent;
import dev.penstock.cdata.Forked;
import dev.penstock.memory.CCall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the bridge does for a Python interpreter that holds this JVM.
///
/// It provides the destructors of Arrow PyCapsules: a destructor may run while an exception is pending, or when the
/// interpreter is half gone, so it must not run Python code. And it looks after the interpreter while one of its
/// threads waits for a stream: it lets go of the GIL if the thread holds it, and lets the main thread see its signals.
///
/// Source: "The Arrow PyCapsule Interface", lifetime semantics; "Python/C API", thread states, signal handling.
public final class PythonHost implements WaitHook {
    private static volatile WaitHook installed = WaitHook.NONE;
    private static volatile PythonFunctions functions = PythonFunctions.NONE;

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
    static final int MAIN_THREAD_IDENT = 14;
    private static final int CALL_FUNCTION = 15;

    // What goes out: a destructor and a name for each kind of capsule.
    static final int FIRST_DESTRUCTOR = 16;
    private static final int FIRST_NAME = FIRST_DESTRUCTOR + 3;
    static final int WORDS = FIRST_NAME + 3;

    private final long[] words;

    private PythonHost(long[] words) {
        this.words = words;
    }

    /// What the running Python wants around waits; nothing when there is none.
    static WaitHook waitHook() {
        return installed;
    }

    /// The functions of the running Python.
    static PythonFunctions functions() {
        return functions;
    }

    /// Whether there is a Python that may be called.
    static boolean isRunning() {
        return installed instanceof PythonHost host && host.isAlive() && !Forked.isChild();
    }

    /// Reads the addresses of CPython's functions from the 64-bit words at `address`, in the order above, and writes
    /// those of the capsules' destructors and names behind them. Called once, by the process's only interpreter.
    public static void install(long address) {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(8L * WORDS);
        var host = new PythonHost(memory.asSlice(0, 8L * FIRST_DESTRUCTOR).toArray(ValueLayout.JAVA_LONG));
        int index = 0;
        for (CapsuleContent content : CapsuleContent.values()) {
            // Never closed: a capsule refers to its name for as long as it lives, and capsules outlive everything.
            long name = new CText(content.capsuleName()).address();
            var destructor = host.new Destructor(content, name);
            long stub = CCall.stub((capsule, _, _, _, _) -> destructor.destroy(capsule));
            memory.setAtIndex(ValueLayout.JAVA_LONG, FIRST_DESTRUCTOR + index, stub);
            memory.setAtIndex(ValueLayout.JAVA_LONG, FIRST_NAME + index, name);
            index++;
        }
        functions = new PythonFunctions(host.words[CALL_FUNCTION]);
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

        long destroy(long capsule) {
            try {
                if (!Forked.isChild() && (int) call(PY_CAPSULE_IS_VALID, capsule, name) != 0) {
                    long struct = call(PY_CAPSULE_GET_POINTER, capsule, name);
                    content.releaseIfOpen(struct);
                    call(PY_MEM_RAW_FREE, struct);
                }
            } catch (Throwable _) {
                // An exception that leaves an upcall ends the process; leaking is the lesser evil.
            }
            return 0;
        }
    }

    @Override
    public long beforeWait() {
        return isAlive() && (int) call(PY_GIL_STATE_CHECK) != 0 ? call(PY_EVAL_SAVE_THREAD) : 0;
    }

    @Override
    public void afterWait(long token) {
        if (token != 0) {
            call(PY_EVAL_RESTORE_THREAD, token);
        }
    }

    /// Only the main thread runs signal handlers. What a handler raises is raised again in that thread as soon as the
    /// reader of the stream returns to Python, in whose hands there is only the reader's own error otherwise.
    @Override
    public boolean shouldStop() {
        long self = call(PY_THREAD_GET_THREAD_IDENT);
        if (self != words[MAIN_THREAD_IDENT] || !isAlive()) {
            return false;
        }
        long state = call(PY_GIL_STATE_ENSURE);
        try {
            if ((int) call(PY_ERR_CHECK_SIGNALS) == 0) {
                return false;
            }
            call(PY_THREAD_STATE_SET_ASYNC_EXC, self, call(PY_ERR_OCCURRED));
            call(PY_ERR_CLEAR);
            return true;
        } finally {
            call(PY_GIL_STATE_RELEASE, state);
        }
    }

    private boolean isAlive() {
        return (int) call(PY_IS_INITIALIZED) != 0;
    }

    private long call(int word) {
        return CCall.call(words[word]);
    }

    private long call(int word, long a) {
        return CCall.call(words[word], a);
    }

    private long call(int word, long a, long b) {
        return CCall.call(words[word], a, b);
    }
}
