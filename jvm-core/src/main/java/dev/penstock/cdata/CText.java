package dev.penstock.cdata;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/// A text for foreign readers: UTF-8 on the C heap with a zero byte behind it. It owns its memory.
public final class CText implements AutoCloseable {
    private final long address;
    private final long bytes;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// A copy of `text`.
    public CText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes = utf8.length;
        address = CMemory.allocate(bytes + 1);
        CMemory.putBytes(address, utf8);
    }

    /// The first byte.
    public long address() {
        return address;
    }

    /// How many bytes the text has, without the zero byte.
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            CMemory.free(address);
        }
    }
}
