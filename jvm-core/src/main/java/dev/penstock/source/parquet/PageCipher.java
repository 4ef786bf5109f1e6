package dev.penstock.source.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Which keys and which place the pages of a column chunk were encrypted under: pages that were moved do not decrypt.
///
/// @param rowGroup the ordinal of the row group
/// @param column the ordinal of the leaf column
record PageCipher(FileCipher file, int rowGroup, int column) {
    /// The dictionary has no number among the pages.
    static final int DICTIONARY = -1;

    /// What a page's header is bound to.
    ///
    /// @param page its number among the data pages of the chunk, or [#DICTIONARY]
    byte[] header(int page) {
        return page == DICTIONARY ? bound(FileCipher.DICTIONARY_PAGE_HEADER) : bound(FileCipher.DATA_PAGE_HEADER, page);
    }

    /// What a page's bytes are bound to.
    byte[] body(int page) {
        return page == DICTIONARY ? bound(FileCipher.DICTIONARY_PAGE) : bound(FileCipher.DATA_PAGE, page);
    }

    private byte[] bound(byte module) {
        return file.bound(module, suffix(2).array());
    }

    private byte[] bound(byte module, int page) {
        return file.bound(module, suffix(3).putShort((short) page).array());
    }

    /// Row group and column, and room for more. Ordinals are 16 bits wide in the format.
    private ByteBuffer suffix(int ordinals) {
        return ByteBuffer.allocate(ordinals * Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) rowGroup)
                .putShort((short) column);
    }
}
