package dev.penstock.kernel.join;

/// What places words in a table: their codes, the upper bits of which say where.
///
/// Mixed codes are the words' `bits` bits, pushed to the top and mixed by steps that can all be undone. So a code says
/// all that its word does, and the upper bits need not be stored where the place gives them away.
///
/// @param low subtracted from each word
/// @param bits how many bits a word has then
/// @param mixed whether the codes are mixed; otherwise they are the words, less `low`
record Spread(long low, int bits, boolean mixed) {
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
    private static final long OTHER_ODD = 0xBF58_476D_1CE4_E5B9L;

    long code(long word) {
        return mixed ? mix((word - low) << (Long.SIZE - bits), keep()) : word - low;
    }

    /// The bits that a code may have.
    long keep() {
        return -1L << (Long.SIZE - bits);
    }

    /// The code of a word that lies at the top.
    static long mix(long word, long keep) {
        long code = word * ODD;
        code ^= (code >>> 32) & keep;
        return code * OTHER_ODD;
    }
}
