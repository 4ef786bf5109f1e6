package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Rows put together by the numbers of their partitions, in their order: a counting sort, in slices for many threads.
public final class Buckets {
    private Buckets() {}

    /// Counts the rows of each partition.
    ///
    /// @param ids of `rows` rows, four bytes each
    /// @param counts four bytes for each partition, zero before the first slice
    public static void count(long ids, long rows, long counts) {
        for (long i = 0; i < rows; i++) {
            long at = counts + ((long) Native.getInt(ids + (i << 2)) << 2);
            Native.putInt(at, Native.getInt(at) + 1);
        }
    }

    /// Makes of the counts of all slices the places where their rows go, and writes where each partition begins, and
    /// the end.
    ///
    /// @param counts of each slice
    public static void places(long[] counts, long partitions, long starts) {
        int next = 0;
        for (long partition = 0; partition < partitions; partition++) {
            Native.putInt(starts + (partition << 2), next);
            for (long slice : counts) {
                int count = Native.getInt(slice + (partition << 2));
                Native.putInt(slice + (partition << 2), next);
                next += count;
            }
        }
        Native.putInt(starts + (partitions << 2), next);
    }

    /// Writes rows `from` to `from + rows` to their places.
    ///
    /// @param ids of the first of them on
    /// @param places of the slice, which go on
    public static void put(long ids, long from, long rows, long places, long order) {
        for (long i = 0; i < rows; i++) {
            long at = places + ((long) Native.getInt(ids + (i << 2)) << 2);
            int place = Native.getInt(at);
            Native.putInt(at, place + 1);
            Native.putInt(order + ((long) place << 2), (int) (from + i));
        }
    }
}
