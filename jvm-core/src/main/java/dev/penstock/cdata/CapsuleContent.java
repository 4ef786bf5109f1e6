package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.cdata.CStruct.CStream;
import dev.penstock.memory.Native;

/// The three structs as they travel in PyCapsules.
///
/// Source: "The Arrow PyCapsule Interface", capsule structure.
public enum CapsuleContent {
    SCHEMA("arrow_schema", CSchema.RELEASE),
    ARRAY("arrow_array", CArray.RELEASE),
    STREAM("arrow_array_stream", CStream.RELEASE);

    private final String capsuleName;
    private final int releaseOffset;

    CapsuleContent(String capsuleName, int releaseOffset) {
        this.capsuleName = capsuleName;
        this.releaseOffset = releaseOffset;
    }

    /// What a capsule with this struct is called.
    public String capsuleName() {
        return capsuleName;
    }

    /// Calls the release callback of the struct at `address`, unless it was released or moved away.
    public void releaseIfOpen(long address) {
        long release = Native.getLong(address + releaseOffset);
        if (release != 0) {
            CMemory.callVoid(release, address);
        }
    }
}
