package dev.penstock.source;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.jspecify.annotations.Nullable;

/// An Arrow IPC file or stream on disk, mapped into memory. Columns lie in the mapping, which lives until the last of
/// them is closed. Which of the two formats it is, its first bytes say.
public final class IpcFile implements AutoCloseable {
    static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MemorySegment file;
    private final Lease mapping;
    private final SchemaReader.Read read;
    private final long firstMessage;
    private final @Nullable List<Long> dictionaryBlocks;
    private final @Nullable List<Long> batchBlocks;

    private IpcFile(Path path, MemorySegment file, Lease mapping) {
        this.path = path;
        this.file = file;
        this.mapping = mapping;
        if (startsWith(file, MAGIC)) {
            Footer footer = footer();
            read =
                    SchemaReader.read(
                            Objects.requireNonNull(footer.schema(), "a footer without a schema"), file.byteSize());
            firstMessage = -1;
            dictionaryBlocks = blocks(footer.dictionariesLength(), footer::dictionaries);
            batchBlocks = blocks(footer.recordBatchesLength(), footer::recordBatches);
        } else {
            if (startsWith(file, "FEA1".getBytes(StandardCharsets.US_ASCII))) {
                throw new PenstockException(ErrorCode.IO, "it is a Feather file of version 1")
                        .hint("write it again as an Arrow IPC file");
            }
            IpcMessage schema = IpcMessage.read(file, 0);
            if (schema == null) {
                throw Messages.broken("it is empty");
            }
            read = Messages.schema(schema.header(), schema.headerBytes());
            firstMessage = schema.next();
            dictionaryBlocks = null;
            batchBlocks = null;
        }
    }

    /// Opens and maps the file, and reads its schema.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND or IO, naming the file
    public static IpcFile open(Path path) {
        Arena arena = Arena.ofShared();
        var mapping = Lease.of(arena::close);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return located(path, "the header", () -> new IpcFile(path, file, mapping));
        } catch (IOException e) {
            mapping.close();
            throw FileErrors.of(path, e);
        } catch (Throwable e) {
            mapping.close();
            throw e;
        }
    }

    private static boolean startsWith(MemorySegment file, byte[] magic) {
        return file.byteSize() >= magic.length
                && file.asSlice(0, magic.length).mismatch(MemorySegment.ofArray(magic)) < 0;
    }

    /// The last bytes are the footer, its length and the magic.
    private Footer footer() {
        long size = file.byteSize();
        long end = size - MAGIC.length - 4;
        if (end < 8 || file.asSlice(size - MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            throw Messages.broken("it does not end as an Arrow IPC file does");
        }
        int length = file.get(INT, end);
        if (length <= 0 || length > end - 8) {
            throw Messages.broken("a footer of %,d bytes in a file of %,d".formatted(length, size));
        }
        return Footer.getRootAsFooter(file.asSlice(end - length, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static List<Long> blocks(int count, java.util.function.IntFunction<@Nullable Block> block) {
        var offsets = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            offsets.add(Objects.requireNonNull(block.apply(i)).offset());
        }
        return offsets;
    }

    public Schema schema() {
        return read.schema();
    }

    SchemaReader.Read read() {
        return read;
    }

    MemorySegment bytes() {
        return file;
    }

    Lease shareMapping() {
        return mapping.share();
    }

    /// Where the first message behind the schema is; -1 when the footer lists them.
    long firstMessage() {
        return firstMessage;
    }

    /// Where the footer says that dictionaries are.
    List<Long> dictionaryBlocks() {
        return Objects.requireNonNull(dictionaryBlocks);
    }

    /// Where the footer says that batches are.
    List<Long> batchBlocks() {
        return Objects.requireNonNull(batchBlocks);
    }

    /// The rows, with some of the columns only; the stream keeps the mapping by itself.
    ///
    /// @param columns which columns of the schema, in which order
    public BatchStream stream(List<String> columns, Allocator allocator) {
        return new IpcStream(this, columns, allocator);
    }

    /// What `read` gives; what it throws names this file and `place`.
    <T> T located(String place, Supplier<T> read) {
        return located(path, place, read);
    }

    private static <T> T located(Path path, String place, Supplier<T> read) {
        try {
            return Messages.guarded(read);
        } catch (PenstockException e) {
            if (e.code() != ErrorCode.IO) {
                throw e;
            }
            var error =
                    new PenstockException(
                            ErrorCode.IO, "cannot read " + path + ", " + place + ": " + e.getMessage(), e);
            if (e.hint() != null) {
                error.hint(e.hint());
            }
            throw e.column() == null ? error : error.column(e.column());
        } catch (InternalError e) {
            // How the JVM reports a page of a mapped file that is no longer there.
            throw new PenstockException(
                    ErrorCode.IO, "cannot read " + path + ", " + place + ": the file was cut while it was read", e);
        }
    }

    static String place(String what, long at) {
        return String.format(Locale.ROOT, "%s at byte %,d", what, at);
    }

    /// Gives the file's own share in the mapping back; streams and columns keep theirs.
    @Override
    public void close() {
        mapping.close();
    }
}
