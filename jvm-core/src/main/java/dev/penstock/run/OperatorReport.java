package dev.penstock.run;

import java.util.List;
import java.util.Map;

/// What one operator of a foreign engine did in a run, as a value.
///
/// @param name as that engine calls it
/// @param details what the engine says of it, by what that is
/// @param rows that it delivered
/// @param bytes of those rows
/// @param nanoseconds of work, of all threads together, without that of the operators below
/// @param rowGroupsKept of files that it read; 0 for one that reads none
/// @param rowGroups that these files have
/// @param inputs whose rows it took
public record OperatorReport(
        String name,
        Map<String, String> details,
        long rows,
        long bytes,
        long nanoseconds,
        long rowGroupsKept,
        long rowGroups,
        List<OperatorReport> inputs) {}
