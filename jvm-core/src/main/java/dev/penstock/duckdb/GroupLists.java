package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.column.ListColumn;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.AggregateState;
import dev.penstock.function.Arguments;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.ScalarCall;
import dev.penstock.function.Signature;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An aggregate function as a scalar one, of a list that holds the rows of a group: structs of the arguments.
record GroupLists(AggregateCall call) implements ScalarCall {
    @Override
    public String name() {
        return call.name();
    }

    @Override
    public Signature signature() {
        var fields = new ArrayList<Field>();
        for (DataType type : call.signature().arguments()) {
            fields.add(Field.nullable("a" + fields.size(), type.logical()));
        }
        DataType rows = DataType.listOf(new DataType.StructOf(fields));
        return new Signature(List.of(rows), call.signature().result());
    }

    @Override
    public boolean deterministic() {
        return true;
    }

    @Override
    public String settings() {
        return call.settings();
    }

    /// The rows of a group, as SQL.
    ///
    /// @param arguments of the types of the signature
    static String rows(List<String> arguments, String order) {
        var fields = new ArrayList<String>();
        for (String argument : arguments) {
            fields.add("'a" + fields.size() + "': " + argument);
        }
        return "list({" + String.join(", ", fields) + "}" + order + ")";
    }

    @Override
    public Column apply(List<Column> arguments, long rows, FunctionContext context) {
        Column lists = arguments.getFirst();
        ListColumn groups = ListColumn.of(lists);
        try (AggregateState state = call.open(context)) {
            state.grow((int) rows);
            for (int group = 0; group < rows; group++) {
                if (!groups.isNull(group)) {
                    add(state, lists, groups, group);
                }
            }
            int[] all = new int[(int) rows];
            Arrays.setAll(all, i -> i);
            return state.finish(all);
        }
    }

    private static void add(AggregateState state, Column lists, ListColumn groups, int group) {
        long end = groups.start(group) + groups.size(group);
        for (long from = groups.start(group); from < end; from += Arguments.MOST_ROWS) {
            ArrayData rows = groups.elements().slice(from, Math.min(Arguments.MOST_ROWS, end - from));
            var columns = new ArrayList<Column>();
            try {
                for (int i = 0; i < rows.children().size(); i++) {
                    columns.add(lists.view(rows.childRows(i)));
                }
                int[] ids = new int[(int) rows.length()];
                Arrays.fill(ids, group);
                state.update(columns, ids, ids.length, from);
            } finally {
                Column.closeAll(columns);
            }
        }
    }
}
