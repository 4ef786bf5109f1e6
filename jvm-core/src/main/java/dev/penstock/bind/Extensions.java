package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a column is beyond its type, which the metadata of its field says: of an extension type, or one of certain
/// categories. Values know nothing of it, so it is a matter of the columns that a plan puts out.
final class Extensions {
    private static final String NAME = Field.EXTENSION_NAME;
    private static final String METADATA = Field.EXTENSION_METADATA;

    /// The categories of an enum, as Polars writes them: the length in bytes, a semicolon, the text; one after the
    /// other.
    private static final String CATEGORIES = "_PL_ENUM_VALUES2";

    private Extensions() {}

    /// The value that is to be of an extension type: one of the type's storage.
    ///
    /// @throws PenstockException with code SCHEMA_MISMATCH for another type
    static BoundExpr stored(BoundExpr value, BoundExpr storage, Options options) {
        BoundExpr settled = Operands.settled(value);
        if (!settled.type().sameValues(storage.type()) && !(settled.type() instanceof DataType.Null)) {
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "%s cannot become the extension type \"%s\", which is kept as %s"
                                    .formatted(settled.type(), options.text("name", ""), storage.type()))
                    .hint("cast it to " + storage.type() + " first");
        }
        return Operands.as(settled, settled.type() instanceof DataType.Null ? storage.type() : settled.type());
    }

    /// The field of an output, with the metadata that the expression gives it.
    static Field field(Expr expression, Field field) {
        return switch (expression) {
            case Expr.Alias(Expr input, _) -> field(input, field);
            case Expr.Renamed renamed -> field(renamed.input(), field);
            case Expr.Call(DerivedFunction function, List<Expr> arguments, Options options) ->
                    switch (function) {
                        case EXT_STORAGE -> with(field, null, null);
                        case EXT_TO -> with(field, options.text("name", ""), options.text("metadata", ""));
                        case CAT_TO -> {
                            var metadata = new HashMap<>(field.metadata());
                            metadata.put(CATEGORIES, encoded(options.texts("categories")));
                            yield new Field(field.name(), field.type(), field.nullable(), metadata);
                        }
                        default -> field;
                    };
            default -> field;
        };
    }

    private static Field with(Field field, @Nullable String name, @Nullable String text) {
        Map<String, String> metadata = new HashMap<>(field.metadata());
        metadata.remove(NAME);
        metadata.remove(METADATA);
        if (name != null && text != null) {
            metadata.put(NAME, name);
            metadata.put(METADATA, text);
        }
        return new Field(field.name(), field.type(), field.nullable(), metadata);
    }

    private static String encoded(List<String> categories) {
        return categories.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8).length + ";" + text)
                .collect(Collectors.joining());
    }

    /// The categories of an enum in their order; null for other fields.
    static @Nullable List<String> categories(Field field) {
        String encoded = field.metadata().get(CATEGORIES);
        if (encoded == null) {
            return null;
        }
        var categories = new ArrayList<String>();
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < bytes.length) {
            int size = 0;
            while (bytes[at] != ';') {
                size = size * 10 + (bytes[at++] - '0');
            }
            at++;
            categories.add(new String(bytes, at, size, StandardCharsets.UTF_8));
            at += size;
        }
        return categories;
    }
}
