package dev.penstock.cdata;

/// Where the members of the three C structs lie, in bytes.
///
/// Source: "The Arrow C data interface" and "The Arrow C stream interface", structure definitions, on a 64-bit
/// platform.
final class CStruct {
    private CStruct() {}

    /// `struct ArrowSchema`
    static final class CSchema {
        static final int BYTES = 72;
        static final int FORMAT = 0;
        static final int NAME = 8;
        static final int METADATA = 16;
        static final int FLAGS = 24;
        static final int CHILD_COUNT = 32;
        static final int CHILDREN = 40;
        static final int DICTIONARY = 48;
        static final int RELEASE = 56;
        static final int PRIVATE = 64;

        private CSchema() {}
    }

    /// `struct ArrowArray`
    static final class CArray {
        static final int BYTES = 80;
        static final int LENGTH = 0;
        static final int NULL_COUNT = 8;
        static final int OFFSET = 16;
        static final int BUFFER_COUNT = 24;
        static final int CHILD_COUNT = 32;
        static final int BUFFERS = 40;
        static final int CHILDREN = 48;
        static final int DICTIONARY = 56;
        static final int RELEASE = 64;
        static final int PRIVATE = 72;

        private CArray() {}
    }

    /// `struct ArrowArrayStream`
    static final class CStream {
        static final int BYTES = 40;
        static final int GET_SCHEMA = 0;
        static final int GET_NEXT = 8;
        static final int GET_LAST_ERROR = 16;
        static final int RELEASE = 24;
        static final int PRIVATE = 32;

        private CStream() {}
    }
}
