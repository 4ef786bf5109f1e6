package dev.penstock.security;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The keys of this process by their ids: those that were added, then those of the environment's variables
/// `PENSTOCK_HMAC_KEY_<id>`. Thread-safe.
///
/// They belong to the process, as its environment does, and not to an engine. An id names one key for ever: digests say
/// under which id they were made, and results that are kept would be wrong under another key. Nothing here shows a key,
/// and neither do errors.
public final class SecretKeys {
    /// What an environment's variable is called, before the id.
    public static final String VARIABLE = "PENSTOCK_HMAC_KEY_";

    /// RFC 2104 discourages keys that are shorter than the digest.
    static final int LEAST_BYTES = 32;

    private static final int MOST_BYTES = 4096;
    private static final String BASE64 = "base64:";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final SecretKeys PROCESS = new SecretKeys(System::getenv);

    private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
    private final UnaryOperator<@Nullable String> environment;

    SecretKeys(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /// Those of this process.
    public static SecretKeys process() {
        return PROCESS;
    }

    /// Makes a key known. Adding the same one again changes nothing.
    ///
    /// @param id letters, digits and underscores, at most 32 of them
    /// @param key at least 32 bytes; copied
    /// @throws PenstockException with code CONFIG for an id or a key that cannot be used, or an id that has another key
    public void add(String id, byte[] key) {
        checkId(id);
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
            throw new PenstockException(
                            ErrorCode.CONFIG,
                            "the key \"%s\" has %,d bytes, and must have %d to %,d"
                                    .formatted(id, key.length, LEAST_BYTES, MOST_BYTES))
                    .hint("make one of 32 random bytes, such as with openssl rand -hex 32");
        }
        SecretKey known = keys.putIfAbsent(id, new SecretKeySpec(key, KeyedDigest.ALGORITHM));
        if (known != null && !MessageDigest.isEqual(known.getEncoded(), key)) {
            throw new PenstockException(ErrorCode.CONFIG, "the key \"" + id + "\" is another one already")
                    .hint("give the new key a new id: digests say under which one they were made");
        }
    }

    /// Makes a key known as it stands in a variable: hexadecimal digits, or `base64:` with what follows.
    ///
    /// @throws PenstockException with code CONFIG, see [#add(String, byte[])]; no message has a part of the text
    public void add(String id, String text) {
        checkId(id);
        add(id, decoded(id, text.strip()));
    }

    /// @throws PenstockException with code CONFIG when there is no such key
    SecretKey get(String id) {
        SecretKey known = keys.get(id);
        if (known != null) {
            return known;
        }
        checkId(id);
        String text = environment.apply(VARIABLE + id);
        if (text == null || text.isBlank()) {
            throw new PenstockException(ErrorCode.CONFIG, "there is no key \"" + id + "\" for pseudonyms")
                    .hint(
                            "set "
                                    + VARIABLE
                                    + id
                                    + " to 64 hexadecimal digits before the process starts, or call"
                                    + " ps.security.use_keys()");
        }
        add(id, text);
        return get(id);
    }

    private static byte[] decoded(String id, String text) {
        try {
            return text.startsWith(BASE64)
                    ? Base64.getDecoder().decode(text.substring(BASE64.length()))
                    : HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException _) {
            // The cause would show a part of the key.
            throw new PenstockException(
                            ErrorCode.CONFIG, "the key \"" + id + "\" is not written as keys are; it is not shown here")
                    .hint("write it as hexadecimal digits, or as base64: and Base64");
        }
    }

    private static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new PenstockException(ErrorCode.CONFIG, "an id of a key has other characters than letters and digits")
                    .hint("use at most 32 letters, digits and underscores, such as 1 or 2026_01");
        }
    }

    /// How many there are; nothing of the keys.
    @Override
    public String toString() {
        return "SecretKeys[" + keys.size() + "]";
    }
}
