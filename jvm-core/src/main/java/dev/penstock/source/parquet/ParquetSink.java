package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.ColumnBytes;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Options;
import dev.penstock.source.AtomicFile;
import dev.penstock.source.FileErrors;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows written to a Parquet file as they come: a few row groups at a time, whose columns are encoded side by side.
public final class ParquetSink {
    /// Runs tasks side by side.
    public interface Parallel {
        /// Runs all of `tasks` and returns when they are done.
        void run(List<Runnable> tasks);
    }

    /// Rows that wait for others are encoded sooner when they take more than this.
    private static final long MOST_BYTES = 256L << 20;

    private final Schema schema;
    private final WriteSchema written;
    private final WriteOptions options;
    private final Allocator allocator;
    private final Parallel parallel;

    private ParquetSink(Schema schema, Options options, Allocator allocator, Parallel parallel) {
        this.schema = schema;
        this.options = WriteOptions.of(options);
        this.allocator = allocator;
        this.parallel = parallel;
        written = new WriteSchema(schema);
    }

    /// Why another engine must write the file; null when we can.
    public static @Nullable String refusal(Options options) {
        return WriteOptions.refusal(options);
    }

    /// Writes all of `rows`, which it closes; how many there were.
    ///
    /// @param groups how many row groups are encoded at a time, where columns are too few to keep all threads busy
    /// @throws dev.penstock.error.PenstockException with code IO; nothing of the new file is left then;
    ///   UNSUPPORTED_TYPE for a column that Parquet cannot hold
    public static long write(
            BatchStream rows, String target, Options options, int groups, Allocator allocator, Parallel parallel) {
        try (rows) {
            var sink = new ParquetSink(rows.schema(), options, allocator, parallel);
            Path path = Path.of(target);
            try (AtomicFile file = AtomicFile.create(path, options.flag("mkdir", false))) {
                long count;
                try (FileChannel out = file.open()) {
                    count = sink.write(rows, out, groups);
                }
                file.commit();
                return count;
            } catch (IOException e) {
                throw FileErrors.of(path, e);
            }
        }
    }

    private long write(BatchStream rows, FileChannel out, int groups) throws IOException {
        String key = options.encryption();
        FileCipher cipher = key == null ? null : FileCipher.create(key);
        Map<String, String> pairs = new LinkedHashMap<>(options.metadata());
        pairs.putAll(ArrowKeys.of(schema));
        var file = new FileWriter(out, written, pairs, cipher);
        long count = 0;
        try (var waiting = new Waiting()) {
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                count += batch.rows();
                waiting.add(batch);
                if (waiting.full() >= groups || (waiting.full() > 0 && waiting.bytes > MOST_BYTES)) {
                    encode(waiting.take(waiting.full()), file);
                }
            }
            while (!waiting.isEmpty()) {
                encode(waiting.take(groups), file);
            }
        }
        file.finish();
        return count;
    }

    /// The batches of row groups that are not written yet.
    private final class Waiting implements AutoCloseable {
        private final List<List<Batch>> groups = new ArrayList<>();
        private long last;
        private long bytes;

        /// Adopts a batch.
        void add(Batch batch) {
            for (Column column : batch.columns()) {
                bytes += ColumnBytes.of(column.data());
            }
            try (batch) {
                for (long from = 0; from < batch.rows(); ) {
                    if (groups.isEmpty() || last == options.groupRows()) {
                        groups.add(new ArrayList<>());
                        last = 0;
                    }
                    long rows = Math.min(batch.rows() - from, options.groupRows() - last);
                    groups.getLast().add(batch.slice(from, rows));
                    last += rows;
                    from += rows;
                }
            }
        }

        /// How many row groups are complete.
        int full() {
            return last == options.groupRows() ? groups.size() : groups.size() - 1;
        }

        boolean isEmpty() {
            return groups.isEmpty();
        }

        /// The first few row groups, which move to the caller.
        List<List<Batch>> take(int most) {
            int count = Math.min(most, groups.size());
            List<List<Batch>> taken = List.copyOf(groups.subList(0, count));
            groups.subList(0, count).clear();
            bytes = 0;
            return taken;
        }

        @Override
        public void close() {
            groups.forEach(group -> group.forEach(Batch::close));
            groups.clear();
        }
    }

    /// Encodes and writes row groups, which it adopts.
    private void encode(List<List<Batch>> groups, FileWriter file) throws IOException {
        var encoded = new ArrayList<@Nullable List<EncodedChunk>>();
        var tasks = new ArrayList<Runnable>();
        try {
            for (List<Batch> group : groups) {
                for (int i = 0; i < schema.size(); i++) {
                    int column = i;
                    int place = encoded.size();
                    encoded.add(null);
                    tasks.add(() -> encoded.set(place, encode(group, column)));
                }
            }
            parallel.run(tasks);
            int next = 0;
            for (List<Batch> group : groups) {
                var chunks = new ArrayList<EncodedChunk>();
                for (int i = 0; i < schema.size(); i++) {
                    List<EncodedChunk> column = encoded.get(next++);
                    if (column == null) {
                        throw new AssertionError("a column was not encoded");
                    }
                    chunks.addAll(column);
                }
                file.write(chunks, group.stream().mapToLong(Batch::rows).sum(), options);
            }
        } finally {
            for (List<EncodedChunk> column : encoded) {
                if (column != null) {
                    column.forEach(EncodedChunk::close);
                }
            }
            groups.forEach(group -> group.forEach(Batch::close));
        }
    }

    private List<EncodedChunk> encode(List<Batch> group, int column) {
        var parts = new ArrayList<Column>();
        Field field = schema.field(column);
        DataType plain = ReadTypes.of(field.type());
        var encoded = new ArrayList<EncodedChunk>();
        try (var assembly = new Assembly(allocator);
                var shredder = new Shredder(assembly)) {
            for (Batch batch : group) {
                parts.add(Relayout.column(batch.column(column), plain, allocator));
            }
            try (Column whole = Concatenate.columns(parts, allocator)) {
                ArrayData data = whole.data();
                List<WriteLeaf> leaves = written.columns().get(column);
                List<Entries> entries = shredder.of(data, field, leaves);
                for (int i = 0; i < leaves.size(); i++) {
                    encoded.add(new ChunkEncoder(leaves.get(i), options, allocator).encode(entries.get(i)));
                }
            }
            return encoded;
        } catch (Throwable e) {
            encoded.forEach(EncodedChunk::close);
            throw e;
        } finally {
            Column.closeAll(parts);
        }
    }
}
