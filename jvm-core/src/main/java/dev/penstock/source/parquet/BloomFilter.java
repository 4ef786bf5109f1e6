package dev.penstock.source.parquet;

import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/// A set of hashes that says of a value that it does not occur in a column chunk, or that it may.
///
/// Source: parquet-format, BloomFilter.md: blocks of 256 bits, of which a value sets one in each of eight words.
final class BloomFilter {
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };
    private static final int BLOCK = 32;

    /// Larger ones are not worth reading.
    private static final int LARGEST = 128 << 20;

    private final byte[] bytes;
    private final ByteBuffer bits;

    private BloomFilter(byte[] bytes) {
        this.bytes = bytes;
        bits = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// An empty filter of `bytes` bytes, a power of two.
    static BloomFilter empty(int bytes) {
        return new BloomFilter(new byte[bytes]);
    }

    /// How many bytes let about one of 100 absent values pass, of `distinct` values.
    static int bytesFor(long distinct) {
        double wanted = Math.max(1, distinct) * 10.0 / 8;
        long power = Long.highestOneBit(((long) Math.max(BLOCK, Math.ceil(wanted))) * 2 - 1);
        return Math.clamp(power, BLOCK, 1 << 24);
    }

    /// The filter at `at`; null for one of a kind that is not known.
    static @Nullable BloomFilter read(FileBytes file, long at) {
        int count = (int) Math.min(256, file.size() - at);
        byte[] start = file.read(at, Math.max(0, count));
        var header = new BloomFilterHeader();
        int length = ThriftBytes.read(header, start, 0);
        boolean known =
                header.getAlgorithm().isSetBLOCK()
                        && header.getHash().isSetXXHASH()
                        && header.getCompression().isSetUNCOMPRESSED();
        int bytes = header.getNumBytes();
        if (!known || bytes <= 0 || bytes > LARGEST || bytes % BLOCK != 0) {
            return null;
        }
        return new BloomFilter(file.read(at + length, bytes));
    }

    byte[] bytes() {
        return bytes;
    }

    private int block(long hash) {
        long blocks = bits.capacity() / BLOCK;
        return (int) (((hash >>> 32) * blocks) >>> 32) * BLOCK;
    }

    private static int mask(long hash, int word) {
        return 1 << (((int) hash * SALT[word]) >>> 27);
    }

    void add(long hash) {
        int block = block(hash);
        for (int word = 0; word < SALT.length; word++) {
            int at = block + word * 4;
            bits.putInt(at, bits.getInt(at) | mask(hash, word));
        }
    }

    boolean mayHold(long hash) {
        int block = block(hash);
        for (int word = 0; word < SALT.length; word++) {
            if ((bits.getInt(block + word * 4) & mask(hash, word)) == 0) {
                return false;
            }
        }
        return true;
    }

    static long hash(byte[] plain) {
        return XxHash64JavaHasher.hash(plain, 0, plain.length, 0);
    }

    /// The hash of bytes in memory.
    static long hash(long address, long bytes) {
        return XxHash64JavaHasher.hash(Native.segment(address, bytes), 0);
    }

    /// The plain form in which a constant would be stored in a column; null where that is not one form alone.
    static byte @Nullable [] plain(Object constant, SchemaElement element, DataType type) {
        DataType values = type instanceof DataType.Dictionary(_, DataType inner, _) ? inner : type;
        return switch (element.getType()) {
            case INT32 -> integer(constant, values, element, 4);
            case INT64 -> integer(constant, values, element, 8);
            case BYTE_ARRAY ->
                    switch (constant) {
                        case String text when values instanceof DataType.Utf8 -> text.getBytes(StandardCharsets.UTF_8);
                        case ByteBuffer bytes when values instanceof DataType.Binary -> copy(bytes);
                        default -> null;
                    };
            // Zeros and NaN have several forms, truth values need no filter.
            case DOUBLE ->
                    constant instanceof Double number && number != 0 && !number.isNaN()
                            ? little(8).putDouble(number).array()
                            : null;
            case FLOAT, BOOLEAN, INT96, FIXED_LEN_BYTE_ARRAY -> null;
        };
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    private static byte @Nullable [] integer(Object constant, DataType type, SchemaElement element, int width) {
        boolean same =
                switch (type) {
                    case DataType.Int _, DataType.Duration _ -> true;
                    case DataType.Date(boolean milliseconds) -> !milliseconds;
                    case DataType.Time(TimeUnit unit) -> StoredTypes.leaf(element).equals(new DataType.Time(unit));
                    case DataType.Timestamp(TimeUnit unit, _) ->
                            StoredTypes.leaf(element) instanceof DataType.Timestamp(TimeUnit stored, _)
                                    && stored == unit;
                    default -> false;
                };
        long value =
                switch (constant) {
                    case Long number -> number;
                    case BigInteger number -> number.longValue();
                    default -> 0;
                };
        if (!same || !(constant instanceof Long || constant instanceof BigInteger)) {
            return null;
        }
        return width == 4 ? little(4).putInt((int) value).array() : little(8).putLong(value).array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
