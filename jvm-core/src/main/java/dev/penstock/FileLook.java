package dev.penstock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How a file looks from outside. A file that was written again looks different: its size, the time of the change in
/// nanoseconds, or, when another file took its place, its number on the disk. Whoever sets the time back changes the
/// time at which the file's record was changed.
///
/// @param identity the device and the number on it, where the system has them
/// @param recordChangedNanoseconds 0 where the system does not say
record FileLook(
        Path path, long bytes, long modifiedNanoseconds, @Nullable Object identity, long recordChangedNanoseconds) {
    /// @throws IOException for a file that cannot be looked at
    static FileLook of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileLook(
                path.toAbsolutePath(),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                attributes.fileKey(),
                recordChanged(path));
    }

    private static long recordChanged(Path path) throws IOException {
        boolean known = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        return known && Files.getAttribute(path, "unix:ctime") instanceof FileTime time
                ? time.to(TimeUnit.NANOSECONDS)
                : 0;
    }
}
