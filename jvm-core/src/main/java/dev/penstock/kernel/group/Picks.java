package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// One row of each group, picked by a rule: the result is what stands in one of its columns, of any type.
final class Picks implements PreparedResult {
    static final int NONE = -1;

    /// Picks a row of a group.
    interface Rule {
        /// The place of the row in `group`, which has the rows of a group in order; [#NONE] for none.
        long pick(Selection group);
    }

    /// Makes a rule, when all rows are there.
    interface Maker {
        /// @param room whose memory must outlast the rule
        Rule rule(RowsByGroup rows, Assembly room);
    }

    private final RowsByGroup rows;
    private final int column;
    private final Maker maker;
    private final Slots picked;
    private final Assembly room;

    /// @param column which the result is taken from
    Picks(RowsByGroup rows, int column, Maker maker, Allocator allocator) {
        this.rows = rows;
        this.column = column;
        this.maker = maker;
        this.picked = new Slots(allocator, Integer.BYTES, NONE);
        this.room = new Assembly(allocator);
    }

    /// The first row, or the last.
    ///
    /// @param ignoreNulls whether nulls are passed over
    static Maker end(int column, boolean last, boolean ignoreNulls) {
        return (rows, room) -> {
            Bitmap known = ignoreNulls ? known(rows, column, room) : Bitmap.allSet(rows.column(column).length());
            return group -> {
                for (long i = 0; i < group.count(); i++) {
                    long at = last ? group.count() - 1 - i : i;
                    if (known.get(group.row(at))) {
                        return at;
                    }
                }
                return NONE;
            };
        };
    }

    /// The row with the smallest or largest value in a column; nulls do not count, and of equal ones the first does.
    ///
    /// @param column of a type that [Preference] handles
    static Maker extreme(int column, boolean largest) {
        return (rows, room) -> {
            Bitmap known = known(rows, column, room);
            Preference preference = Preference.of(rows.column(column).data(), largest, room);
            return group -> {
                long best = NONE;
                for (long i = 0; i < group.count(); i++) {
                    long row = group.row(i);
                    if (known.get(row) && (best < 0 || preference.before(row, group.row(best)))) {
                        best = i;
                    }
                }
                return best;
            };
        };
    }

    private static Bitmap known(RowsByGroup rows, int column, Assembly room) {
        ArrayData data = rows.column(column).data();
        return GroupedColumn.knownRows(data, room.room(Bitmaps.bytes(data.length())));
    }

    @Override
    public List<Runnable> prepare(int parts, Runnable check) {
        picked.grow(rows.groups());
        Rule rule = maker.rule(rows, room);
        var chores = new ArrayList<Runnable>();
        for (GroupRange range : rows.ranges(parts)) {
            chores.add(() -> pick(rule, range, check));
        }
        return chores;
    }

    private void pick(Rule rule, GroupRange range, Runnable check) {
        for (long group = range.from(); group < range.to(); group++) {
            if ((group & 0xFF) == 0) {
                check.run();
            }
            picked.putInt(group, (int) rule.pick(rows.rows(group, group + 1)));
        }
    }

    /// The place in its group of the row that was picked; negative for none.
    int place(long group) {
        return picked.getInt(group);
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Allocator allocator = assembly.allocator();
        try (Block chosen = allocator.allocate(Selection.bytes(groups.count()))) {
            for (long i = 0; i < groups.count(); i++) {
                int group = groups.row(i);
                int place = place(group);
                int row = place < 0 ? NONE : rows.rows(group, group + 1L).row(place);
                Native.putInt(chosen.address() + (i << 2), row);
            }
            var selection = new Selection(chosen.address(), groups.count(), true);
            Column values = Gather.column(rows.column(column), selection, allocator);
            assembly.adopt(values.transferLease());
            return values.data();
        }
    }

    @Override
    public void close() {
        picked.close();
        room.close();
    }
}
