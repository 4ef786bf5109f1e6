package dev.penstock.bind;

import dev.penstock.plan.IndexWindows;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What the columns are called that [BoundPlan.WindowRows] puts behind those of its input.
///
/// @param window the number of the row's window, from 0 on: int64
/// @param label what stands for the window, of the index's type
/// @param bounds the window's bounds; null when nobody asked for them
/// @param counted whether the row is in the window, a boolean: a window without rows has one that is not; null when
///   each window has rows
public record WindowColumns(String window, String label, @Nullable Bounds bounds, @Nullable String counted) {
    /// The columns of bounds.
    public record Bounds(String lower, String upper) {}

    /// The columns that are handed on, and these behind them.
    ///
    /// @param type of the index
    Schema behind(Schema handedOn, DataType type) {
        var fields = new ArrayList<>(handedOn.fields());
        fields.add(new Field(window, Types.INT64, false));
        fields.add(Field.nullable(label, type));
        if (bounds != null) {
            fields.add(Field.nullable(bounds.lower, WindowSpans.boundType(type)));
            fields.add(Field.nullable(bounds.upper, WindowSpans.boundType(type)));
        }
        if (counted != null) {
            fields.add(new Field(counted, Types.BOOL, false));
        }
        return new Schema(fields, handedOn.metadata());
    }

    /// Whether a window of this kind may have no rows.
    static boolean mayBeEmpty(IndexWindows windows, WindowSpans spans) {
        return windows instanceof IndexWindows.Rolling && !(spans.endsAtRow() && windows.closed().hasEnd());
    }
}
