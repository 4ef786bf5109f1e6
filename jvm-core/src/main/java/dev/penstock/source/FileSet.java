package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that a scan names, with the columns that their folders make.
///
/// @param files in the order in which they are read
/// @param hive for each file the values of the folders' columns as text, null for null
/// @param hiveFields the folders' columns
public record FileSet(List<Path> files, List<List<String>> hive, List<Field> hiveFields) {
    /// Finds the files: patterns are matched and folders searched, both sorted by name.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND for a path that is not there, COMPUTE when nothing is left,
    ///   INVALID_OPERATION for a folder of mixed files
    public static FileSet of(Plan.Scan scan) {
        boolean glob = scan.options().flag("glob", true);
        var files = new ArrayList<Path>();
        var relative = new ArrayList<Path>();
        boolean onlyFolders = true;
        for (String path : scan.paths()) {
            Path asWritten = Path.of(path);
            if (Files.isDirectory(asWritten)) {
                for (Path file : below(asWritten)) {
                    files.add(file);
                    relative.add(asWritten.relativize(file));
                }
                continue;
            }
            onlyFolders = false;
            if (glob && Glob.isPattern(path) && !Files.exists(asWritten)) {
                for (Path file : Glob.files(path)) {
                    files.add(file);
                    relative.add(file);
                }
            } else if (Files.exists(asWritten)) {
                files.add(asWritten);
                relative.add(asWritten);
            } else {
                throw FileErrors.missing(asWritten);
            }
        }
        if (files.isEmpty()) {
            throw new PenstockException(ErrorCode.COMPUTE, "there are no files at " + String.join(", ", scan.paths()))
                    .hint("check the pattern, or the folder's content");
        }
        boolean hive =
                scan.options()
                        .flag(
                                "hive_partitioning",
                                onlyFolders
                                        && (scan.format() == Plan.Format.PARQUET || scan.format() == Plan.Format.IPC));
        return hive ? HiveFolders.of(scan, files, relative) : new FileSet(List.copyOf(files), List.of(), List.of());
    }

    /// Files in the folder and below, but for those whose name, or whose folder's name, begins with a point or an
    /// underscore: what writers leave beside their files.
    private static List<Path> below(Path folder) {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files =
                    found.filter(file -> !isHidden(folder.relativize(file)) && Files.isRegularFile(file))
                            .sorted()
                            .toList();
        } catch (IOException e) {
            throw FileErrors.of(folder, e);
        } catch (java.io.UncheckedIOException e) {
            throw FileErrors.of(folder, new IOException(e.getMessage(), e));
        }
        for (Path file : files) {
            if (!extension(file).equals(extension(files.getFirst()))) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "the folder has files of several kinds: " + files.getFirst() + " and " + file)
                        .hint("name the files with a pattern, such as " + folder + "/**/*.parquet");
            }
        }
        return files;
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            if (name.startsWith(".") || (name.startsWith("_") && !name.contains("="))) {
                return true;
            }
        }
        return false;
    }

    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
