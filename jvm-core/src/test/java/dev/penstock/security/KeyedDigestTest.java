package dev.penstock.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The digests are those of RFC 4231.
class KeyedDigestTest {
    private static final HexFormat HEX = HexFormat.of();

    /// Section 4, without test case 5, which is cut short.
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(
                        1,
                        "0b".repeat(20),
                        text("Hi There"),
                        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
                Arguments.of(
                        2,
                        text("Jefe"),
                        text("what do ya want for nothing?"),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
                Arguments.of(
                        3,
                        "aa".repeat(20),
                        "dd".repeat(50),
                        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
                Arguments.of(
                        4,
                        "0102030405060708090a0b0c0d0e0f10111213141516171819",
                        "cd".repeat(50),
                        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
                Arguments.of(
                        6,
                        "aa".repeat(131),
                        text("Test Using Larger Than Block-Size Key - Hash Key First"),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
                Arguments.of(
                        7,
                        "aa".repeat(131),
                        text(
                                "This is a test using a larger than block-size key and a larger than block-size data."
                                        + " The key needs to be hashed before being used by the HMAC algorithm."),
                        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"));
    }

    private static String text(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String digest(KeyedDigest keyed, byte[] domain, byte[] data, int from, int size) {
        var to = new byte[KeyedDigest.BYTES];
        keyed.digest(domain, data, from, size, to);
        return HEX.formatHex(to);
    }

    @ParameterizedTest(name = "test case {0}")
    @MethodSource("vectors")
    void makesTheDigestsOfTheStandard(int number, String key, String data, String expected) {
        var keyed = new KeyedDigest(new SecretKeySpec(HEX.parseHex(key), KeyedDigest.ALGORITHM));
        byte[] bytes = HEX.parseHex(data);
        assertThat(digest(keyed, new byte[0], bytes, 0, bytes.length)).isEqualTo(expected);
        // Again, because the Mac is used for one value after the other, and in two parts.
        byte[] first = {bytes[0]};
        assertThat(digest(keyed, first, bytes, 1, bytes.length - 1)).isEqualTo(expected);
    }

    @Test
    void putsLengthsBeforeTheNamesOfADomain() {
        assertThat(KeyedDigest.domain("a", "bc")).isNotEqualTo(KeyedDigest.domain("ab", "c"));
        assertThat(HEX.formatHex(KeyedDigest.domain("", "é")))
                .isEqualTo("0000000f" + text("penstock.hmac/1") + "00000000" + "00000002" + "c3a9");
    }
}
