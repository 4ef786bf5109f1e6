package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// How many bytes the rows of a plan take up as columns, as far as that can be said before it runs. Numbers and times
/// are as wide as their type; texts and what holds other values as wide as in the table that they come from, and a
/// guess where they were computed.
public final class Sizes {
    /// A text of which nothing is known.
    private static final double TEXT = 16;

    private static final double ELEMENTS = 4;
    private static final double VIEW = 16;

    private final Origins origins;
    private final Cardinality cardinality;

    /// @param tables what is known of the leaves
    public Sizes(Tables tables) {
        origins = new Origins(tables);
        cardinality = new Cardinality(tables);
    }

    /// About how many rows `plan` delivers; empty when nothing is known.
    public OptionalLong rows(BoundPlan plan) {
        return cardinality.of(plan);
    }

    /// About how many bytes the rows of `plan` take up; empty when nobody knows how many there are.
    public OptionalLong bytes(BoundPlan plan) {
        OptionalLong rows = rows(plan);
        if (rows.isEmpty()) {
            return rows;
        }
        double perRow = plan.schema().fields().stream().mapToDouble(field -> perRow(plan, field)).sum();
        return OptionalLong.of((long) Math.ceil(Math.min(1e18, rows.getAsLong() * perRow)));
    }

    /// About how many bytes a row of a plan's column takes up.
    public double perRow(BoundPlan plan, Field field) {
        Origins.Origin origin = origins.of(plan, field.name());
        OptionalDouble known =
                origin == null || !origin.type().equals(field.type())
                        ? OptionalDouble.empty()
                        : origins.tables().width(origin.leaf(), origin.column());
        return known.isPresent() ? known.getAsDouble() : perRow(field.type());
    }

    private static double perRow(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Nothing _ -> 0;
            case Layout.Bits _ -> 1 / 8.0;
            case Layout.Fixed(int width) -> width;
            case Layout.Indexed(int width) -> width;
            case Layout.Variable(int width) -> width + TEXT;
            case Layout.Views _ -> VIEW;
            case Layout.Lists(int width) -> width + ELEMENTS * ofElements(type);
            case Layout.ListViews(int width) -> 2.0 * width + ELEMENTS * ofElements(type);
            case Layout.FixedLists _ ->
                    type instanceof DataType.FixedSizeListOf(Field element, int size)
                            ? size * perRow(element.type())
                            : TEXT;
            case Layout.Structs _ ->
                    type instanceof DataType.StructOf(List<Field> fields)
                            ? fields.stream().mapToDouble(field -> perRow(field.type())).sum()
                            : TEXT;
            case Layout.Runs _, Layout.Unions _ -> TEXT;
        };
    }

    private static double ofElements(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field element, _) -> perRow(element.type());
            case DataType.MapOf map -> perRow(map.key().type()) + perRow(map.value().type());
            default -> TEXT;
        };
    }
}
