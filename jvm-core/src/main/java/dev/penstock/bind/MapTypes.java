package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.MapFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.MapOf;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on maps.
final class MapTypes {
    private MapTypes() {}

    static BoundExpr bind(MapFunction function, List<BoundExpr> arguments, Options options) {
        int count = function == MapFunction.GET || function == MapFunction.CONTAINS_KEY ? 2 : 1;
        arity(function, arguments, count, count);
        if (function == MapFunction.FROM_ENTRIES) {
            return call(function, arguments, options, ofEntries(arguments.getFirst()));
        }
        MapOf map = map(function, arguments.getFirst());
        return switch (function) {
            case KEYS -> call(function, arguments, options, DataType.listOf(map.key().type()));
            case VALUES -> call(function, arguments, options, DataType.listOf(map.value().type()));
            case ENTRIES -> call(function, arguments, options, DataType.listOf(entry(map)));
            case LEN -> call(function, arguments, options, Types.UINT32);
            case GET -> call(function, withKey(function, map, arguments), options, map.value().type());
            case CONTAINS_KEY -> call(function, withKey(function, map, arguments), options, Types.BOOL);
            case FROM_ENTRIES -> throw new AssertionError(function);
        };
    }

    private static MapOf map(MapFunction function, BoundExpr argument) {
        if (argument.type() instanceof MapOf map) {
            return map;
        }
        throw Operands.invalid(function.symbol(), List.of(argument));
    }

    private static StructOf entry(MapOf map) {
        return new StructOf(
                List.of(Field.nullable("key", map.key().type()), Field.nullable("value", map.value().type())));
    }

    /// The key in the map's type of keys. A number beyond that type becomes null, which is no key.
    private static List<BoundExpr> withKey(MapFunction function, MapOf map, List<BoundExpr> arguments) {
        BoundExpr key = arguments.get(1);
        DataType wanted = map.key().type();
        DataType own = key.type();
        boolean constant = Operands.isDynamic(key) && (own.isInteger() == wanted.isInteger() || wanted.isFloat());
        if (own instanceof DataType.Null || own.equals(wanted) || own.sameValues(wanted)) {
            return List.of(arguments.getFirst(), Operands.as(key, wanted));
        }
        if ((own.isInteger() && wanted.isInteger()) || constant) {
            return List.of(arguments.getFirst(), new BoundExpr.Cast(Operands.settled(key), wanted, false, false));
        }
        throw new PenstockException(
                        ErrorCode.INVALID_OPERATION,
                        function.symbol() + " cannot look up a key of " + own + " in a map with keys of " + wanted)
                .hint("cast the key to " + wanted + " first");
    }

    private static MapOf ofEntries(BoundExpr list) {
        DataType element = list.type() instanceof DataType.ListOf lists ? lists.element().type() : Types.NULL;
        if (element instanceof StructOf(List<Field> fields)
                && fields.size() == 2
                && fields.get(0).name().equals("key")
                && fields.get(1).name().equals("value")) {
            Field key = new Field("key", fields.get(0).type(), false);
            StructOf entry = new StructOf(List.of(key, Field.nullable("value", fields.get(1).type())));
            return new MapOf(new Field("entries", entry, false), false);
        }
        throw new PenstockException(
                        ErrorCode.INVALID_OPERATION,
                        "list.to_map needs lists of structs of key and value, not " + list.type())
                .hint("make them with struct(key=..., value=...)");
    }
}
