package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.type.Schema;
import java.util.List;

/// A format of rows as text.
interface RowText {
    /// Empties the buffer when it is full enough.
    interface Flush {
        void maybe(TextBuffer out);
    }

    /// What stands in front of the rows.
    ///
    /// @throws dev.penstock.error.PenstockException with code COMPUTE for a column that the format cannot hold
    void begin(Schema schema, TextBuffer out);

    /// The rows of a batch.
    ///
    /// @param columns the batch's columns without dictionaries and runs
    void rows(Batch batch, List<ArrayData> columns, TextBuffer out, Flush flush);

    /// What stands behind the rows.
    void end(TextBuffer out);
}
