package dev.penstock.source.parquet;

import dev.penstock.error.PenstockException;
import dev.penstock.source.IpcSchema;
import dev.penstock.type.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// A Parquet file whose footer has been read.
final class ParquetFile implements AutoCloseable {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /// Where our files keep types that other readers of `ARROW:schema` do not know.
    static final String OWN_KEY = "penstock:schema";

    /// The footer's length and the magic.
    private static final int TAIL = 8;

    /// The footers of files with 10,000 columns and 1,000 row groups are smaller.
    private static final int LARGEST_FOOTER = 1 << 30;

    /// More rows in a row group are not believed: they are cut into pieces before a page is seen.
    private static final long MOST_GROUP_ROWS = Integer.MAX_VALUE;

    /// Most footers fit into the first read of the file's end.
    private static final int GUESS = 1 << 16;

    private final FileBytes bytes;
    private final FileMetaData footer;
    private final @Nullable FileCipher cipher;
    private final SchemaNode root;
    private final FileColumns columns;
    private final long dataEnd;

    private ParquetFile(FileBytes bytes) {
        this.bytes = bytes;
        long size = bytes.size();
        if (size < TAIL + MAGIC.length) {
            throw BrokenFile.because("it has %,d bytes, fewer than any Parquet file", size);
        }
        int guess = (int) Math.min(size, GUESS);
        byte[] end = bytes.read(size - guess, guess);
        byte[] magic = Arrays.copyOfRange(end, guess - 4, guess);
        boolean encrypted = Arrays.equals(magic, FileCipher.MAGIC);
        if (!encrypted && !Arrays.equals(magic, MAGIC)) {
            throw new BrokenFile("it does not end as a Parquet file does");
        }
        int length = littleEndian(end, guess - TAIL);
        if (length <= 0 || length > Math.min(size - TAIL - MAGIC.length, LARGEST_FOOTER)) {
            throw BrokenFile.because("a footer of %,d bytes in a file of %,d", length, size);
        }
        dataEnd = size - TAIL - length;
        footer = new FileMetaData();
        boolean inside = length + TAIL <= guess;
        byte[] text = inside ? end : bytes.read(dataEnd, length);
        int from = inside ? guess - TAIL - length : 0;
        if (encrypted) {
            var crypto = new FileCryptoMetaData();
            int module = ThriftBytes.read(crypto, text, from);
            cipher = FileCipher.of(crypto, bytes.path());
            byte[] plain = cipher.decrypted(Arrays.copyOfRange(text, module, from + length), cipher.footer());
            ThriftBytes.read(footer, plain, 0);
        } else {
            cipher = null;
            ThriftBytes.read(footer, text, from);
        }
        root = SchemaTree.of(footer.getSchema());
        check();
        columns = FileColumns.of(root, written(), bytes.path());
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    /// Opens the file and reads its footer. The caller closes it.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND or IO, naming the file; CONFIG when the key of an encrypted one
    ///   is not there
    static ParquetFile open(Path path) {
        FileBytes bytes = FileBytes.open(path);
        try {
            return new Place(path).guarded(() -> new ParquetFile(bytes));
        } catch (Throwable e) {
            bytes.close();
            throw e;
        }
    }

    private void check() {
        long rows = 0;
        for (RowGroup group : footer.getRow_groups()) {
            if (group.getNum_rows() < 0 || group.getColumnsSize() != root.leaves()) {
                throw BrokenFile.because(
                        "a row group of %,d rows in %,d columns, of which the schema has %,d",
                        group.getNum_rows(), group.getColumnsSize(), root.leaves());
            }
            if (group.getNum_rows() > MOST_GROUP_ROWS) {
                throw BrokenFile.because("a row group of %,d rows", group.getNum_rows());
            }
            rows = Math.addExact(rows, group.getNum_rows());
        }
    }

    /// What an Arrow writer left in the file.
    private @Nullable Schema written() {
        String found = null;
        List<KeyValue> pairs = footer.getKey_value_metadata();
        for (KeyValue pair : pairs == null ? List.<KeyValue>of() : pairs) {
            boolean own = OWN_KEY.equals(pair.getKey());
            if (pair.isSetValue() && (own || (IpcSchema.PARQUET_KEY.equals(pair.getKey()) && found == null))) {
                found = pair.getValue();
                if (own) {
                    break;
                }
            }
        }
        if (found == null) {
            return null;
        }
        try {
            return IpcSchema.decode(found);
        } catch (PenstockException _) {
            // What another writer left there, or types that are not known: the file can be read without.
            return null;
        }
    }

    Path path() {
        return bytes.path();
    }

    FileBytes bytes() {
        return bytes;
    }

    FileColumns columns() {
        return columns;
    }

    List<RowGroup> rowGroups() {
        return footer.getRow_groups();
    }

    FileMetaData footer() {
        return footer;
    }

    /// How the file is encrypted; null for one that is not.
    @Nullable FileCipher cipher() {
        return cipher;
    }

    /// Whether a file has an encrypted footer, as far as its end says.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND or IO
    static boolean isEncrypted(Path path) {
        try (FileBytes bytes = FileBytes.open(path)) {
            int size = FileCipher.MAGIC.length;
            return bytes.size() >= size && Arrays.equals(bytes.read(bytes.size() - size, size), FileCipher.MAGIC);
        }
    }

    /// Where the footer begins, and nothing else ends behind it.
    long dataEnd() {
        return dataEnd;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
