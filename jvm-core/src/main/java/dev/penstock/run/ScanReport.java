package dev.penstock.run;

import java.util.List;

/// What a scan of files read and what it left out, as a value.
///
/// @param subject the files, as the plan names them
/// @param rowGroupsKept how many row groups were read
/// @param rowGroups how many there are in the files that were opened
/// @param partitionsKept how many of the folders' combinations of values were read; [#UNKNOWN] when the engine did not
///   say
/// @param partitions how many were met; 0 without such folders
public record ScanReport(String subject, long rowGroupsKept, long rowGroups, long partitionsKept, long partitions) {
    /// Nobody knows how many.
    public static final long UNKNOWN = -1;

    /// The same report; folders that the engine did not tell are those that another one, of the same scan, keeps.
    public ScanReport completed(List<ScanReport> others) {
        return partitionsKept != UNKNOWN
                ? this
                : others.stream()
                        .filter(other -> other.subject.equals(subject) && other.partitions == partitions)
                        .findFirst()
                        .map(other ->
                                new ScanReport(subject, rowGroupsKept, rowGroups, other.partitionsKept, partitions))
                        .orElse(this);
    }

    /// In words: "row groups 3/163, partitions 1/2".
    public String text() {
        return "row groups "
                + rowGroupsKept
                + "/"
                + rowGroups
                + (partitions == 0
                        ? ""
                        : ", partitions " + (partitionsKept == UNKNOWN ? "?" : partitionsKept) + "/" + partitions);
    }
}
