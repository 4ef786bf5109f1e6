package dev.penstock.evaluate;

import java.util.ArrayList;
import java.util.List;

/// Room for the bytes of strings that a node makes: each chunk takes it anew, and what has been handed out in a chunk
/// stays where it is until the next one.
final class TextRoom {
    private static final long FIRST_BYTES = 1 << 14;

    private record Part(long address, long bytes) {}

    private final Rows rows;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private long next;
    private long end;

    TextRoom(Rows rows) {
        this.rows = rows;
    }

    /// Begins a chunk.
    void clear() {
        at = 0;
        next = 0;
        end = 0;
    }

    /// The address of `bytes` bytes of any content.
    long room(long bytes) {
        while (end - next < bytes) {
            if (at == parts.size()) {
                long size = Math.max(bytes, FIRST_BYTES << Math.min(at, 20));
                parts.add(new Part(rows.room(size), size));
            }
            Part part = parts.get(at++);
            next = part.address();
            end = next + part.bytes();
        }
        long address = next;
        next += bytes;
        return address;
    }

    /// Takes back what was not needed of the last room: it ends at `address`.
    void end(long address) {
        next = address;
    }
}
