package dev.penstock.bind;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.PatternErrors;
import dev.penstock.plan.Selector;
import dev.penstock.plan.Selector.TypeClass;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which columns a selector picks.
final class SelectorRules {
    private SelectorRules() {}

    /// The names of the columns, in the schema's order unless the selector names them.
    static List<String> select(Selector selector, Schema schema, Set<String> excluded) {
        return new ArrayList<>(pick(selector, schema, excluded));
    }

    private static Set<String> pick(Selector selector, Schema schema, Set<String> excluded) {
        return switch (selector) {
            case Selector.All _ -> matching(schema, excluded, _ -> true);
            case Selector.Names(List<String> names, boolean strict) -> {
                var picked = new LinkedHashSet<String>();
                for (String name : names) {
                    if (strict || schema.contains(name)) {
                        picked.add(schema.field(name).name());
                    }
                }
                yield picked;
            }
            case Selector.Positions(List<Integer> positions, boolean strict) -> {
                var picked = new LinkedHashSet<String>();
                for (int position : positions) {
                    int index = position < 0 ? position + schema.size() : position;
                    if (!strict && (index < 0 || index >= schema.size())) {
                        continue;
                    }
                    if (index < 0 || index >= schema.size()) {
                        throw new PenstockException(
                                ErrorCode.COLUMN_NOT_FOUND,
                                "there is no column at position " + position + "; there are " + schema.size());
                    }
                    picked.add(schema.field(index).name());
                }
                yield picked;
            }
            case Selector.Matching(String pattern) -> {
                Pattern compiled = compile(pattern);
                yield matching(schema, excluded, field -> compiled.matcher(field.name()).find());
            }
            case Selector.OfClass(List<TypeClass> classes) ->
                    matching(schema, excluded, field -> classes.stream().anyMatch(c -> belongs(field.type(), c)));
            case Selector.OfType(List<DataType> types) ->
                    matching(
                            schema,
                            excluded,
                            field -> types.stream().anyMatch(type -> sameForSelection(field.type(), type)));
            case Selector.ListsOf(Selector inner) ->
                    matching(
                            schema,
                            excluded,
                            field ->
                                    field.type() instanceof DataType.ListOf(Field element, _) && picks(inner, element));
            case Selector.ArraysOf(Selector inner, Integer width) ->
                    matching(
                            schema,
                            excluded,
                            field ->
                                    field.type() instanceof DataType.FixedSizeListOf(Field element, int size)
                                            && (width == null || width == size)
                                            && picks(inner, element));
            case Selector.Not(Selector inner) -> {
                Set<String> picked = pick(inner, schema, Set.of());
                yield matching(schema, excluded, field -> !picked.contains(field.name()));
            }
            case Selector.Or(Selector left, Selector right) -> {
                Set<String> l = pick(left, schema, excluded);
                Set<String> r = pick(right, schema, excluded);
                yield matching(schema, Set.of(), field -> l.contains(field.name()) || r.contains(field.name()));
            }
            case Selector.And(Selector left, Selector right) -> {
                Set<String> r = pick(right, schema, excluded);
                var picked = new LinkedHashSet<>(pick(left, schema, excluded));
                picked.retainAll(r);
                yield picked;
            }
        };
    }

    /// Whether the elements of lists belong to a selection, as if they were a column.
    private static boolean picks(Selector inner, Field element) {
        return !pick(inner, new Schema(List.of(element)), Set.of()).isEmpty();
    }

    private static boolean isTimestamp(DataType type, TimeUnit unit) {
        return type instanceof DataType.Timestamp(TimeUnit own, _) && own == unit;
    }

    private static Set<String> matching(Schema schema, Set<String> excluded, java.util.function.Predicate<Field> rule) {
        var picked = new LinkedHashSet<String>();
        for (Field field : schema.fields()) {
            if (!excluded.contains(field.name()) && rule.test(field)) {
                picked.add(field.name());
            }
        }
        return picked;
    }

    /// A dictionary is not its values here: a user who asks for strings does not mean categories.
    private static boolean sameForSelection(DataType column, DataType asked) {
        boolean columnIsDictionary = column instanceof DataType.Dictionary;
        return columnIsDictionary == (asked instanceof DataType.Dictionary) && column.sameValues(asked);
    }

    private static boolean belongs(DataType type, TypeClass family) {
        return switch (family) {
            case NUMERIC -> type.isNumeric();
            case INTEGER -> type.isInteger();
            case SIGNED_INTEGER -> type instanceof DataType.Int(_, boolean signed) && signed;
            case UNSIGNED_INTEGER -> type instanceof DataType.Int(_, boolean signed) && !signed;
            case FLOAT -> type.isFloat();
            case DECIMAL -> type instanceof DataType.Decimal;
            case BOOLEAN -> type instanceof DataType.Bool;
            case STRING -> type.isText();
            case BINARY -> type instanceof DataType.Binary || type instanceof DataType.FixedSizeBinary;
            case CATEGORICAL -> type instanceof DataType.Dictionary(_, _, boolean ordered) && !ordered;
            case ENUM -> type instanceof DataType.Dictionary(_, _, boolean ordered) && ordered;
            case DATE -> type instanceof DataType.Date;
            case TIME -> type instanceof DataType.Time;
            case DATETIME -> type instanceof DataType.Timestamp;
            case DATETIME_S -> isTimestamp(type, TimeUnit.SECOND);
            case DATETIME_MS -> isTimestamp(type, TimeUnit.MILLISECOND);
            case DATETIME_US -> isTimestamp(type, TimeUnit.MICROSECOND);
            case DATETIME_NS -> isTimestamp(type, TimeUnit.NANOSECOND);
            case DURATION -> type instanceof DataType.Duration;
            case TEMPORAL -> type.isTemporal();
            case LIST -> type instanceof DataType.ListOf;
            case ARRAY -> type instanceof DataType.FixedSizeListOf;
            case STRUCT -> type instanceof DataType.StructOf;
            case MAP -> type instanceof DataType.MapOf;
            case NESTED ->
                    type instanceof DataType.ListOf
                            || type instanceof DataType.FixedSizeListOf
                            || type instanceof DataType.StructOf
                            || type instanceof DataType.MapOf;
        };
    }

    static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "the column pattern \""
                            + pattern
                            + "\" does not compile: "
                            + PatternErrors.reason(e.getDescription()),
                    e);
        }
    }
}
