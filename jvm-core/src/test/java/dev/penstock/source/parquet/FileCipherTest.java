package dev.penstock.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.security.SecretKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Modules of encrypted files; that the files are those of other writers as well is tested in Python.
class FileCipherTest {
    private static final byte[] TEXT = "some bytes of a page".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void addKey() {
        SecretKeys.files().add("cipher_test", new byte[32]);
    }

    private final FileCipher cipher = FileCipher.create("cipher_test");

    private byte[] module(byte[] plain, byte[] bound) {
        return cipher.encrypted(ByteBuffer.wrap(plain), bound);
    }

    @Test
    void whatWasEncryptedComesBack() {
        for (byte[] plain : new byte[][] {{}, {1}, TEXT, new byte[100_000]}) {
            byte[] module = module(plain, cipher.footer());
            assertThat(module).hasSize(plain.length + FileCipher.OVERHEAD);
            assertThat(cipher.decrypted(module, cipher.footer())).isEqualTo(plain);
        }
    }

    @Test
    void theSameBytesLookDifferentEachTime() {
        assertThat(module(TEXT, cipher.footer())).isNotEqualTo(module(TEXT, cipher.footer()));
    }

    @Test
    void aModuleIsBoundToItsFileItsKindAndItsPlace() {
        var place = new PageCipher(cipher, 1, 2);
        byte[] module = module(TEXT, place.body(3));
        assertThat(cipher.decrypted(module, place.body(3))).isEqualTo(TEXT);
        byte[][] others = {
            place.body(4),
            place.header(3),
            place.body(PageCipher.DICTIONARY),
            new PageCipher(cipher, 0, 2).body(3),
            new PageCipher(cipher, 1, 3).body(3),
            new PageCipher(FileCipher.create("cipher_test"), 1, 2).body(3),
        };
        for (byte[] other : others) {
            assertThatThrownBy(() -> cipher.decrypted(module, other))
                    .isInstanceOf(BrokenFile.class)
                    .hasMessageContaining("\"cipher_test\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 15, 16, 30, -1})
    void aChangedByteIsNoticed(int at) {
        byte[] module = module(TEXT, cipher.footer());
        module[at < 0 ? module.length - 1 : at] ^= 1;
        assertThatThrownBy(() -> cipher.decrypted(module, cipher.footer())).isInstanceOf(BrokenFile.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 31, 40})
    void aModuleThatWasCutIsNoticed(int size) {
        byte[] module = Arrays.copyOf(module(TEXT, cipher.footer()), size);
        assertThatThrownBy(() -> cipher.decrypted(module, cipher.footer())).isInstanceOf(BrokenFile.class);
    }

    @Test
    void nothingIsShownOfAKey() {
        assertThat(cipher).hasToString("FileCipher[cipher_test]");
    }
}
