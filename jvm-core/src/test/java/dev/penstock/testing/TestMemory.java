package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cdata.ArrayExport;
import dev.penstock.cdata.ArrayImport;
import dev.penstock.cdata.StreamExport;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Memory for one test, and the check that the test gave all of it back.
///
/// ```java
/// @RegisterExtension final TestMemory memory = new TestMemory();
/// ```
///
/// After each test it closes what [#keep] was given, newest first, and asserts that the budget is at zero, that no
/// block is outstanding and that no imported or exported array or stream is open.
public final class TestMemory implements BeforeEachCallback, AfterEachCallback {
    private static final long LIMIT_BYTES = 1L << 30;

    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private BlockPool pool;
    private Budget budget;

    @Override
    public void beforeEach(ExtensionContext context) {
        pool = new BlockPool(LIMIT_BYTES / 8);
        budget = Budget.root("the test", LIMIT_BYTES);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!kept.isEmpty()) {
            kept.pop().close();
        }
        try {
            if (context.getExecutionException().isEmpty()) {
                assertNothingIsHeld();
            }
        } finally {
            pool.close();
        }
    }

    /// Fails when something that was taken has not been given back.
    public void assertNothingIsHeld() {
        assertThat(budget.usedBytes()).as("bytes that the budget still counts").isZero();
        assertThat(pool.outstandingBlocks()).as("blocks that nobody closed").isZero();
        assertThat(ArrayImport.openArrays()).as("imported arrays that nobody released").isZero();
        assertThat(ArrayExport.openArrays()).as("exported arrays that nobody released").isZero();
        assertThat(StreamExport.openStreams()).as("exported streams that nobody released").isZero();
    }

    public Allocator allocator() {
        return new Allocator(pool, budget);
    }

    public BlockPool pool() {
        return pool;
    }

    public Budget budget() {
        return budget;
    }

    /// Columns in this memory, in their plainest form.
    public Columns columns() {
        return new Columns(allocator(), Style.PLAIN);
    }

    /// Closes `resource` at the end of the test, before the check.
    public <T extends AutoCloseable> T keep(T resource) {
        kept.push(resource);
        return resource;
    }
}
