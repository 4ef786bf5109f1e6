package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Selection;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;

/// The values of a field of a column of structs, or of a field of such a field. Null where one of the structs is.
final class FieldNode extends Node {
    private final int index;
    private final List<Integer> path;
    private final ColumnValues values;
    private final List<Bitmap> structs = new ArrayList<>();
    private long batchStamp = -1;

    private FieldNode(int index, List<Integer> path, DataType type, Kind kind) {
        super(kind);
        this.index = index;
        this.path = path;
        this.values = new ColumnValues(type, kind);
    }

    /// @throws NoKernel unless it is a field of a column, and of a type that kernels compute with
    static Node of(BoundExpr.Call call, Compiler compiler) {
        DataType type = call.type();
        if (type instanceof DataType.Dictionary || type instanceof DataType.RunEndEncoded) {
            throw new NoKernel("a field of " + type);
        }
        var path = new ArrayList<Integer>();
        BoundExpr at = call;
        while (at instanceof BoundExpr.Call inner && inner.function() == StructFunction.FIELD) {
            at = inner.arguments().getFirst();
            path.addFirst(place(at.type(), inner.options().text("name", "")));
        }
        if (!(at instanceof BoundExpr.Ref) || !(compiler.compile(at) instanceof ColumnNode column)) {
            throw new NoKernel("a field of what is no column");
        }
        return new FieldNode(column.index(), path, type, Kind.of(type, "a field"));
    }

    private static int place(DataType type, String name) {
        List<Field> fields = ((DataType.StructOf) type).fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError(name);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (batchStamp != rows.batchStamp()) {
            enter(rows.column(index));
            batchStamp = rows.batchStamp();
        }
        int n = rows.count();
        Selection selection = rows.selection();
        values.validity(selection, rows.from(), to, n);
        values.values(selection, rows.from(), to, n);
        long known = to.mask(0);
        for (Bitmap struct : structs) {
            if (selection == null) {
                BitLanes.load(struct, rows.from(), known, n);
            } else {
                BitLanes.gather(struct, selection, rows.from(), known, n);
            }
            to.keepOnly(known, n);
        }
    }

    private void enter(ArrayData column) {
        structs.clear();
        ArrayData data = column;
        for (int field : path) {
            if (data.countNulls() > 0) {
                structs.add(data.validity());
            }
            data = data.childRows(field);
        }
        values.enter(data);
    }
}
