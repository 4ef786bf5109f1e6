package dev.penstock;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// A private folder of this process for what does not fit into memory. Its name carries the process id, so that what a
/// killed process left behind is removed by the next one.
final class SpillFolder implements AutoCloseable {
    private static final String PREFIX = "penstock-";

    private final Path path;

    private SpillFolder(Path path) {
        this.path = path;
    }

    /// Makes a folder in `parent` and removes those of processes that are gone.
    ///
    /// @throws PenstockException with code IO when the folder cannot be made
    static SpillFolder create(Path parent) {
        try {
            Files.createDirectories(parent);
            removeLeftovers(parent);
            return new SpillFolder(makeFolder(parent));
        } catch (IOException e) {
            throw new PenstockException(
                            ErrorCode.IO, "the spill folder cannot be made in " + parent + ": " + e.getMessage(), e)
                    .hint("set spill_dir to a folder that can be written");
        }
    }

    /// A new folder that only its owner may look into. `Files.createTempDirectory` would do, but asks for secure random
    /// numbers, whose machinery costs the start of a process 50 ms; a folder that is there already is never taken.
    private static Path makeFolder(Path parent) throws IOException {
        boolean posix = parent.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0];
        String prefix = PREFIX + ProcessHandle.current().pid() + "-";
        while (true) {
            try {
                return Files.createDirectory(parent.resolve(prefix + Long.toHexString(System.nanoTime())), attributes);
            } catch (FileAlreadyExistsException _) {
                // The clock has moved on by the next attempt.
            }
        }
    }

    Path path() {
        return path;
    }

    private static void removeLeftovers(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.filter(SpillFolder::isLeftover).toList()) {
                remove(folder);
            }
        }
    }

    private static boolean isLeftover(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        String pid = name.substring(PREFIX.length()).split("-", 2)[0];
        return pid.chars().allMatch(Character::isDigit)
                && !pid.isEmpty()
                && ProcessHandle.of(Long.parseLong(pid)).map(process -> !process.isAlive()).orElse(true);
    }

    /// Removes what can be removed: another process may be doing the same.
    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.deleteIfExists(file);
                        } catch (IOException _) {
                            // Somebody else removes it, or it stays for the next process.
                        }
                    });
        } catch (IOException | UncheckedIOException _) {
            // Already gone.
        }
    }

    @Override
    public void close() {
        remove(path);
    }
}
