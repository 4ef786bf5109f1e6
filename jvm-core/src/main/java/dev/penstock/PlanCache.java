package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.PenstockException;
import dev.penstock.optimize.Optimizer;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.Plan;
import dev.penstock.plan.ReshapingFunction;
import dev.penstock.source.FileSet;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plans that were bound and optimised, for whoever asks the same again. Thread-safe.
///
/// A plan is known by itself, the rules that are off, and how what it reads looks: the columns and the number of rows
/// of its frames, and the files. Plans that draw at random are made anew each time, as are those that call users'
/// functions or SQL, which may mean something else by now, and those that read streams or write. So are very large
/// ones: a thousand lists of constants would fill the heap.
final class PlanCache {
    private static final int MOST_PLANS = 1_000;

    /// Looking at more files takes longer than binding.
    private static final int MOST_FILES = 64;

    /// How large a plan may be, in expressions, constants and the characters of these.
    private static final long MOST_SIZE = 4_000;

    private final Recent<Key, Known> plans = new Recent<>(MOST_PLANS);

    /// What a plan is known by.
    record Key(Plan plan, Set<String> disabledRules, List<Object> sources) {}

    /// How a frame looks.
    private record FrameLook(String handle, Schema schema, long rows) {}

    /// A plan that is ready to be cut.
    record Known(BoundPlan bound, Optimizer.Optimized optimized, KnownTables tables) {}

    /// The plan as it is known, or as `maker` makes it.
    ///
    /// @param key null for a plan that is made anew each time
    Known get(@Nullable Key key, Supplier<Known> maker) {
        Known known = key == null ? null : plans.get(key);
        if (known == null) {
            known = maker.get();
            if (key != null) {
                plans.put(key, known);
            }
        }
        return known;
    }

    int size() {
        return plans.size();
    }

    /// What the plan is known by; null when it is made anew each time.
    static @Nullable Key key(Plan plan, QueryOptions options, Sources sources) {
        var looks = new ArrayList<Object>();
        if (size(plan) > MOST_SIZE) {
            return null;
        }
        try {
            return look(plan, sources, looks) ? new Key(plan, options.disabledRules(), List.copyOf(looks)) : null;
        } catch (IOException | PenstockException _) {
            // Binding says better what is wrong.
            return null;
        }
    }

    private static long size(Plan plan) {
        return 1
                + plan.inputs().stream().mapToLong(PlanCache::size).sum()
                + plan.expressions().stream().mapToLong(PlanCache::size).sum();
    }

    private static long size(Expr expression) {
        long own = expression instanceof Expr.Literal(_, Object value, _) ? size(value) : 1;
        return own + expression.children().stream().mapToLong(PlanCache::size).sum();
    }

    private static long size(@Nullable Object constant) {
        return switch (constant) {
            case String text -> 1 + text.length();
            case ByteBuffer bytes -> 1 + bytes.remaining();
            case List<?> values -> 1 + values.stream().mapToLong(PlanCache::size).sum();
            case null, default -> 1;
        };
    }

    private static boolean look(Plan plan, Sources sources, List<Object> looks) throws IOException {
        switch (plan) {
            case Plan.InMemory(String handle) -> {
                var frame = sources.frame(handle);
                looks.add(new FrameLook(handle, frame.schema(), frame.rows()));
            }
            case Plan.Scan scan -> {
                List<Path> files = FileSet.of(scan).files();
                if (files.size() > MOST_FILES) {
                    return false;
                }
                for (Path file : files) {
                    looks.add(FileLook.of(file));
                }
            }
            case Plan.Stream _, Plan.Sql _, Plan.TableCall _, Plan.Sink _ -> {
                return false;
            }
            case Plan.Sample sample when sample.seed() == null -> {
                return false;
            }
            default -> {}
        }
        for (Plan input : plan.inputs()) {
            if (!look(input, sources, looks)) {
                return false;
            }
        }
        return plan.expressions().stream().allMatch(PlanCache::isRepeatable);
    }

    private static boolean isRepeatable(Expr expression) {
        boolean own =
                switch (expression) {
                    case Expr.Apply _ -> false;
                    case Expr.Call(ReshapingFunction function, _, var options) ->
                            (function != ReshapingFunction.SAMPLE && function != ReshapingFunction.SHUFFLE)
                                    || options.integer("seed") != null;
                    case Expr.Call(ListFunction function, _, var options) ->
                            function != ListFunction.SAMPLE || options.integer("seed") != null;
                    default -> true;
                };
        return own && expression.children().stream().allMatch(PlanCache::isRepeatable);
    }
}
