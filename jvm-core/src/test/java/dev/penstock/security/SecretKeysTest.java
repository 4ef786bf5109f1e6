package dev.penstock.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeysTest {
    private static final String KEY = "5a".repeat(32);
    private static final byte[] BYTES = HexFormat.of().parseHex(KEY);

    private static SecretKeys keys(Map<String, String> environment) {
        return new SecretKeys(SecretKeys.Purpose.PSEUDONYMS, environment::get);
    }

    private static PenstockException refused(ThrowingCallable call) {
        PenstockException error = assertThatExceptionOfType(PenstockException.class).isThrownBy(call).actual();
        assertThat(error.code()).isEqualTo(ErrorCode.CONFIG);
        return error;
    }

    @Test
    void readsTheEnvironmentInBothSpellings() {
        SecretKeys keys =
                keys(
                        Map.of(
                                "PENSTOCK_HMAC_KEY_1",
                                " " + KEY + "\n",
                                "PENSTOCK_HMAC_KEY_2",
                                "base64:" + Base64.getEncoder().encodeToString(BYTES)));
        assertThat(keys.get("1").getEncoded()).isEqualTo(BYTES);
        assertThat(keys.get("2").getEncoded()).isEqualTo(BYTES);
    }

    @Test
    void saysWhereAMissingKeyIsLookedFor() {
        PenstockException error = refused(() -> keys(Map.of()).get("2026_01"));
        assertThat(error).hasMessage("there is no key \"2026_01\" for pseudonyms");
        assertThat(error.hint()).contains("PENSTOCK_HMAC_KEY_2026_01").contains("ps.security.use_keys");
        refused(() -> keys(Map.of("PENSTOCK_HMAC_KEY_1", "  ")).get("1"));
    }

    @Test
    void refusesShortKeys() {
        assertThat(refused(() -> keys(Map.of()).add("1", "5a".repeat(31))))
                .hasMessage("the key \"1\" has 31 bytes, and must have 32 to 4,096");
        refused(() -> keys(Map.of()).add("1", new byte[0]));
        refused(() -> keys(Map.of()).add("1", new byte[4097]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a-b", "ä", "123456789012345678901234567890123", "1\n"})
    void refusesIdsThatAreNone(String id) {
        refused(() -> keys(Map.of()).add(id, KEY));
        refused(() -> keys(Map.of()).get(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topsecrettopsecrettopsecrettopsecret", "base64:???topsecret", "5a5"})
    void showsNothingOfAKeyThatIsNotWrittenRight(String text) {
        PenstockException error = refused(() -> keys(Map.of()).add("1", text));
        var trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("topsecret").doesNotContain("5a5");
    }

    @Test
    void keepsAnIdForOneKey() {
        SecretKeys keys = keys(Map.of());
        keys.add("1", BYTES);
        keys.add("1", KEY);
        assertThat(refused(() -> keys.add("1", new byte[32])).hint()).contains("new id");
        assertThat(keys.get("1").getEncoded()).isEqualTo(BYTES);
    }

    @Test
    void copiesKeys() {
        SecretKeys keys = keys(Map.of());
        byte[] key = BYTES.clone();
        keys.add("1", key);
        key[0] = 0;
        assertThat(keys.get("1").getEncoded()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15, 17, 31, 33, 64})
    void takesKeysOfAesForFiles(int size) {
        var files = new SecretKeys(SecretKeys.Purpose.FILES, Map.of("PENSTOCK_FILE_KEY_1", KEY)::get);
        assertThat(files.get("1").getAlgorithm()).isEqualTo("AES");
        assertThat(refused(() -> files.add("2", new byte[size]))).hasMessageContaining("must have 16, 24 or 32");
        assertThat(refused(() -> files.get("2")).hint()).contains("PENSTOCK_FILE_KEY_2").contains("use_file_keys");
    }

    @Test
    void showsNoKeys() {
        SecretKeys keys = keys(Map.of());
        keys.add("1", KEY);
        assertThat(keys).hasToString("SecretKeys[1]");
    }
}
