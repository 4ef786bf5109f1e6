package dev.penstock.testing;

/// How values are laid out in memory: the same values, more or less awkward to read.
///
/// @param before rows in front of the first one, which a slice hides
/// @param after rows behind the last one, which a slice hides
/// @param shift bytes by which each buffer misses its alignment
/// @param bitmap whether there is a validity bitmap even when no row is null, and the nulls are not counted
public record Style(String name, int before, int after, int shift, boolean bitmap) {
    /// At offset 0, aligned, without a needless bitmap.
    public static final Style PLAIN = new Style("plain", 0, 0, 0, false);

    /// Rows 3 to n - 2 of a longer column.
    public static final Style SLICED = new Style("sliced at 3", 3, 2, 0, false);

    /// Rows from 64 + 7 on, so that bitmaps begin in the middle of their second word.
    public static final Style DEEP = new Style("sliced at 71", 71, 1, 0, true);

    /// Buffers at odd addresses, as a slice of a foreign byte array may have them.
    public static final Style UNALIGNED = new Style("unaligned", 0, 0, 1, false);

    /// All of it at once.
    public static final Style WORST = new Style("sliced at 13, unaligned, with bitmap", 13, 5, 1, true);

    @Override
    public String toString() {
        return name;
    }
}
