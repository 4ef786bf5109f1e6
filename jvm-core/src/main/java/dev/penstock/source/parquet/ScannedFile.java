package dev.penstock.source.parquet;

import java.util.List;

/// A file of a scan, open as long as one of its row groups is being read.
final class ScannedFile {
    private final ParquetFile file;
    private final int number;
    private final List<String> folders;
    private int users = 1;

    /// Adopts the file.
    ///
    /// @param number its place among the files of the scan
    /// @param folders the values of the folders' columns, null for null
    ScannedFile(ParquetFile file, int number, List<String> folders) {
        this.file = file;
        this.number = number;
        this.folders = folders;
    }

    ParquetFile file() {
        return file;
    }

    int number() {
        return number;
    }

    List<String> folders() {
        return folders;
    }

    /// Another user of the file.
    synchronized ScannedFile enter() {
        users++;
        return this;
    }

    synchronized void leave() {
        users--;
        if (users == 0) {
            file.close();
        }
    }
}
