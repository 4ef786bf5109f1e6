package dev.penstock.cdata;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a foreign `struct ArrowSchema` says about the arrays that come with it.
///
/// @param schema the columns
/// @param isTable whether an array is a struct whose children are the columns, and not the only column itself
/// @param wideIntegers columns whose values must be looked at
record ForeignSchema(Schema schema, boolean isTable, @Nullable WideIntegers wideIntegers) {
    /// Reads the struct at `address`, which stays the caller's.
    static ForeignSchema read(long address) {
        Field root = SchemaStruct.importField(address);
        WideIntegers wide = WideIntegers.find(address);
        // A struct that is an extension type is a value of its own, not a row.
        if (root.type() instanceof DataType.StructOf(List<Field> fields) && !root.isExtension()) {
            return new ForeignSchema(new Schema(fields, root.metadata()), true, wide);
        }
        return new ForeignSchema(new Schema(List.of(root)), false, wide);
    }
}
