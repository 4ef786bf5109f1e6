package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.Field;
import java.util.List;

/// The types of functions on structs and maps.
final class StructTypes {
    private StructTypes() {}

    static BoundExpr bind(StructFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case FIELD -> {
                arity(function, arguments, 1, 1);
                yield call(function, arguments, options, field(arguments, options.text("name", "")).type());
            }
        };
    }

    private static Field field(List<BoundExpr> arguments, String name) {
        if (!(arguments.getFirst().type() instanceof StructOf(List<Field> fields))) {
            throw Operands.invalid("struct.field", arguments);
        }
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw PenstockException.columnNotFound(name, fields.stream().map(Field::name).toList());
    }
}
