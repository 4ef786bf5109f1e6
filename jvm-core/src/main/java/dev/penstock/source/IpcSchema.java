package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.Base64;

/// Schemas as text: what Parquet files carry under the key `ARROW:schema`, so that types which Parquet lacks come back.
///
/// The text is base64 of an encapsulated Arrow IPC schema message. Source: the Arrow columnar format, "Encapsulated
/// message format"; parquet-cpp and parquet-rs write the same.
public final class IpcSchema {
    /// The key of the text in a Parquet file's metadata.
    public static final String PARQUET_KEY = "ARROW:schema";

    private IpcSchema() {}

    /// The text that describes `schema`; the same for equal schemas.
    ///
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a dictionary of dictionaries, which IPC lacks
    public static String encode(Schema schema) {
        return Base64.getEncoder().encodeToString(Messages.schema(schema));
    }

    /// The schema that `text` describes.
    ///
    /// @throws PenstockException with code IO for a text that is broken, UNSUPPORTED_TYPE for a type that is not known
    public static Schema decode(String text) {
        byte[] message;
        try {
            message = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new PenstockException(ErrorCode.IO, "an Arrow schema that is not base64", e);
        }
        return Messages.readSchema(message).schema();
    }
}
