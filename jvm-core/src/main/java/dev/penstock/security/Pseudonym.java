package dev.penstock.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.ScalarFunction;
import dev.penstock.function.Signature;
import dev.penstock.function.Signatures;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A keyed pseudonym of each value: HMAC-SHA-256 over its [canonical text][CanonicalText], separated by field and
/// tenant. Null stays null.
///
/// SQL says the field, and perhaps the key, behind the value: `penstock_hmac(ssn, 'ssn')`, `penstock_hmac(ssn, 'ssn',
/// '2')`.
public final class Pseudonym implements ScalarFunction<Pseudonym.Settings> {
    public static final String NAME = "penstock_hmac";

    /// The id of the key when nothing else is said.
    static final String FIRST_KEY = "1";

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// What a pseudonym is written as.
    public enum Output {
        /// `v`, the id of the key, a colon, and 64 hexadecimal digits.
        TEXT,
        /// The 32 bytes of the digest.
        BINARY
    }

    /// @param keyId the id of the key; `1` by default
    /// @param field what the values are, such as `ssn`; the same in every place whose pseudonyms are to be equal
    /// @param tenant whose they are; empty by default
    /// @param rule what of a text counts; `text` by default
    /// @param output `text` by default
    public record Settings(
            @JsonProperty("key_id") @Nullable String keyId,
            @JsonProperty("field") @Nullable String field,
            @JsonProperty("tenant") @Nullable String tenant,
            @JsonProperty("rule") @Nullable TextRule rule,
            @JsonProperty("output") @Nullable Output output) {
        String key() {
            return keyId == null ? FIRST_KEY : keyId;
        }

        /// The rule, or the one that holds when none is given.
        TextRule textRule() {
            return rule == null ? TextRule.TEXT : rule;
        }

        boolean isBinary() {
            return output == Output.BINARY;
        }

        byte[] domain(String name) {
            return KeyedDigest.domain(tenant == null ? "" : tenant, name);
        }
    }

    /// Found by the registry.
    public Pseudonym() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Settings> configType() {
        return Settings.class;
    }

    /// The forms of SQL, whose last argument is the name of the value's type.
    @Override
    public List<Signature> signatures(Settings settings) {
        return List.of(
                Signature.of(Types.UTF8, Types.UTF8, Types.UTF8, Types.UTF8),
                Signature.of(Types.UTF8, Types.UTF8, Types.UTF8, Types.UTF8, Types.UTF8));
    }

    @Override
    public boolean takesTypeInSql() {
        return true;
    }

    @Override
    public Signature bind(Settings settings, List<DataType> arguments) {
        if (arguments.size() != 1) {
            return Signatures.choose(NAME, signatures(settings), arguments);
        }
        if (settings.field() == null || settings.field().isEmpty()) {
            throw new PenstockException(ErrorCode.CONFIG, NAME + " needs the setting field: what the values are")
                    .hint("give the same name in every place whose pseudonyms are to be equal, such as field=\"ssn\"");
        }
        KeyedDigest.of(settings.key()); // now, and not after half of the query has run
        DataType plain = arguments.getFirst().logical();
        DataType wanted = plain instanceof DataType.Null ? Types.UTF8 : plain;
        if (!CanonicalText.has(wanted)) {
            throw CanonicalText.unsupported(wanted.toString());
        }
        return Signature.of(wanted, settings.isBinary() ? new DataType.FixedSizeBinary(KeyedDigest.BYTES) : Types.UTF8);
    }

    @Override
    public void apply(Settings settings, Arguments in, Answer out) {
        if (in.size() == 1) {
            new Writer(settings, settings.key(), String.valueOf(settings.field())).all(in.get(0), out);
        } else {
            applyInSql(settings, in, out);
        }
    }

    private static void applyInSql(Settings settings, Arguments in, Answer out) {
        Values types = in.get(in.size() - 1);
        Writer writer = null;
        for (int row = 0; row < in.rows(); row++) {
            boolean isNull = false;
            for (int i = 0; i < in.size(); i++) {
                isNull |= in.get(i).isNull(row);
            }
            if (!isNull) {
                String field = in.get(1).getString(row);
                String key = in.size() > 3 ? in.get(2).getString(row) : FIRST_KEY;
                if (writer == null || !writer.isFor(key, field)) {
                    writer = new Writer(settings, key, field);
                }
                writer.text.read(in.get(0), row, types.getString(row));
                writer.write(out, row);
            }
        }
    }

    /// Writes the pseudonyms of one field under one key.
    private static final class Writer {
        private final String key;
        private final String field;
        private final byte[] domain;
        private final KeyedDigest keyed;
        private final boolean binary;
        private final CanonicalText text;
        private final byte[] digest = new byte[KeyedDigest.BYTES];
        private final byte[] shown;
        private final int prefix;

        Writer(Settings settings, String key, String field) {
            this.key = key;
            this.field = field;
            domain = settings.domain(field);
            keyed = KeyedDigest.of(key);
            binary = settings.isBinary();
            text = new CanonicalText(settings.textRule());
            byte[] version = ("v" + key + ":").getBytes(StandardCharsets.US_ASCII);
            prefix = version.length;
            shown = new byte[prefix + 2 * KeyedDigest.BYTES];
            System.arraycopy(version, 0, shown, 0, prefix);
        }

        boolean isFor(String otherKey, String otherField) {
            return key.equals(otherKey) && field.equals(otherField);
        }

        void all(Values values, Answer out) {
            for (int row = 0; row < values.rows(); row++) {
                if (!values.isNull(row)) {
                    text.read(values, row);
                    write(out, row);
                }
            }
        }

        void write(Answer out, int row) {
            keyed.digest(domain, text.bytes(), text.from(), text.size(), digest);
            if (binary) {
                out.setBytes(row, digest);
                return;
            }
            for (int i = 0; i < digest.length; i++) {
                shown[prefix + 2 * i] = HEX[digest[i] >> 4 & 0xF];
                shown[prefix + 2 * i + 1] = HEX[digest[i] & 0xF];
            }
            out.setText(row, shown);
        }
    }

    /// The pseudonym of a text, as the function writes it.
    ///
    /// @throws PenstockException with code CONFIG when there is no such key
    public static String of(String value, String field, String keyId) {
        var text = new CanonicalText(TextRule.TEXT);
        text.read(value);
        var digest = new byte[KeyedDigest.BYTES];
        KeyedDigest.of(keyId).digest(KeyedDigest.domain("", field), text.bytes(), text.from(), text.size(), digest);
        return "v" + keyId + ":" + HexFormat.of().formatHex(digest);
    }
}
