package dev.penstock.bridge;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// What comes in through pointers.
final class Foreign {
    private Foreign() {}

    /// The `bytes` bytes of UTF-8 at `address`.
    static String text(long address, long bytes) {
        if (bytes == 0) {
            return "";
        }
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.CONFIG, "a text of " + bytes + " bytes was handed over");
        }
        return new String(
                Native.segment(pointer(address), bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// `address`, which must not be null.
    static long pointer(long address) {
        if (address == 0) {
            throw new PenstockException(ErrorCode.CONFIG, "a null pointer was handed over");
        }
        return address;
    }
}
