package dev.penstock.column;

import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One Arrow array as a value: a type, a range of rows, and the buffers that hold them. It owns nothing.
///
/// `offset` means what it means in the Arrow C Data Interface: rows `offset` to `offset + length` of the buffers are
/// meant, and for structs, sparse unions and fixed-size lists the parent's offset applies on top of each child's own.
///
/// @param nullCount nulls among the rows, or -1 when nobody has counted
/// @param buffers in the order of [Layout]
/// @param dictionary the values of a dictionary column
public record ArrayData(
        DataType type,
        long length,
        long offset,
        long nullCount,
        List<Buffer> buffers,
        List<ArrayData> children,
        @Nullable ArrayData dictionary) {
    public ArrayData {
        buffers = List.copyOf(buffers);
        children = List.copyOf(children);
    }

    /// A column without children whose rows start at the buffers' start.
    public static ArrayData flat(DataType type, long length, long nullCount, Buffer... buffers) {
        return new ArrayData(type, length, 0, nullCount, List.of(buffers), List.of(), null);
    }

    public Layout layout() {
        return Layout.of(type);
    }

    public Buffer buffer(int index) {
        return buffers.get(index);
    }

    /// Which rows are valid. A column of type `null` has no bitmap and no valid row; that case is the caller's.
    public Bitmap validity() {
        if (!layout().hasValidity() || nullCount == 0 || buffers.getFirst().isAbsent()) {
            return Bitmap.allSet(length);
        }
        return new Bitmap(buffers.getFirst().address(), offset, length);
    }

    /// The values of a boolean column.
    public Bitmap bits() {
        Buffer values = buffers.get(1);
        return length == 0 ? Bitmap.allSet(0) : new Bitmap(values.address(), offset, length);
    }

    /// Nulls among the rows by the validity bitmap, counted now if nobody has before. O(length / 64).
    public long countNulls() {
        if (type instanceof DataType.Null) {
            return length;
        }
        return nullCount >= 0 ? nullCount : length - validity().count();
    }

    /// The same memory, fewer rows.
    public ArrayData slice(long from, long count) {
        if (from == 0 && count == length) {
            return this;
        }
        assert from >= 0 && count >= 0 && from + count <= length : "slice " + from + "+" + count + " of " + length;
        long nulls = nullCount == 0 ? 0 : type instanceof DataType.Null ? count : -1;
        return new ArrayData(type, count, offset + from, nulls, buffers, children, dictionary);
    }

    /// Whether the rows of `next` lie right behind these in the same memory.
    public boolean adjoins(ArrayData next) {
        return next.offset == offset + length
                && next.type.equals(type)
                && next.buffers.equals(buffers)
                && next.children.equals(children)
                && Objects.equals(next.dictionary, dictionary);
    }

    /// These rows and those of `next`, which must adjoin, as one array.
    public ArrayData join(ArrayData next) {
        long nulls = nullCount < 0 || next.nullCount < 0 ? -1 : nullCount + next.nullCount;
        return new ArrayData(type, length + next.length, offset, nulls, buffers, children, dictionary);
    }

    /// The same memory seen as another type of the same layout.
    public ArrayData as(DataType other) {
        assert Layout.of(other).equals(layout()) : type + " seen as " + other;
        return new ArrayData(other, length, offset, nullCount, buffers, children, dictionary);
    }

    /// Child `index`, cut to the rows of this array. For structs, sparse unions and fixed-size lists only.
    public ArrayData childRows(int index) {
        ArrayData child = children.get(index);
        return layout() instanceof Layout.FixedLists(int size)
                ? child.slice(offset * size, length * size)
                : child.slice(offset, length);
    }
}
