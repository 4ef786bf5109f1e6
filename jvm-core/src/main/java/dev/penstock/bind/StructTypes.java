package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The types of functions on structs.
final class StructTypes {
    private StructTypes() {}

    static BoundExpr bind(StructFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 1, 1);
        BoundExpr struct = arguments.getFirst();
        return switch (function) {
            case FIELD -> field(struct, options.text("name", ""));
            case DROP -> dropped(struct, options.texts("names"), options.flag("strict", true));
            case RENAME_FIELDS -> renamed(struct, options.texts("names"));
            case JSON_ENCODE -> {
                requireJson(struct.type());
                yield call(function, arguments, options, Types.UTF8);
            }
        };
    }

    private static void requireJson(DataType type) {
        switch (type.logical()) {
            case DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.Duration _,
                    DataType.Interval _,
                    DataType.MapOf _,
                    DataType.Union _ ->
                    throw new PenstockException(
                                    ErrorCode.UNSUPPORTED_OPERATION, "struct.json_encode does not write " + type)
                            .hint("cast it to a string, a number or a list first");
            default -> ArrowFormat.children(type.logical()).forEach(child -> requireJson(child.type()));
        }
    }

    /// The field called `name`.
    static BoundExpr field(BoundExpr struct, String name) {
        List<Field> fields = fields(struct, "struct.field");
        DataType type = fields.get(place(fields, name)).type();
        return call(StructFunction.FIELD, List.of(struct), new Options(Map.of("name", name)), type);
    }

    private static BoundExpr dropped(BoundExpr struct, List<String> names, boolean strict) {
        List<Field> fields = fields(struct, "struct.drop");
        if (strict) {
            names.forEach(name -> place(fields, name));
        }
        List<String> kept = fields.stream().map(Field::name).filter(name -> !names.contains(name)).toList();
        return of(struct, kept, kept.stream().map(name -> field(struct, name)).toList());
    }

    private static BoundExpr renamed(BoundExpr struct, List<String> names) {
        List<Field> fields = fields(struct, "struct.rename_fields");
        if (names.size() != fields.size()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "struct.rename_fields needs a name for each field: there are "
                            + fields.size()
                            + " fields and "
                            + names.size()
                            + " names");
        }
        return of(struct, names, fields.stream().map(field -> field(struct, field.name())).toList());
    }

    /// The struct with other names of its fields.
    static BoundExpr named(BoundExpr struct, UserFunctions.NamedNames function) {
        List<Field> fields = fields(struct, "name.map_fields");
        List<String> names = function.of(fields.stream().map(Field::name).toList());
        return of(struct, names, fields.stream().map(field -> field(struct, field.name())).toList());
    }

    /// A struct of the values, null where `struct` is.
    ///
    /// @throws PenstockException with code DUPLICATE for a name that occurs twice
    static BoundExpr of(BoundExpr struct, List<String> names, List<BoundExpr> values) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(Field.nullable(names.get(i), values.get(i).type()));
        }
        if (fields.isEmpty()) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "a struct needs one field at least");
        }
        var type = new StructOf(new Schema(fields).fields());
        var made = new BoundExpr.Struct(values, type);
        if (struct instanceof BoundExpr.Struct) {
            return made;
        }
        var isNull = new BoundExpr.Call(LogicFunction.IS_NULL, List.of(struct), Options.NONE, Types.BOOL);
        return new BoundExpr.Case(
                List.of(new BoundExpr.Branch(isNull, new BoundExpr.Constant(type, null))), made, type);
    }

    static List<Field> fields(BoundExpr struct, String use) {
        if (struct.type() instanceof StructOf(List<Field> fields)) {
            return fields;
        }
        throw Operands.invalid(use, List.of(struct));
    }

    private static int place(List<Field> fields, String name) {
        List<String> names = fields.stream().map(Field::name).toList();
        int place = names.indexOf(name);
        if (place < 0) {
            throw PenstockException.columnNotFound(name, names);
        }
        return place;
    }
}
