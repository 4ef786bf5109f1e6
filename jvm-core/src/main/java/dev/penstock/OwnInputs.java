package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.source.FileSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Refuses plans that read the file that they write. Its rows would come from a file that is about to be replaced; what
/// a second run makes of it is rarely what was meant.
final class OwnInputs {
    private OwnInputs() {}

    /// @throws PenstockException with code INVALID_OPERATION for such a plan
    static void refuse(BoundPlan plan) {
        if (plan instanceof BoundPlan.Sink sink) {
            Path target = Path.of(sink.path());
            if (Files.exists(target)) {
                var scans = new ArrayList<BoundPlan.FileScan>();
                collect(sink.input(), scans);
                scans.forEach(scan -> check(scan, target));
            }
        }
        plan.inputs().forEach(OwnInputs::refuse);
    }

    private static void collect(BoundPlan plan, List<BoundPlan.FileScan> scans) {
        if (plan instanceof BoundPlan.FileScan scan) {
            scans.add(scan);
        }
        plan.inputs().forEach(input -> collect(input, scans));
    }

    private static void check(BoundPlan.FileScan scan, Path target) {
        for (Path file : FileSet.of(scan.scan()).files()) {
            boolean same;
            try {
                same = Files.isSameFile(file, target) || file.toRealPath().startsWith(target.toRealPath());
            } catch (IOException _) {
                // What cannot be looked at fails with a better error when it is read.
                same = false;
            }
            if (same) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION, "the plan reads " + target + ", which it writes as well")
                        .hint("write to another file, or collect the rows first");
            }
        }
    }
}
