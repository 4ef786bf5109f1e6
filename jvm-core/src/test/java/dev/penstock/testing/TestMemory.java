package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cdata.ArrayExport;
import dev.penstock.cdata.ArrayImport;
import dev.penstock.cdata.StreamExport;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Budget;
import dev.penstock.spill.SpillFolder;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// block is outstanding and that no imported or exported array or stream is open, and that no spill file is left.
public final class TestMemory implements BeforeEachCallback, AfterEachCallback {
    private static final long LIMIT_BYTES = 1L << 30;

    private static final SpillFolder SPILL = spill();

    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private BlockPool pool;
    private Budget budget;

    private static SpillFolder spill() {
        // Tests write many small files, which disks take a long time for.
        Path memory = Path.of("/dev/shm");
        Path root = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        SpillFolder folder = SpillFolder.create(root, LIMIT_BYTES);
        Runtime.getRuntime().addShutdownHook(new Thread(folder::close));
        return folder;
    }

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
        assertThat(SPILL.usedBytes()).as("bytes in spill files that nobody removed").isZero();
        assertThat(SPILL.path()).as("the spill folder").isEmptyDirectory();
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

    /// Where runs spill. All tests share it, and each leaves it empty.
    public static SpillFolder spillFolder() {
        return SPILL;
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
