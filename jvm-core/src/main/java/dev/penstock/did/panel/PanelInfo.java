package dev.penstock.did.panel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a table is like, before anything is estimated. Units are those of the rows that lack nothing; without ids each
/// row is one.
///
/// @param rows of the table
/// @param rowsUsed rows that estimation uses; 0 when it fails
/// @param periods all that are seen, ascending
/// @param groups each first treated period and its units, ascending, 0 for never as it is given
/// @param neverTreated units, those whose group lies behind the data included
/// @param alwaysTreated units that are treated from the first period on
/// @param afterData units whose group lies behind the data
/// @param balanced whether every unit is seen in every period
/// @param incomplete units that miss periods
/// @param leastPeriods how many periods the unit with the fewest has; 0 when there is no unit, as for the next two
/// @param gaps whether periods are unevenly spaced
/// @param duplicates whether a unit is there twice in a period
/// @param groupConstant whether each unit has one group
/// @param weightsVary whether some unit has different weights in different periods
/// @param droppedByColumn values that rows are left out for; a row that lacks two is counted with both
/// @param smallGroups groups with few units for so many covariates
/// @param kind how estimation takes the table
/// @param suggestion what to change; null when there is nothing to say
public record PanelInfo(
        long rows,
        long rowsUsed,
        long units,
        List<Long> periods,
        Map<Long, Long> groups,
        long neverTreated,
        long alwaysTreated,
        long afterData,
        boolean balanced,
        long incomplete,
        long leastPeriods,
        double medianPeriods,
        long mostPeriods,
        boolean crossSections,
        boolean gaps,
        boolean duplicates,
        boolean groupConstant,
        boolean weightsVary,
        Map<String, Long> droppedByColumn,
        List<Long> smallGroups,
        long clusters,
        Kind kind,
        @Nullable String suggestion) {}
