package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.Nearest;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What goes wrong with files, in words that say which one and what to do.
public final class FileErrors {
    private static final int LOOKED_AT = 1_000;

    private FileErrors() {}

    /// The error for a failure of reading or writing `path`.
    public static PenstockException of(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return missing(path);
        }
        if (failure instanceof AccessDeniedException) {
            return new PenstockException(ErrorCode.IO, "no permission for " + path, failure)
                    .hint("check who owns the file and its folder");
        }
        String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        String text = reason == null ? failure.toString() : reason;
        var error = new PenstockException(ErrorCode.IO, path + ": " + text, failure);
        return text.contains("No space left") || text.contains("quota")
                ? error.hint("free space on that disk, or write elsewhere")
                : error;
    }

    /// The error for a path that is not there, with the nearest names in its folder.
    public static PenstockException missing(Path path) {
        var error = new PenstockException(ErrorCode.IO_NOT_FOUND, "there is no file " + path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || path.getFileName() == null) {
            return error;
        }
        if (!Files.isDirectory(folder)) {
            return error.hint("there is no folder " + folder + " either");
        }
        List<String> near = Nearest.to(path.getFileName().toString(), names(folder));
        return near.isEmpty() ? error : error.hint("its folder has " + String.join(", ", near));
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.limit(LOOKED_AT).map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
