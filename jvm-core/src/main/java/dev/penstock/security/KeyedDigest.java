package dev.penstock.security;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of one value after the other. For one thread.
final class KeyedDigest {
    static final String ALGORITHM = "HmacSHA256";

    /// How long a digest is.
    static final int BYTES = 32;

    /// Comes first in what is hashed, so that another scheme under the same key has other digests.
    private static final String SCHEME = "penstock.hmac/1";

    /// A Mac costs more to make than a digest. Functions run on few threads, and keys are few.
    private static final ThreadLocal<Map<String, KeyedDigest>> OF_THREAD = ThreadLocal.withInitial(HashMap::new);

    private final Mac mac;

    KeyedDigest(SecretKey key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has " + ALGORITHM, e);
        }
    }

    /// That of this thread for a key of the process.
    ///
    /// @throws dev.penstock.error.PenstockException with code CONFIG when there is no such key
    static KeyedDigest of(String keyId) {
        Map<String, KeyedDigest> known = OF_THREAD.get();
        KeyedDigest digest = known.get(keyId);
        if (digest == null) {
            digest = new KeyedDigest(SecretKeys.pseudonyms().get(keyId));
            known.put(keyId, digest);
        }
        return digest;
    }

    /// What is hashed before the value: the scheme, the tenant and the field, each with its length as four bytes, the
    /// highest first. So equal values of different fields or tenants have different digests.
    static byte[] domain(String tenant, String field) {
        var all = new ByteArrayOutputStream();
        for (String part : new String[] {SCHEME, tenant, field}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /// Writes the digest of `domain` and some bytes behind it to the beginning of `to`.
    void digest(byte[] domain, byte[] bytes, int from, int size, byte[] to) {
        mac.update(domain);
        mac.update(bytes, from, size);
        try {
            mac.doFinal(to, 0);
        } catch (ShortBufferException e) {
            throw new AssertionError("a digest has " + BYTES + " bytes", e);
        }
    }
}
