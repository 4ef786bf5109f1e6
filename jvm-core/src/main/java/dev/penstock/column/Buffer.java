package dev.penstock.column;

/// A range of memory that somebody else owns.
///
/// @param address 0 when there is no buffer: no validity bitmap means no nulls, an empty column may lack any buffer
/// @param bytes how many bytes may be read
public record Buffer(long address, long bytes) {
    /// No memory at all.
    public static final Buffer NONE = new Buffer(0, 0);

    public boolean isAbsent() {
        return address == 0;
    }
}
