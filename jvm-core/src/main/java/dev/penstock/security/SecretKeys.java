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

/// The keys of this process for one purpose, by their ids: those that were added, then those of the environment's
/// variables `PENSTOCK_HMAC_KEY_<id>` or `PENSTOCK_FILE_KEY_<id>`. Thread-safe.
///
/// They belong to the process, as its environment does, and not to an engine. An id names one key for ever: digests say
/// under which id they were made, and results that are kept would be wrong under another key. Nothing here shows a key,
/// and neither do errors.
public final class SecretKeys {
    /// What keys are for.
    enum Purpose {
        /// RFC 2104 discourages keys that are shorter than the digest.
        PSEUDONYMS("PENSTOCK_HMAC_KEY_", "HmacSHA256", "32 to 4,096", "use_keys") {
            @Override
            boolean fits(int bytes) {
                return bytes >= 32 && bytes <= 4096;
            }
        },
        FILES("PENSTOCK_FILE_KEY_", "AES", "16, 24 or 32", "use_file_keys") {
            @Override
            boolean fits(int bytes) {
                return bytes == 16 || bytes == 24 || bytes == 32;
            }
        };

        private final String variable;
        private final String algorithm;
        private final String sizes;
        private final String function;

        Purpose(String variable, String algorithm, String sizes, String function) {
            this.variable = variable;
            this.algorithm = algorithm;
            this.sizes = sizes;
            this.function = function;
        }

        abstract boolean fits(int bytes);
    }

    private static final String BASE64 = "base64:";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final SecretKeys PSEUDONYMS = new SecretKeys(Purpose.PSEUDONYMS, System::getenv);
    private static final SecretKeys FILES = new SecretKeys(Purpose.FILES, System::getenv);

    private final Purpose purpose;
    private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
    private final UnaryOperator<@Nullable String> environment;

    SecretKeys(Purpose purpose, UnaryOperator<@Nullable String> environment) {
        this.purpose = purpose;
        this.environment = environment;
    }

    /// Those for pseudonyms.
    public static SecretKeys pseudonyms() {
        return PSEUDONYMS;
    }

    /// Those for files.
    public static SecretKeys files() {
        return FILES;
    }

    /// Whether a text may be the id of a key.
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// Makes a key known. Adding the same one again changes nothing.
    ///
    /// @param id letters, digits and underscores, at most 32 of them
    /// @param key 32 to 4,096 bytes, or 16, 24 or 32 for files; copied
    /// @throws PenstockException with code CONFIG for an id or a key that cannot be used, or an id that has another key
    public void add(String id, byte[] key) {
        checkId(id);
        if (!purpose.fits(key.length)) {
            throw new PenstockException(
                            ErrorCode.CONFIG,
                            "the key \"%s\" has %,d bytes, and must have %s".formatted(id, key.length, purpose.sizes))
                    .hint("make one of 32 random bytes, such as with openssl rand -hex 32");
        }
        SecretKey known = keys.putIfAbsent(id, new SecretKeySpec(key, purpose.algorithm));
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
    public SecretKey get(String id) {
        SecretKey known = keys.get(id);
        if (known != null) {
            return known;
        }
        checkId(id);
        String variable = purpose.variable + id;
        String text = environment.apply(variable);
        if (text == null || text.isBlank()) {
            String what = purpose == Purpose.FILES ? "files" : "pseudonyms";
            throw new PenstockException(ErrorCode.CONFIG, "there is no key \"" + id + "\" for " + what)
                    .hint(
                            "set "
                                    + variable
                                    + " to 64 hexadecimal digits before the process starts, or call ps.security."
                                    + purpose.function
                                    + "()");
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
