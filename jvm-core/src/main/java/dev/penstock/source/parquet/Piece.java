package dev.penstock.source.parquet;

/// Rows of a row group that one worker decodes at a time.
public final class Piece implements AutoCloseable {
    private final Group group;
    private final long from;
    private final long rows;
    private final long bytes;
    private boolean open = true;

    /// @param from the first row in the row group
    /// @param bytes about how much memory the rows will take
    Piece(Group group, long from, long rows, long bytes) {
        this.group = group;
        this.from = from;
        this.rows = rows;
        this.bytes = bytes;
    }

    Group group() {
        return group;
    }

    long from() {
        return from;
    }

    /// How many rows there are before any filter.
    public long rows() {
        return rows;
    }

    /// About how much memory the rows will take.
    public long bytes() {
        return bytes;
    }

    /// Says that nobody will read the piece any more. May be called twice.
    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            last = open;
            open = false;
        }
        if (last) {
            group.leave(from);
        }
    }
}
