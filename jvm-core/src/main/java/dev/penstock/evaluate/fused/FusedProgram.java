package dev.penstock.evaluate.fused;

import dev.penstock.bind.BoundPlan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of filters and projections can be done by loops that are made for them.
///
/// @param selection finds the rows that pass the first filters; null if the first filter is none for a loop
/// @param filters how many filters that are
/// @param values computes columns; null if none is one for a loop
/// @param columns the numbers of these columns in the output
/// @param truths which of these columns hold truth values
public record FusedProgram(
        @Nullable FusedPass selection,
        int filters,
        @Nullable FusedPass values,
        List<Integer> columns,
        List<Boolean> truths) {
    /// Larger loops are too much for C2, which then compiles none of it.
    private static final int MOST_INSTRUCTIONS = 40;

    private static final int MOST_COLUMNS = 12;

    /// The loops for `nodes`, filters and projections, the lowest first.
    public static FusedProgram of(List<BoundPlan> nodes, Schema input, Fusing fusing) {
        var instructions = new Instructions(input);
        Fused selection = null;
        int filters = 0;
        int condition = Instructions.NONE;
        boolean all = true;
        Schema schema = input;
        for (BoundPlan node : nodes) {
            switch (node) {
                case BoundPlan.Filter filter -> {
                    int next = instructions.compile(filter.predicate());
                    all &= next != Instructions.NONE;
                    if (all) {
                        int both = filters == 0 ? next : instructions.both(condition, next);
                        Fused fused = instructions.fused(List.of(both), List.of(Stored.BITS));
                        all = fits(fused);
                        if (all) {
                            condition = both;
                            filters++;
                            selection = fused;
                        }
                    }
                }
                case BoundPlan.Project project -> instructions.project(project);
                default -> throw new AssertionError(node);
            }
            schema = node.schema();
        }
        FusedPass selecting = selection == null ? null : new FusedPass(selection, true, fusing);
        return values(selecting, filters, instructions, schema, fusing);
    }

    private static FusedProgram values(
            @Nullable FusedPass selection, int filters, Instructions instructions, Schema schema, Fusing fusing) {
        var columns = new ArrayList<Integer>();
        var results = new ArrayList<Integer>();
        var stored = new ArrayList<Stored>();
        Fused values = null;
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            int number = instructions.named(field.name());
            Stored lies = Stored.of(field.type());
            if (number == Instructions.NONE || lies == null || !instructions.computes(number, lies.form())) {
                continue;
            }
            results.add(number);
            stored.add(lies);
            Fused fused = instructions.fused(results, stored);
            if (fits(fused)) {
                columns.add(i);
                values = fused;
            } else {
                results.removeLast();
                stored.removeLast();
            }
        }
        return new FusedProgram(
                selection,
                filters,
                values == null ? null : new FusedPass(values, false, fusing),
                List.copyOf(columns),
                stored.stream().map(lies -> lies == Stored.BITS).toList());
    }

    private static boolean fits(Fused fused) {
        return fused.shape().instructions().size() <= MOST_INSTRUCTIONS && fused.columns().size() <= MOST_COLUMNS;
    }
}
