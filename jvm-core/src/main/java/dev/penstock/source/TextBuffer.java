package dev.penstock.source;

import dev.penstock.memory.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text being written, as UTF-8 bytes.
final class TextBuffer {
    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1 << 16];
    private int size;

    void ascii(char c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    void bytes(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Bytes in foreign memory.
    void memory(long address, int count) {
        room(count);
        java.lang.foreign.MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, address, bytes, size, count);
        size += count;
    }

    void integer(long value) {
        if (value == Long.MIN_VALUE) {
            text("-9223372036854775808");
            return;
        }
        long left = value;
        if (left < 0) {
            ascii('-');
            left = -left;
        }
        int digits = 1;
        for (long rest = left; rest >= 10; rest /= 10) {
            digits++;
        }
        padded(left, digits);
    }

    /// The last `digits` digits of a number that is not negative, with zeros in front.
    void padded(long value, int digits) {
        room(digits);
        long left = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = DIGITS[(int) (left % 10)];
            left /= 10;
        }
        size += digits;
    }

    int size() {
        return size;
    }

    byte at(int index) {
        return bytes[index];
    }

    /// Forgets what stands behind `length`.
    void cut(int length) {
        size = length;
    }

    /// The text from `start` on.
    byte[] from(int start) {
        return Arrays.copyOfRange(bytes, start, size);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
        }
    }
}
