package dev.penstock.security;

/// What of a text counts: texts that differ only in the rest have the same digest. All but [#EXACT] bring it to
/// Unicode's form NFC and cut white space off both ends.
public enum TextRule {
    /// All of it, byte by byte.
    EXACT,
    /// All but white space at the ends.
    TEXT,
    /// Not whether letters are small or large.
    UPPER,
    /// The same with small letters, as addresses of mail are written.
    LOWER,
    /// The digits, without the spaces, hyphens and points between them; other characters are an error.
    DIGITS
}
