package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.plan.Function;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The columns at hand while expressions over one input are bound: the user's, and those that the binder derives.
///
/// Derived columns form levels. Level 0 can be computed from the input; a window over columns of one level is of the
/// next, and so are a column that is held and what a plan makes of a column of lists. So all windows of a level share a
/// projection below them, and those of one partition share a node.
final class Scope {
    private record Derived(String name, BoundExpr expression, int level) {}

    private record WindowKey(List<String> partitionBy, Computed window) {}

    private record ListsKey(String column, ListGroups groups) {}

    private final BoundPlan input;
    private final Map<BoundExpr, Derived> projected = new LinkedHashMap<>();
    private final Map<String, BoundExpr> derivedNames = new HashMap<>();
    private final Map<WindowKey, String> windows = new LinkedHashMap<>();
    private final Map<ListsKey, String> lists = new LinkedHashMap<>();
    private final Map<String, Integer> levels = new HashMap<>();
    private int next;

    Scope(BoundPlan input) {
        this.input = input;
    }

    BoundPlan input() {
        return input;
    }

    Schema schema() {
        return input.schema();
    }

    /// A column that holds `expression`: the column itself if it is one.
    String define(BoundExpr expression) {
        if (expression instanceof BoundExpr.Ref(String name, _)) {
            return name;
        }
        BoundExpr whole = Rewrite.bottomUp(expression, this::inlined);
        Derived derived = projected.get(whole);
        if (derived == null) {
            derived = new Derived(freshName(), whole, level(whole));
            projected.put(whole, derived);
            derivedNames.put(derived.name, whole);
            levels.put(derived.name, derived.level);
        }
        return derived.name;
    }

    /// A column that holds `expression`, and that others read rather than say again what it says. So chains of
    /// expressions that each name another several times stay as long as they were written.
    String hold(BoundExpr expression) {
        if (expression instanceof BoundExpr.Ref(String name, _)) {
            return name;
        }
        BoundExpr whole = Rewrite.bottomUp(expression, this::inlined);
        Derived derived = projected.get(whole);
        if (derived == null) {
            derived = new Derived(freshName(), whole, level(whole));
            projected.put(whole, derived);
            levels.put(derived.name, derived.level + 1);
        }
        return derived.name;
    }

    /// Columns of one projection cannot read each other, so what one of them says is said again in another.
    private BoundExpr inlined(BoundExpr part) {
        return part instanceof BoundExpr.Ref(String name, _) ? derivedNames.getOrDefault(name, part) : part;
    }

    /// A column that holds a window; `window` comes without a name.
    BoundExpr.Ref window(List<String> partitionBy, Computed window) {
        String name =
                windows.computeIfAbsent(
                        new WindowKey(partitionBy, window),
                        key -> {
                            String fresh = freshName();
                            levels.put(fresh, level(key) + 1);
                            return fresh;
                        });
        return new BoundExpr.Ref(name, window.type());
    }

    /// A column that holds what is made of the elements of the lists in a column.
    BoundExpr.Ref lists(String column, ListGroups groups) {
        String name =
                lists.computeIfAbsent(
                        new ListsKey(column, groups),
                        _ -> {
                            String fresh = freshName();
                            levels.put(fresh, level(column) + 1);
                            return fresh;
                        });
        return new BoundExpr.Ref(name, groups.type());
    }

    /// A name that no column has.
    String freshName() {
        String name;
        do {
            name = "__" + next++;
        } while (input.schema().contains(name));
        return name;
    }

    /// The input with every derived column behind it.
    BoundPlan build() {
        BoundPlan plan = input;
        int top = levels.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        for (int level = 0; level <= top; level++) {
            plan = project(plan, level);
            plan = windows(plan, level);
            plan = lists(plan, level);
        }
        return plan;
    }

    /// Just `outputs`, computed from the input and the derived columns.
    BoundPlan build(List<Output> outputs) {
        return project(build(), outputs);
    }

