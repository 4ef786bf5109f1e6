package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.TestMemory;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnappyDecoderTest {
    /// Bytes on both sides of the room that must stay as they are.
    private static final int GUARD = 64;

    @RegisterExtension final TestMemory memory = new TestMemory();

    /// What dictionaries and pages look like.
    private enum Content {
        NOISE,
        ZEROS,
        NUMBERS,
        WORDS,
        MIXED;

        byte[] bytes(Random random, int size) {
            var bytes = new byte[size];
            int period = 1 + random.nextInt(12);
            for (int i = 0; i < size; i++) {
                bytes[i] =
                        switch (this) {
                            case NOISE -> (byte) random.nextInt();
                            case ZEROS -> 0;
                            // Three bytes of eight differ.
                            case NUMBERS -> (byte) ((i & 7) < 3 ? random.nextInt() : 0);
                            case WORDS ->
                                    i >= period && random.nextInt(9) > 0
                                            ? bytes[i - period]
                                            : (byte) ('a' + random.nextInt(26));
                            case MIXED ->
                                    i >= 3000 && random.nextInt(40) > 0
                                            ? bytes[i - 3000]
                                            : (byte) ((i / 100 & 1) == 0 ? random.nextInt() : 7);
                        };
            }
            return bytes;
        }
    }

    private static byte[] compressed(byte[] plain) {
        var compressor = new SnappyJavaCompressor();
        var room = new byte[compressor.maxCompressedLength(plain.length)];
        return Arrays.copyOf(room, compressor.compress(plain, 0, plain.length, room, 0, room.length));
    }

    private byte[] decompressed(byte[] block, int size) {
        try (Block in = memory.allocator().allocate(block.length + 1L);
                Block out = memory.allocator().allocate(size + 2L * GUARD)) {
            MemorySegment.copy(MemorySegment.ofArray(block), 0, Native.ALL, in.address(), block.length);
            Native.fill(out.address(), size + 2L * GUARD, (byte) 0x5A);
            long to = out.address() + GUARD;
            try {
                SnappyDecoder.decompress(in.address(), block.length, to, size);
            } finally {
                for (int i = 0; i < GUARD; i++) {
                    assertThat(Native.getByte(out.address() + i)).isEqualTo((byte) 0x5A);
                    assertThat(Native.getByte(to + size + i)).isEqualTo((byte) 0x5A);
                }
            }
            var result = new byte[size];
            MemorySegment.copy(Native.ALL, to, MemorySegment.ofArray(result), 0, size);
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void whatWasCompressedComesBack(Content content) {
        var random = new Random(1);
        for (int size = 0; size < 200; size++) {
            byte[] plain = content.bytes(random, size);
            assertThat(decompressed(compressed(plain), size)).isEqualTo(plain);
        }
        for (int round = 0; round < 30; round++) {
            byte[] plain = content.bytes(random, random.nextInt(100_000));
            assertThat(decompressed(compressed(plain), plain.length)).isEqualTo(plain);
        }
    }

    /// Elements that compressors seldom write, or never: long offsets of short copies, copies of themselves.
    @Test
    void elementsOfEachKindMeanWhatTheFormatSays() {
        var random = new Random(2);
        for (int round = 0; round < 500; round++) {
            var plain = new ByteArrayOutputStream();
            var elements = new ByteArrayOutputStream();
            int count = 1 + random.nextInt(60);
            for (int i = 0; i < count; i++) {
                int kind = plain.size() == 0 ? 0 : random.nextInt(4);
                // Turns of short literals and copies, and anything else.
                boolean turn = round % 2 == 0 && plain.size() > 0;
                kind = turn ? i % 2 * (1 + i / 2 % 2) : kind;
                if (kind == 0) {
                    literal(random, turn ? 1 + random.nextInt(16) : 1 + random.nextInt(300), elements, plain);
                } else {
                    copy(random, kind, elements, plain);
                }
            }
            byte[] expected = plain.toByteArray();
            var block = new ByteArrayOutputStream();
            for (int rest = expected.length; ; rest >>>= 7) {
                block.write(rest < 0x80 ? rest : rest & 0x7F | 0x80);
                if (rest < 0x80) {
                    break;
                }
            }
            block.writeBytes(elements.toByteArray());
            assertThat(decompressed(block.toByteArray(), expected.length)).isEqualTo(expected);
        }
    }

    private static void literal(Random random, int size, ByteArrayOutputStream to, ByteArrayOutputStream plain) {
        int extra = size > 60 || random.nextInt(8) == 0 ? (size > 256 ? 2 : 1) + random.nextInt(2) : 0;
        to.write(extra == 0 ? (size - 1) << 2 : (59 + extra) << 2);
        for (int i = 0; i < extra; i++) {
            to.write((size - 1) >>> (i << 3));
        }
        var bytes = new byte[size];
        random.nextBytes(bytes);
        to.writeBytes(bytes);
        plain.writeBytes(bytes);
    }

    private static void copy(Random random, int kind, ByteArrayOutputStream to, ByteArrayOutputStream plain) {
        int most = Math.min(plain.size(), kind == 1 ? 2047 : 65_535);
        int offset = 1 + random.nextInt(random.nextBoolean() ? most : Math.min(most, 20));
        int size = kind == 1 ? 4 + random.nextInt(8) : 1 + random.nextInt(64);
        if (kind == 1) {
            to.write(1 | (size - 4) << 2 | offset >>> 8 << 5);
            to.write(offset);
        } else {
            to.write(kind | (size - 1) << 2);
            for (int i = 0; i < (kind == 2 ? 2 : 4); i++) {
                to.write(offset >>> (i << 3));
            }
        }
        for (int i = 0; i < size; i++) {
            plain.write(plain.toByteArray()[plain.size() - offset]);
        }
    }

    /// Each byte of a block changed, and blocks that end early: an error, or other bytes, and nothing beyond the room.
    @ParameterizedTest
    @EnumSource(Content.class)
    void brokenBlocksAreTold(Content content) {
        var random = new Random(3);
        byte[] plain = content.bytes(random, 700);
        byte[] block = compressed(plain);
        for (int i = 0; i < block.length; i++) {
            byte[] broken = block.clone();
            broken[i] ^= (byte) (1 + random.nextInt(255));
            tryOut(broken, plain.length);
            byte[] shorter = Arrays.copyOf(block, i);
            assertThatThrownBy(() -> decompressed(shorter, plain.length)).isInstanceOf(BrokenFile.class);
        }
        assertThatThrownBy(() -> decompressed(block, plain.length - 1)).isInstanceOf(BrokenFile.class);
        byte[] longer = Arrays.copyOf(block, block.length + 1);
        assertThatThrownBy(() -> decompressed(longer, plain.length)).isInstanceOf(BrokenFile.class);
    }

    private void tryOut(byte[] block, int size) {
        try {
            decompressed(block, size);
        } catch (BrokenFile _) {
            // As it should be; other bytes than there were are fine as well, as nothing in a block tells.
        }
    }
}
