package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/// A file that appears when it is complete, or not at all: it is written beside its place under a hidden name, brought
/// to the disk, and renamed. What stood there before stays until then, and stays when the writing fails.
///
/// Only files replace files: a device, a pipe or a socket at the place would be gone for all who use it.
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final boolean isFolder;
    private boolean committed;

    private AtomicFile(Path target, Path temporary, boolean isFolder) {
        this.target = target;
        this.temporary = temporary;
        this.isFolder = isFolder;
    }

    /// Makes room for a folder of files, which must not be there yet, or be empty.
    ///
    /// @throws PenstockException with code IO for a folder that has files already, and for what is no folder
    public static AtomicFile createFolder(Path target, boolean makeFolders) {
        Path place = target.toAbsolutePath();
        requireReplaceable(place, true);
        return beside(place, makeFolders, true);
    }

    /// Makes room for `target`; nothing is written yet.
    ///
    /// @param makeFolders whether folders that are missing are made
    /// @throws PenstockException with code IO_NOT_FOUND for a folder that is not there, IO for a target that is one, or
    ///   a device, a pipe or a socket
    public static AtomicFile create(Path target, boolean makeFolders) {
        Path place = target.toAbsolutePath();
        // A link stays a link: what it points to is replaced.
        try {
            place = Files.isSymbolicLink(place) ? place.toRealPath() : place;
        } catch (IOException _) {
            // A link to nothing is replaced itself.
        }
        requireReplaceable(place, false);
        return beside(place, makeFolders, false);
    }

    private static void requireReplaceable(Path place, boolean byFolder) {
        if (!Files.exists(place)) {
            return;
        }
        if (!Files.isRegularFile(place) && !Files.isDirectory(place)) {
            throw new PenstockException(
                            ErrorCode.IO, place + " is a device, a pipe or a socket, and no file may take its place")
                    .hint("write to a path of a file, or hand over an open file in place of the path");
        }
        if (byFolder) {
            requireEmptyFolder(place);
        } else if (Files.isDirectory(place)) {
            throw new PenstockException(ErrorCode.IO, place + " is a folder, and a file is to be written")
                    .hint("add the file's name to the path");
        }
    }

    private static void requireEmptyFolder(Path place) {
        try (Stream<Path> entries = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
            if (entries.findAny().isPresent()) {
                throw new PenstockException(ErrorCode.IO, place + " is there already")
                        .hint("remove it first, or write to another folder");
            }
        } catch (IOException e) {
            throw FileErrors.of(place, e);
        }
    }

    private static AtomicFile beside(Path place, boolean makeFolders, boolean isFolder) {
        Path folder = place.getParent();
        if (folder == null) {
            throw new PenstockException(ErrorCode.IO, place + " cannot be written");
        }
        try {
            if (makeFolders) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw FileErrors.of(folder, e);
        }
        if (!Files.isDirectory(folder)) {
            throw new PenstockException(ErrorCode.IO_NOT_FOUND, "there is no folder " + folder)
                    .hint("make it first, or pass mkdir=True");
        }
        String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        return new AtomicFile(place, folder.resolve("." + place.getFileName() + "." + unique + ".tmp"), isFolder);
    }

    /// Where to write.
    public Path temporary() {
        return temporary;
    }

    /// Opens the temporary file for writing. The caller closes the channel.
    public FileChannel open() throws IOException {
        return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// Brings the temporary file to the disk and puts it in its place.
    ///
    /// @throws PenstockException with code IO when the disk refuses, or when something came to the place meanwhile that
    ///   must not be replaced; what is there is then still there
    public void commit() {
        requireReplaceable(target, isFolder);
        try {
            try (Stream<Path> files = Files.walk(temporary)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    force(file, true);
                }
            }
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
            committed = true;
            Path folder = target.getParent();
            if (folder != null) {
                force(folder, false);
            }
        } catch (IOException e) {
            throw FileErrors.of(target, e);
        }
    }

    private static void force(Path path, boolean needed) throws IOException {
        StandardOpenOption mode = needed ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot open folders; the rename is then as durable as they make it.
            if (needed) {
                throw e;
            }
        }
    }

    /// Removes the temporary file unless it was committed.
    @Override
    public void close() {
        if (!committed) {
            try (Stream<Path> files = Files.exists(temporary) ? Files.walk(temporary) : Stream.<Path>empty()) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException _) {
                // The error that led here says more.
            }
        }
    }
}
