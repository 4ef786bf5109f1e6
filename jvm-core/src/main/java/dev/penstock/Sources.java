package dev.penstock;

import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;

/// Where the frames and streams that plans name by handle are found.
public interface Sources {
    /// @throws dev.penstock.error.PenstockException with code HANDLE_EXPIRED when there is none
    Frame frame(String handle);

    /// The stream moves to the caller.
    ///
    /// @throws dev.penstock.error.PenstockException with code HANDLE_EXPIRED when there is none
    BatchStream takeStream(String handle);

    /// The schema of a stream that nobody has taken yet.
    ///
    /// @throws dev.penstock.error.PenstockException with code HANDLE_EXPIRED when there is none
    Schema streamSchema(String handle);

    /// No frames and no streams.
    static Sources none() {
        return new Sources() {
            @Override
            public Frame frame(String handle) {
                throw expired(handle);
            }

            @Override
            public BatchStream takeStream(String handle) {
                throw expired(handle);
            }

            @Override
            public Schema streamSchema(String handle) {
                throw expired(handle);
            }
        };
    }

    /// The error for a handle without an object.
    static PenstockException expired(String handle) {
        return new PenstockException(ErrorCode.HANDLE_EXPIRED, "there is no frame or stream " + handle);
    }
}
