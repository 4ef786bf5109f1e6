package dev.penstock.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.KeyHashes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomTypes;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is spilled comes back as it was, and nothing of it stays on the disk.
class SpillSpaceTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path parent;

    private final Cancellation cancellation = new Cancellation();
    private SpillFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = SpillFolder.create(parent, 1 << 24);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(folder.usedBytes()).isZero();
        assertThat(folder.path()).isEmptyDirectory();
        folder.close();
        assertThat(parent).isEmptyDirectory();
    }

    private SpillSpace space(Allocator allocator) {
        return new SpillSpace(folder, allocator, cancellation, Long.MAX_VALUE);
    }

    private SpillSpace space() {
        return space(memory.allocator());
    }

    private Batch numbers(long from, long count) {
        return Columns.batch(
                "n", memory.columns().of(Types.INT64, LongStream.range(from, from + count).boxed().toList()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void everyColumnOfTheCatalogueComesBack(AwkwardColumn awkward) {
        var schema = new Schema(List.of(Field.nullable("c", awkward.type())));
        try (SpillSpace space = space();
                SpilledRows rows = space.rows("test", schema);
                var batch = new Batch(schema, awkward.values().size(), List.of(awkward.make(memory.allocator())))) {
            rows.write(batch);
            rows.write(batch);
            var twice = new ArrayList<Object>(awkward.values());
            twice.addAll(awkward.values());
            assertThat(rows.rows()).isEqualTo(twice.size());
            for (int reading = 0; reading < 2; reading++) {
                assertThat(Rows.of(rows.stream()).column("c")).isEqualTo(twice);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomBatchesComeBackInTheirOrder(long seed) {
        var random = new RandomValues(seed);
        Schema schema = new RandomTypes(new Random(seed)).schema(3);
        var expected = new ArrayList<List<Object>>();
        try (SpillSpace space = space();
                SpilledRows rows = space.rows("test", schema)) {
            for (int i = 0; i < 4; i++) {
                try (Batch batch = random.batch(memory.columns(), schema, random.below(300))) {
                    expected.addAll(Rows.of(batch).rows());
                    rows.write(batch);
                }
            }
            rows.seal();
            Rows.of(rows.stream()).assertEquals(new Rows(schema, expected));
            assertThat(space.writtenBytes()).isEqualTo(rows.bytes());
        }
    }

    @Test
    void largeBatchesAreReadInPiecesThatFitIntoLittleMemory() {
        long rowCount = 1_000_000;
        var small = new Allocator(memory.pool(), Budget.root("a small query", 1 << 19));
        try (Batch batch = numbers(0, rowCount);
                SpillSpace space = space(small);
                SpilledRows rows = space.rows("test", batch.schema())) {
            rows.write(batch);
            long next = 0;
            try (BatchStream stream = rows.stream()) {
                for (Batch piece = stream.next(); piece != null; piece = stream.next()) {
                    try (Batch owned = piece) {
                        assertThat(Rows.of(owned.columns().getFirst()).getFirst()).isEqualTo(next);
                        next += owned.rows();
                    }
                }
            }
            assertThat(next).isEqualTo(rowCount);
        }
        assertThat(small.budget().usedBytes()).isZero();
    }

    @Test
    void rowsThatNobodyRemovedGoWithTheSpace() {
        try (Batch batch = numbers(0, 1000)) {
            SpillSpace space = space();
            space.rows("one", batch.schema()).write(batch);
            SpilledRows read = space.rows("two", batch.schema());
            read.write(batch);
            read.stream().close();
            assertThat(folder.usedBytes()).isPositive();
            space.close();
            assertThat(space.writtenBytes()).isPositive();
        }
    }

    @Test
    void theQuotaIsKept() {
        SpillFolder narrow = SpillFolder.create(parent, 5_000);
        var space = new SpillSpace(narrow, memory.allocator(), cancellation, Long.MAX_VALUE);
        try (Batch batch = numbers(0, 100_000);
                SpilledRows rows = space.rows("sort", batch.schema())) {
            assertThatThrownBy(() -> rows.write(batch))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.SPILL_QUOTA);
                                assertThat(e)
                                        .hasMessageStartingWith("sort would put ")
                                        .hasMessageContaining("of 5,000 are");
                                assertThat(e.hint()).contains("spill_limit");
                            });
        }
        space.close();
        assertThat(narrow.usedBytes()).isZero();
        assertThat(narrow.path()).isEmptyDirectory();
        narrow.close();
    }

    @Test
    void aDiskThatRefusesIsNamed() throws IOException {
        SpillFolder gone = SpillFolder.create(parent, 1 << 20);
        Files.delete(gone.path());
        try (Batch batch = numbers(0, 100);
                var space = new SpillSpace(gone, memory.allocator(), cancellation, Long.MAX_VALUE)) {
            SpilledRows rows = space.rows("sort", batch.schema());
            assertThatThrownBy(() -> rows.write(batch))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.IO);
                                assertThat(e).hasMessageContaining(gone.path().toString());
                                assertThat(e.hint()).contains("spill_dir");
                            });
        }
    }

    @Test
    void aFullDiskIsNamed() {
        SpillSpace space = space();
        PenstockException error = space.failed(new IOException("No space left on device"));
        assertThat(error.code()).isEqualTo(ErrorCode.IO);
        assertThat(error).hasMessageContaining(folder.path() + ": No space left on device");
        space.close();
    }

    @Test
    void aCancelledRunNeitherWritesNorReads() {
        try (Batch batch = numbers(0, 1000);
                SpillSpace space = space();
                SpilledRows rows = space.rows("sort", batch.schema())) {
            rows.write(batch);
            try (BatchStream stream = rows.stream();
                    SpilledRows more = space.rows("sort", batch.schema())) {
                cancellation.cancel();
                for (Runnable work : List.<Runnable>of(stream::next, () -> more.write(batch))) {
                    assertThatThrownBy(work::run)
                            .isInstanceOfSatisfying(
                                    PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
                }
            }
        }
    }

    @Test
    void spillingIsDueFromFourFifthsOfAnyLimitOn() {
        Budget engine = Budget.root("engine", 1000);
        Budget query = engine.child("query", 10_000);
        try (SpillSpace space = space(new Allocator(memory.pool(), query))) {
            assertThat(space.isDue(5, 800)).isFalse();
            assertThat(space.isDue(5, 801)).isTrue();
            engine.reserve(300);
            assertThat(space.isDue(5, 501)).isTrue();
            assertThat(space.isDue(5, 500)).isFalse();
            engine.release(300);
        }
        try (var few = new SpillSpace(folder, memory.allocator(), cancellation, 4)) {
            assertThat(few.isDue(4, 0)).isFalse();
            assertThat(few.isDue(5, 0)).isTrue();
        }
    }

    @Test
    void nobodyKeepsTheFilesOfAProcessThatIsGone() throws IOException {
        Path old = Files.createDirectory(parent.resolve("penstock-" + goneProcess() + "-1"));
        Files.writeString(old.resolve("1.arrows"), "rows");
        SpillFolder.create(parent, 1).close();
        assertThat(old).doesNotExist();
    }

    private static long goneProcess() throws IOException {
        Process process = new ProcessBuilder("true").start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return process.pid();
    }

    static Stream<Integer> bits() {
        return Stream.of(0, 1, 3, 6);
    }

    @ParameterizedTest(name = "2^{0} parts")
    @MethodSource("bits")
    void equalRowsMeetInOnePart(int bits) {
        var random = new RandomValues(bits);
        Schema schema = random.schema();
        var split = new HashParts(bits, 0);
        var expected = new ArrayList<List<Object>>();
        var partOf = new HashMap<List<Object>, Integer>();
        try (SpillSpace space = space();
                SpilledPartitions parts = space.partitions("test", schema, split.count())) {
            for (int i = 0; i < 3; i++) {
                try (Batch batch = random.batch(memory.columns(), schema, 200);
                        var hashes = memory.allocator().allocate(8 * 200)) {
                    expected.addAll(Rows.of(batch).rows());
                    KeyHashes.write(batch.columns().stream().map(Column::data).toList(), 200, hashes.address());
                    parts.add(batch, hashes.address(), split);
                }
            }
            assertThat(parts.rows()).isEqualTo(600);
            assertThat(parts.bytes()).isEqualTo(space.writtenBytes());
            var found = new ArrayList<List<Object>>();
            for (int part = 0; part < parts.count(); part++) {
                for (List<Object> row : Rows.of(parts.part(part).stream()).rows()) {
                    assertThat(partOf.putIfAbsent(row, part)).isIn(null, part);
                    found.add(row);
                }
            }
            new Rows(schema, found).sorted().assertEquals(new Rows(schema, expected).sorted());
        }
        assertThat(Collections.frequency(partOf.values(), 0)).isPositive();
    }
}
