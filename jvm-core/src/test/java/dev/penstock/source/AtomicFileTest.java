package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a file that is written takes the place of, and what it leaves alone.
class AtomicFileTest {
    @TempDir Path folder;

    @Test
    void aFileReplacesAFileWhenItIsComplete() throws IOException {
        Path target = Files.writeString(folder.resolve("a"), "old");
        try (AtomicFile file = AtomicFile.create(target, false)) {
            Files.writeString(file.temporary(), "new");
            assertThat(target).hasContent("old");
            file.commit();
        }
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aSocketIsReplacedByNeitherAFileNorAFolder() throws IOException {
        Path target = folder.resolve("a");
        try (var _ = socket(target)) {
            refused(() -> AtomicFile.create(target, false), "a is a device, a pipe or a socket");
            refused(() -> AtomicFile.createFolder(target, false), "a is a device, a pipe or a socket");
            assertThat(names()).containsExactly("a");
        }
    }

    @Test
    void aLinkToASocketIsNoLinkToAFile() throws IOException {
        Path target = folder.resolve("a");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (var _ = socket(target)) {
            refused(() -> AtomicFile.create(link, false), "a is a device, a pipe or a socket");
        }
    }

    @Test
    void aLinkToNothingIsReplaced() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
        try (AtomicFile file = AtomicFile.create(link, false)) {
            Files.writeString(file.temporary(), "new");
            file.commit();
        }
        assertThat(link).isRegularFile().hasContent("new");
    }

    @Test
    void aSocketThatComesWhileTheFileIsWrittenStays() throws IOException {
        Path target = folder.resolve("a");
        try (AtomicFile file = AtomicFile.create(target, false)) {
            Files.writeString(file.temporary(), "new");
            try (var _ = socket(target)) {
                refused(file::commit, "a is a device, a pipe or a socket");
                assertThat(Files.isRegularFile(target)).isFalse();
            }
        }
        assertThat(names()).containsExactly("a");
    }

    @Test
    void aFileNeedsANameThatNoFolderHas() throws IOException {
        Path target = Files.createDirectory(folder.resolve("a"));
        refused(() -> AtomicFile.create(target, false), "a is a folder");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aFolderReplacesOnlyAnEmptyFolder() throws IOException {
        Path target = Files.createDirectory(folder.resolve("a"));
        try (AtomicFile file = AtomicFile.createFolder(target, false)) {
            Files.createDirectory(file.temporary());
            Files.writeString(file.temporary().resolve("part"), "new");
            file.commit();
        }
        assertThat(target.resolve("part")).hasContent("new");
        refused(() -> AtomicFile.createFolder(target, false), "a is there already");
        refused(() -> AtomicFile.createFolder(target.resolve("part"), false), "part is there already");
    }

    private static void refused(ThrowingCallable attempt, String why) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.IO);
                            assertThat(e).hasMessageContaining(why);
                            assertThat(e.hint()).isNotBlank();
                        });
    }

    /// Something that has a path and is no file, on every system with sockets.
    private static ServerSocketChannel socket(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
