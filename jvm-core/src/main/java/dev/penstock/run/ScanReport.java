package dev.penstock.run;

/// What a scan of files read and what it left out, as a value.
///
/// @param subject the files, as the plan names them
/// @param rowGroupsKept how many row groups were read
/// @param rowGroups how many there are in the files that were opened
/// @param partitionsKept how many of the folders' combinations of values were read
/// @param partitions how many were met; 0 without such folders
public record ScanReport(String subject, long rowGroupsKept, long rowGroups, long partitionsKept, long partitions) {
    /// In words: "row groups 3/163, partitions 1/2".
    public String text() {
        return "row groups "
                + rowGroupsKept
                + "/"
                + rowGroups
                + (partitions == 0 ? "" : ", partitions " + partitionsKept + "/" + partitions);
    }
}
