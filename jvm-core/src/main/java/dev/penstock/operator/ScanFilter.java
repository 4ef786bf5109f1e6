package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.FixedColumn;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.optimize.Columns;
import dev.penstock.run.NodeCounter;
import dev.penstock.source.parquet.RowFilter;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A predicate, and joins that drop rows, as what decides which rows of a scan stay.
final class ScanFilter implements RowFilter {
    /// What is done with rows that have passed some tests.
    ///
    /// @param program null when their columns are handed on as they are
    private record Rest(Schema reads, @Nullable RowProgram program) {}

    private final ScanPredicate predicate;
    private final Schema seen;
    private final Schema kept;
    private final CoreRun run;
    private final NodeCounter scanned;
    private final List<PartnerFilter> partners = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private final Map<Long, Rest> rests = new HashMap<>();
    private final @Nullable RowProgram[] tests;

    /// @param joins in the order in which they are asked
    /// @param seen the columns that the predicate and the joins read, and last the rows' numbers
    /// @param kept those of them that are wanted or that joins read, in the types in which they are, and last the rows'
    ///   numbers
    /// @param scanned counts the rows that the filter looks at
    ScanFilter(
            ScanPredicate predicate, List<Partners> joins, Schema seen, Schema kept, CoreRun run, NodeCounter scanned) {
        this.predicate = predicate;
        this.seen = seen;
        this.kept = kept;
        this.run = run;
        this.scanned = scanned;
        tests = new RowProgram[predicate.tests().size()];
        try {
            for (Partners join : joins) {
                partners.add(new PartnerFilter(join, join.join().build().allocator()));
                keys.addAll(join.keys());
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    @Override
    public List<Field> tests() {
        return predicate.tests().stream().map(ScanPredicate.Test::field).toList();
    }

    @Override
    public byte[] passing(int test, Column values) {
        Field field = predicate.tests().get(test).field();
        var passing = new byte[Math.toIntExact(values.length())];
        try (Batch batch = new Batch(new Schema(List.of(field)), values.length(), List.of(values.share()))) {
            Selection chosen = test(test).select(batch, 0, passing.length);
            if (chosen == null) {
                Arrays.fill(passing, (byte) 1);
            } else {
                for (long i = 0; i < chosen.count(); i++) {
                    passing[chosen.row(i)] = 1;
                }
            }
        }
        return passing;
    }

    private RowProgram test(int number) {
        RowProgram known = tests[number];
        if (known == null) {
            ScanPredicate.Test test = predicate.tests().get(number);
            known = program(new Schema(List.of(test.field())), test.predicate(), null);
            tests[number] = known;
        }
        return known;
    }

    private RowProgram program(Schema schema, @Nullable BoundExpr filter, @Nullable Schema outputs) {
        var nodes = new ArrayList<BoundPlan>();
        BoundPlan below = new BoundPlan.FrameScan("rows", schema);
        if (filter != null) {
            below = new BoundPlan.Filter(below, filter);
            nodes.add(below);
        }
        if (outputs != null) {
            List<BoundPlan.Output> same =
                    outputs.fields().stream()
                            .map(field -> new BoundPlan.Output(field, new BoundExpr.Ref(field.name(), field.type())))
                            .toList();
            nodes.add(new BoundPlan.Project(below, same, outputs));
        }
        return new RowProgram(nodes, schema, run.context().allocator(), run.context().cancellation());
    }

    @Override
    public void see(long rows) {
        scanned.add(rows, 0);
    }

    @Override
    public Schema reads(long passed) {
        return rest(passed).reads;
    }

    private Rest rest(long passed) {
        return rests.computeIfAbsent(passed, this::makeRest);
    }

    private Rest makeRest(long passed) {
        BoundExpr left = predicate.left(passed);
        Set<String> read = new HashSet<>(keys);
        if (left == null) {
            // Nothing looks at the columns in another type than they are wanted in.
            return new Rest(some(kept, read), null);
        }
        read.addAll(Columns.of(left));
        Schema reads = some(seen, read);
        return new Rest(reads, program(reads, left, some(kept, read)));
    }

    /// Those columns of a schema that have one of the names, and its last one.
    private static Schema some(Schema schema, Set<String> names) {
        Field last = schema.fields().getLast();
        return new Schema(
                schema.fields().stream().filter(field -> names.contains(field.name()) || field.equals(last)).toList());
    }

    @Override
    public @Nullable Batch keep(Batch batch, long passed) {
        RowProgram program = rest(passed).program;
        Batch left = program == null ? batch.share() : passing(batch, program, partners.isEmpty() && kept.size() == 1);
        for (PartnerFilter filter : partners) {
            if (left == null) {
                return null;
            }
            try (Batch before = left) {
                left = filter.keep(before);
            }
        }
        return left;
    }

    /// The rows that pass, or null. The numbers of rows that are all there need not be gathered: they are the
    /// selection.
    ///
    /// @param numbersOnly whether nothing but the rows' numbers is kept
    private @Nullable Batch passing(Batch batch, RowProgram program, boolean numbersOnly) {
        int rows = Math.toIntExact(batch.rows());
        Column numbers = batch.column(batch.schema().size() - 1);
        // They ascend, so the last one says whether any is left out.
        if (!numbersOnly || rows == 0 || FixedColumn.of(numbers).getInt(rows - 1) != rows - 1) {
            return program.run(batch, 0, rows);
        }
        Selection chosen = program.select(batch, 0, rows);
        if (chosen == null) {
            return new Batch(kept, rows, List.of(numbers.share()));
        }
        if (chosen.count() == 0) {
            return null;
        }
        long bytes = Selection.bytes(chosen.count());
        try (Assembly assembly = new Assembly(run.context().allocator())) {
            Buffer copy = assembly.buffer(bytes);
            Native.copy(chosen.address(), copy.address(), bytes);
            ArrayData data = ArrayData.flat(kept.field(0).type(), chosen.count(), 0, Buffer.NONE, copy);
            return new Batch(kept, chosen.count(), List.of(assembly.finish(data)));
        }
    }

    @Override
    public void close() {
        partners.forEach(PartnerFilter::close);
        rests.values().forEach(rest -> close(rest.program));
        for (RowProgram test : tests) {
            close(test);
        }
    }

    private static void close(@Nullable RowProgram program) {
        if (program != null) {
            program.close();
        }
    }
}
