package dev.penstock.operator;

import dev.penstock.spill.HashParts;

/// The first bits of hashes: those of all rows of a part, of a part of a part, and so on.
///
/// @param bits how many, 0 for all hashes
/// @param value of these bits
record HashPrefix(int bits, long value) {
    static final HashPrefix ALL = new HashPrefix(0, 0);

    /// Those of part `part` of the parts that `split` makes of this one.
    HashPrefix then(HashParts split, int part) {
        return new HashPrefix(bits + split.bits(), value << split.bits() | part);
    }

    boolean has(long hash) {
        return bits == 0 || hash >>> (Long.SIZE - bits) == value;
    }
}
