package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;

/// A value for each group.
public interface GroupResult {
    /// A column with one row for each of `groups`, whose memory comes from `assembly`.
    ArrayData result(Selection groups, Assembly assembly);
}
