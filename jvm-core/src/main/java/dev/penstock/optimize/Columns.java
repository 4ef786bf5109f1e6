package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which columns of their input expressions and nodes read.
public final class Columns {
    private Columns() {}

    public static Set<String> of(BoundExpr expression) {
        var names = new LinkedHashSet<String>();
        collect(expression, names);
        return names;
    }

    static Set<String> of(List<BoundPlan.Output> outputs) {
        var names = new LinkedHashSet<String>();
        outputs.forEach(output -> collect(output.expression(), names));
        return names;
    }

    /// What aggregates or windows read.
    static Set<String> ofAll(List<BoundPlan.Computed> computed) {
        var names = new LinkedHashSet<String>();
        for (BoundPlan.Computed one : computed) {
            names.addAll(one.arguments());
            if (one.filter() != null) {
                names.add(one.filter());
            }
            one.orderBy().forEach(key -> names.add(key.column()));
        }
        return names;
    }

    static Set<String> union(Set<String> some, Iterable<String> more) {
        var names = new LinkedHashSet<>(some);
        more.forEach(names::add);
        return names;
    }

    private static void collect(BoundExpr expression, Set<String> names) {
        switch (expression) {
            case BoundExpr.Ref(String name, _) -> names.add(name);
            case BoundExpr.Transform(BoundExpr list, String element, BoundExpr body, _) -> {
                collect(list, names);
                Set<String> inBody = of(body);
                inBody.remove(element);
                names.addAll(inBody);
            }
            default -> expression.children().forEach(child -> collect(child, names));
        }
    }
}
