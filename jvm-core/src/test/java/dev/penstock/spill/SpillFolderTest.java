package dev.penstock.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules for files of our own: who may read them, where they lie, and who removes them.
class SpillFolderTest {
    @TempDir Path parent;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void onlyItsOwnerLooksIntoTheFolderAndItsFiles() throws IOException {
        try (SpillFolder folder = SpillFolder.create(parent, 1 << 20)) {
            Path file = folder.newFile();
            SpillFolder.create(file).close();
            assertThat(folder.path()).hasParent(parent);
            assertThat(permissions(folder.path())).isEqualTo("rwx------");
            assertThat(permissions(file)).isEqualTo("rw-------");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aFileThatIsThereAlreadyIsNotTaken() throws IOException {
        try (SpillFolder folder = SpillFolder.create(parent, 1 << 20)) {
            Path file = folder.newFile();
            Files.createSymbolicLink(file, parent.resolve("elsewhere"));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> SpillFolder.create(file)))
                    .isInstanceOf(IOException.class);
            assertThat(parent.resolve("elsewhere")).doesNotExist();
        }
    }

    /// No process has so high a number.
    @Test
    void whatADeadProcessLeftIsRemovedAndNothingElse() throws IOException {
        long dead = Integer.MAX_VALUE - 1L;
        Path left = Files.createDirectories(parent.resolve("penstock-" + dead + "-abc/deeper"));
        Files.writeString(left.resolve("rows"), "x");
        Path own = Files.createDirectory(parent.resolve("penstock-" + ProcessHandle.current().pid() + "-abc"));
        Path other = Files.createDirectory(parent.resolve("penstock-notes"));
        Path others = Files.createDirectory(parent.resolve("data-" + dead + "-abc"));
        try (SpillFolder folder = SpillFolder.create(parent, 1 << 20)) {
            assertThat(left.getParent()).doesNotExist();
            assertThat(own).exists();
            assertThat(other).exists();
            assertThat(others).exists();
            assertThat(folder.path()).exists();
        }
    }

    @Test
    void removingFollowsNoLinks() throws IOException {
        Path kept = Files.writeString(parent.resolve("kept"), "x");
        Path left = Files.createDirectory(parent.resolve("penstock-" + (Integer.MAX_VALUE - 1L) + "-abc"));
        Files.createSymbolicLink(left.resolve("link"), kept);
        SpillFolder.create(parent, 1 << 20).close();
        assertThat(left).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        SpillFolder folder = SpillFolder.create(parent, 1 << 20);
        try (FileChannel file = SpillFolder.create(folder.newFile())) {
            assertThat(file.isOpen()).isTrue();
            folder.close();
        }
        folder.close();
        assertThat(parent).isEmptyDirectory();
    }
}
