package dev.penstock.kernel.group;

import dev.penstock.memory.Native;

/// To which group each row of some rows belongs.
///
/// @param ids four bytes for each row
/// @param rows at most [GroupedColumn#MOST_ROWS]
/// @param only the group of all rows, or -1 when there are several
/// @param sequence where the rows stand in the input: rows of a greater number come later
public record Groups(long ids, long rows, int only, long sequence) {
    /// Looks whether all rows are of one group.
    public static Groups of(long ids, long rows, long sequence) {
        int first = rows == 0 ? -1 : Native.getInt(ids);
        for (long row = 1; row < rows; row++) {
            if (Native.getInt(ids + (row << 2)) != first) {
                return new Groups(ids, rows, -1, sequence);
            }
        }
        return new Groups(ids, rows, first, sequence);
    }
}
