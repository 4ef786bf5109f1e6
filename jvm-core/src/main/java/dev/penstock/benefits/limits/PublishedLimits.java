package dev.penstock.benefits.limits;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/// The limits that Penstock brings: those that a source was found for, and no others.
public final class PublishedLimits {
    private static final String FILE = "regulatory_limits.csv";

    private PublishedLimits() {}

    private static final class Once {
        private static final RegulatoryLimits LIMITS = new LimitTable(read());
    }

    public static RegulatoryLimits get() {
        return Once.LIMITS;
    }

    private static List<RegulatoryLimit> read() {
        try (InputStream file = PublishedLimits.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new PenstockException(ErrorCode.INTERNAL, FILE + " is not in the jar");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(PublishedLimits::limit).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RegulatoryLimit limit(String line) {
        List<String> parts = List.of(line.split("\\|", -1));
        return new RegulatoryLimit(
                Integer.parseInt(parts.get(0)),
                LimitCode.valueOf(parts.get(1)),
                new BigDecimal(parts.get(2)).movePointRight(2).longValueExact(),
                parts.get(3),
                LocalDate.parse(parts.get(4)),
                parts.get(5));
    }
}
