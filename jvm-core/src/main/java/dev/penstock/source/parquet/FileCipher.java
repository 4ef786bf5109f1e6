package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.security.SecretKeys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FileCryptoMetaData;

/// The encryption of a Parquet file under one key for footer and columns: AES in Galois/Counter Mode, each module by
/// itself, as the format's "Parquet Modular Encryption" says (AES_GCM_V1). A module is its length as four bytes, a
/// nonce, what was encrypted, and a tag; it is bound to its file, its kind and its place. Thread-safe.
final class FileCipher {
    static final byte FOOTER = 0;
    static final byte DATA_PAGE = 2;
    static final byte DICTIONARY_PAGE = 3;
    static final byte DATA_PAGE_HEADER = 4;
    static final byte DICTIONARY_PAGE_HEADER = 5;

    /// What files end with whose footer is encrypted, and begin with.
    static final byte[] MAGIC = "PARE".getBytes(StandardCharsets.US_ASCII);

    /// The key of files that name none that we know.
    private static final String DEFAULT_KEY = "default";

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int LENGTH_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int UNIQUE_BYTES = 8;

    /// By how much a module is longer than what was encrypted.
    static final int OVERHEAD = LENGTH_BYTES + NONCE_BYTES + TAG_BYTES;

    private static final class Chance {
        /// Made when the first file is written: its machinery costs the start of a process 50 ms.
        static final SecureRandom RANDOM = new SecureRandom();
    }

    private final String keyId;
    private final SecretKey key;
    private final byte[] file;

    private FileCipher(String keyId, byte[] file) {
        this.keyId = keyId;
        this.key = SecretKeys.files().get(keyId);
        this.file = file;
    }

    /// That of a new file.
    ///
    /// @throws PenstockException with code CONFIG when there is no such key
    static FileCipher create(String keyId) {
        byte[] unique = new byte[UNIQUE_BYTES];
        Chance.RANDOM.nextBytes(unique);
        return new FileCipher(keyId, unique);
    }

    /// That of a file that was written.
    ///
    /// @throws PenstockException with code CONFIG when its key is not there, UNSUPPORTED_OPERATION for other ciphers
    static FileCipher of(FileCryptoMetaData stored, Path path) {
        EncryptionAlgorithm algorithm = stored.getEncryption_algorithm();
        if (algorithm == null || !algorithm.isSetAES_GCM_V1() || algorithm.getAES_GCM_V1().isSupply_aad_prefix()) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            path
                                    + " is encrypted otherwise than by AES_GCM_V1 with all that it is bound to in the"
                                    + " file")
                    .hint("write it with AES_GCM_V1, and store its AAD prefix in the file or use none");
        }
        AesGcmV1 gcm = algorithm.getAES_GCM_V1();
        byte[] prefix = gcm.isSetAad_prefix() ? gcm.getAad_prefix() : new byte[0];
        byte[] unique = gcm.isSetAad_file_unique() ? gcm.getAad_file_unique() : new byte[0];
        String named = stored.isSetKey_metadata() ? new String(stored.getKey_metadata(), StandardCharsets.UTF_8) : "";
        return new FileCipher(SecretKeys.isId(named) ? named : DEFAULT_KEY, joined(prefix, unique));
    }

    /// What stands before the footer of a file, in plain.
    FileCryptoMetaData stored() {
        var gcm = new AesGcmV1();
        gcm.setAad_file_unique(file);
        var stored = new FileCryptoMetaData(EncryptionAlgorithm.AES_GCM_V1(gcm));
        stored.setKey_metadata(keyId.getBytes(StandardCharsets.UTF_8));
        return stored;
    }

    /// What a module is bound to.
    byte[] bound(byte module, byte[] suffix) {
        return joined(joined(file, new byte[] {module}), suffix);
    }

    byte[] footer() {
        return bound(FOOTER, new byte[0]);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// A module of what is left of `plain`.
    byte[] encrypted(ByteBuffer plain, byte[] bound) {
        byte[] nonce = new byte[NONCE_BYTES];
        Chance.RANDOM.nextBytes(nonce);
        int size = Math.addExact(plain.remaining(), OVERHEAD);
        ByteBuffer module = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        module.putInt(size - LENGTH_BYTES).put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(plain, module);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has " + TRANSFORMATION, e);
        }
        return module.array();
    }

    /// Writes what a module holds to `plain`.
    ///
    /// @param module all of it, with its length
    /// @throws PenstockException with code IO when the key is another one, or the module is not what was written there
    void decrypt(byte[] module, byte[] bound, ByteBuffer plain) {
        ByteBuffer from = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
        if (module.length < OVERHEAD || from.getInt() != module.length - LENGTH_BYTES) {
            throw BrokenFile.because("an encrypted part of %,d bytes that says another length", module.length);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        from.get(nonce);
        try {
            cipher(Cipher.DECRYPT_MODE, nonce, bound).doFinal(from, plain);
        } catch (AEADBadTagException _) {
            throw new BrokenFile(
                    "the key \"" + keyId + "\" is not the one that it was encrypted under, or it was changed since");
        } catch (GeneralSecurityException e) {
            throw new BrokenFile("an encrypted part that cannot be decrypted", e);
        }
    }

    /// What a module holds.
    byte[] decrypted(byte[] module, byte[] bound) {
        ByteBuffer plain = ByteBuffer.allocate(Math.max(0, module.length - OVERHEAD));
        decrypt(module, bound, plain);
        return plain.array();
    }

    /// The module at `at`, with its length.
    ///
    /// @param limit it ends before here
    static byte[] module(FileBytes file, long at, long limit) {
        byte[] start = file.read(at, LENGTH_BYTES);
        long size = LENGTH_BYTES + (ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFF_FFFFL);
        if (size > limit - at || size > Integer.MAX_VALUE - 8) {
            throw BrokenFile.because("an encrypted part of %,d bytes where %,d are left", size, limit - at);
        }
        return file.read(at, (int) size);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(bound);
        return cipher;
    }

    /// The key's id and nothing of the key.
    @Override
    public String toString() {
        return "FileCipher[" + keyId + "]";
    }
}