    /// `outputs` over `plan`, or the plan itself if it has just these columns.
    static BoundPlan project(BoundPlan plan, List<Output> outputs) {
        Schema schema = plan.schema();
        boolean same = schema.size() == outputs.size();
        for (int i = 0; same && i < outputs.size(); i++) {
            Field field = outputs.get(i).field();
            same =
                    field.equals(schema.field(i))
                            && outputs.get(i).expression() instanceof BoundExpr.Ref(String name, _)
                            && name.equals(field.name());
        }
        return same ? plan : new BoundPlan.Project(plan, outputs);
    }

    private BoundPlan project(BoundPlan plan, int level) {
        List<Derived> here = projected.values().stream().filter(d -> d.level == level).toList();
        if (here.isEmpty()) {
            return plan;
        }
        var outputs = passed(plan.schema());
        here.forEach(d -> outputs.add(new Output(Field.nullable(d.name, d.expression.type()), d.expression)));
        return new BoundPlan.Project(plan, outputs);
    }

    private BoundPlan windows(BoundPlan plan, int level) {
        // Sorted by partition, so that the same query makes the same plan.
        var byPartition =
                new TreeMap<List<String>, List<Computed>>(Comparator.comparing(names -> String.join("\u0000", names)));
        windows.forEach((key, name) -> {
            if (level(name) == level + 1) {
                Computed w = key.window;
                byPartition
                        .computeIfAbsent(key.partitionBy, _ -> new ArrayList<>())
                        .add(
                                new Computed(
                                        name,
                                        w.function(),
                                        w.arguments(),
                                        w.options(),
                                        w.filter(),
                                        w.orderBy(),
                                        w.type()));
            }
        });
        BoundPlan result = plan;
        for (var entry : byPartition.entrySet()) {
            // Users' functions are in nodes of their own: not every engine has them.
            var own = new ArrayList<Computed>();
            var users = new ArrayList<Computed>();
            entry.getValue().forEach(computed -> (isUsers(computed) ? users : own).add(computed));
            result = own.isEmpty() ? result : new BoundPlan.Window(result, entry.getKey(), own);
            result = users.isEmpty() ? result : new BoundPlan.Window(result, entry.getKey(), users);
        }
        return result;
    }

    private BoundPlan lists(BoundPlan plan, int level) {
        var parts = new ArrayList<BoundPlan>();
        parts.add(plan);
        lists.forEach((key, name) -> {
            if (level(name) == level + 1) {
                parts.add(key.groups.over(plan, key.column, name));
            }
        });
        return parts.size() == 1 ? plan : ProjectBinder.zip(parts, BoundPlan.Heights.EQUAL);
    }

    private static boolean isUsers(Computed computed) {
        return computed.function() instanceof Function.OfUserForGroups
                || computed.function() instanceof Function.OfUserForSeries;
    }

    /// The columns of `schema`, passed through.
    static List<Output> passed(Schema schema) {
        var outputs = new ArrayList<Output>();
        for (Field field : schema.fields()) {
            outputs.add(new Output(field, new BoundExpr.Ref(field.name(), field.type())));
        }
        return outputs;
    }

    private int level(BoundExpr expression) {
        if (expression instanceof BoundExpr.Ref(String name, _)) {
            return level(name);
        }
        return expression.children().stream().mapToInt(this::level).max().orElse(0);
    }

    private int level(WindowKey key) {
        var read = new ArrayList<>(key.partitionBy);
        read.addAll(key.window.arguments());
        key.window.orderBy().forEach(k -> read.add(k.column()));
        if (key.window.filter() != null) {
            read.add(key.window.filter());
        }
        return read.stream().mapToInt(this::level).max().orElse(0);
    }

    private int level(String column) {
        return levels.getOrDefault(column, 0);
    }

    /// The names of the user's columns.
    Set<String> names() {
        return Set.copyOf(input.schema().names());
    }
}
