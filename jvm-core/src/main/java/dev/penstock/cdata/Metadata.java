package dev.penstock.cdata;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The metadata block of a schema: a count, then keys and values with their lengths, all numbers int32.
///
/// Values are bytes by the specification and text by custom. Bytes that are no UTF-8 become lone surrogates, U+DC80 to
/// U+DCFF, and bytes again on the way out: the `surrogateescape` of Python (PEP 383).
final class Metadata {
    private static final int ESCAPE = 0xDC00;

    private Metadata() {}

    /// The pairs at `address`, in order; none when it is null.
    static Map<String, String> read(long address) {
        if (address == 0) {
            return Map.of();
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        int count = count(address);
        long at = address + 4;
        for (int i = 0; i < count; i++) {
            byte[] key = bytes(at);
            at += 4 + key.length;
            byte[] value = bytes(at);
            at += 4 + value.length;
            metadata.put(decode(key), decode(value));
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static byte[] bytes(long at) {
        return Native.segment(at + 4, count(at)).toArray(ValueLayout.JAVA_BYTE);
    }

    private static int count(long at) {
        int count = Native.getInt(at);
        if (count < 0) {
            throw new PenstockException(ErrorCode.SHAPE, "the metadata of an Arrow schema says the length " + count);
        }
        return count;
    }

    /// The block for `metadata`; empty when there is none.
    static byte[] encode(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return new byte[0];
        }
        var block = new ByteArrayOutputStream();
        putInt(block, metadata.size());
        metadata.forEach((key, value) -> {
            putCounted(block, key);
            putCounted(block, value);
        });
        return block.toByteArray();
    }

    private static void putCounted(ByteArrayOutputStream block, String text) {
        byte[] bytes = encode(text);
        putInt(block, bytes.length);
        block.writeBytes(bytes);
    }

    private static void putInt(ByteArrayOutputStream block, int value) {
        block.writeBytes(ByteBuffer.allocate(4).order(java.nio.ByteOrder.nativeOrder()).putInt(value).array());
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isMalformed()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | (in.get() & 0xFF)));
            }
            decoder.reset();
        }
    }

    private static byte[] encode(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
            if (c >= (ESCAPE | 0x80) && c <= (ESCAPE | 0xFF) && !pair) {
                bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(c & 0xFF);
                from = i + 1;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
