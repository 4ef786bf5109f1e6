package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The type that JSON values have in common.
final class JsonTypes {
    private JsonTypes() {}

    static DataType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> Types.NULL;
            case BOOLEAN -> Types.BOOL;
            case NUMBER ->
                    !value.isIntegralNumber()
                            ? Types.FLOAT64
                            : value.canConvertToLong() ? Types.INT64 : new DataType.Decimal(128, 38, 0);
            case ARRAY -> {
                DataType element = Types.NULL;
                for (JsonNode one : value) {
                    element = both(element, of(one));
                }
                yield DataType.listOf(element);
            }
            case OBJECT -> {
                var fields = new ArrayList<Field>();
                value.properties()
                        .forEach(member -> fields.add(Field.nullable(member.getKey(), of(member.getValue()))));
                yield new DataType.StructOf(fields);
            }
            case STRING, BINARY, POJO -> Types.UTF8;
        };
    }

    /// A type that holds the values of both; text when nothing else does.
    static DataType both(DataType a, DataType b) {
        if (a.equals(b) || b instanceof DataType.Null) {
            return a;
        }
        if (a instanceof DataType.Null) {
            return b;
        }
        if (a.isNumeric() && b.isNumeric()) {
            return a.isFloat() || b.isFloat() ? Types.FLOAT64 : new DataType.Decimal(128, 38, 0);
        }
        if (a instanceof DataType.ListOf(Field one, Elements _)
                && b instanceof DataType.ListOf(Field other, Elements _)) {
            return DataType.listOf(both(one.type(), other.type()));
        }
        if (a instanceof DataType.StructOf(List<Field> one) && b instanceof DataType.StructOf(List<Field> other)) {
            Map<String, DataType> members = new LinkedHashMap<>();
            one.forEach(field -> members.put(field.name(), field.type()));
            other.forEach(field -> members.merge(field.name(), field.type(), JsonTypes::both));
            var fields = new ArrayList<Field>();
            members.forEach((name, type) -> fields.add(Field.nullable(name, type)));
            return new DataType.StructOf(fields);
        }
        return Types.UTF8;
    }
}
