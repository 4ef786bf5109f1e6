package dev.penstock.benefits.additions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a list of texts. Each comes with its length, so that no two lists look alike.
final class Fingerprint {
    private final MessageDigest digest;

    /// @param kind tells fingerprints of one kind from those of others
    Fingerprint(String kind) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        add(kind);
    }

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
        return this;
    }

    Fingerprint add(long number) {
        return add(Long.toString(number));
    }

    /// 64 hexadecimal digits.
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
