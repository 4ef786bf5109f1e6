package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.Collections;

/// Columns of any type without values: of no rows, or of nulls only.
public final class Empty {
    private Empty() {}

    /// No rows of `type`. It needs no memory.
    public static ArrayData array(DataType type) {
        int buffers =
                switch (Layout.of(type)) {
                    case Layout.Nothing _, Layout.Runs _ -> 0;
                    case Layout.FixedLists _, Layout.Structs _ -> 1;
                    case Layout.Bits _, Layout.Fixed _, Layout.Lists _, Layout.Indexed _, Layout.Views _ -> 2;
                    case Layout.Variable _, Layout.ListViews _ -> 3;
                    case Layout.Unions(boolean dense) -> dense ? 2 : 1;
                };
        return new ArrayData(
                type,
                0,
                0,
                0,
                Collections.nCopies(buffers, Buffer.NONE),
                ArrowFormat.children(type).stream().map(field -> array(field.type())).toList(),
                type instanceof DataType.Dictionary(_, DataType values, _) ? array(values) : null);
    }

    /// `rows` nulls of `type`. The caller owns the column.
    public static Column nulls(DataType type, long rows, Allocator allocator) {
        try (Block missing = allocator.allocate(Selection.bytes(rows));
                Assembly assembly = new Assembly(allocator)) {
            Native.fill(missing.address(), Selection.bytes(rows), (byte) -1);
            return assembly.finish(Gather.array(array(type), new Selection(missing.address(), rows, true), assembly));
        }
    }
}
