package dev.penstock.function;

import dev.penstock.type.DataType;
import java.util.List;

/// One value for the rows of each group, written in Java. Found and called as a [ScalarFunction] is; [FoldFunction] is
/// the shorter way.
///
/// Workers group their own rows side by side, each with [Groups] of its own, and what they have is merged at the end.
///
/// @param <C> the settings, a record; [NoSettings] when there are none
public interface AggregateFunction<C extends Record> {
    /// See [ScalarFunction#name].
    String name();

    Class<C> configType();

    /// See [ScalarFunction#signatures].
    default List<Signature> signatures(C config) {
        return List.of();
    }

    /// See [ScalarFunction#bind].
    default Signature bind(C config, List<DataType> arguments) {
        return Signatures.choose(name(), signatures(config), arguments);
    }

    /// Whether rows on which an argument is null are left out.
    default boolean strict() {
        return true;
    }

    /// Room for one worker's groups; none yet.
    Groups open(C config, Signature signature);

    /// What the rows of groups come to so far. Groups are numbered from 0 on. One thread at a time calls it.
    interface Groups {
        /// From now on there are the groups below `groups`; new ones have no rows yet.
        void grow(int groups);

        /// Adds rows, at most [Arguments#MOST_ROWS], to their groups.
        ///
        /// @param groups the group of each row, for the first [Arguments#rows] places
        void update(Arguments rows, int[] groups);

        /// Adds group `from[i]` of `other`, which comes from the same function and the same settings, to group `to[i]`.
        void merge(Groups other, int[] from, int[] to);

        /// Answers one row for each of `groups`: row `i` for group `groups[i]`.
        void finish(int[] groups, Answer answer);
    }
}
