package dev.penstock.benefits.additions;

import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Accounts of a few participants, most of them near a limit.
final class RandomAccounts {
    private static final List<String> TYPES = Arrays.stream(MoneyType.values()).map(Enum::name).toList();

    /// @param years whether plans have limitation years of their own
    static Account of(TestMemory memory, long seed, boolean years) {
        var random = new RandomValues(seed);
        Account account = Account.of(memory);
        if (years) {
            account.year("b", "2023-01-01", "2023-06-30").year("b", "2023-07-01", "2024-06-30");
            account.year("b", "2024-07-01", "2025-06-30").year("b", "2025-07-01", "2025-12-31");
        }
        for (int person = random.below(6); person >= 0; person--) {
            String id = "person " + person;
            if (random.below(12) > 0) {
                account.born(id, random.below(12) == 0 ? null : born(random));
            }
            int groups = 1 + random.below(2);
            for (long group = 1; group <= groups; group++) {
                pay(account, random, id, group);
                int rows = random.below(12);
                for (int row = 0; row < rows; row++) {
                    contribution(account, random, id, group);
                }
            }
        }
        return account;
    }

    private static String born(RandomValues random) {
        int year = random.oneOf(List.of(1961, 1962, 1964, 1965, 1970, 1973, 1974, 1975, 1976, 1990, 2026));
        return LocalDate.ofYearDay(year, 1 + random.below(365)).toString();
    }

    private static void pay(Account account, RandomValues random, String id, long group) {
        for (int half = 0; half < 6; half++) {
            int year = 2023 + half / 2;
            if (random.below(15) > 0) {
                account.paid(
                        id,
                        group,
                        half % 2 == 0 ? year + "-01-01" : year + "-07-01",
                        half % 2 == 0 ? year + "-06-30" : year + "-12-31",
                        amount(random, random.oneOf(List.of(5_000, 20_000, 150_000, 300_000))));
            }
        }
    }

    private static void contribution(Account account, RandomValues random, String id, long group) {
        String type = random.below(3) == 0 ? random.oneOf(TYPES) : random.oneOf(TYPES.subList(0, 5));
        boolean own = type.startsWith("EE_");
        account.gets(
                id,
                group,
                random.oneOf(List.of("a", "b", "c")),
                type,
                amount(random, random.oneOf(List.of(100, 9_000, 25_000))),
                LocalDate.ofYearDay(2023 + random.below(3), 1 + random.below(365)).toString(),
                own ? match(random) : null);
    }

    private static @Nullable String match(RandomValues random) {
        return random.oneOf(Arrays.asList("ER_MATCH", "ER_SAFE_HARBOR", null, null));
    }

    private static String amount(RandomValues random, int most) {
        return random.below(most) + "." + (10 + random.below(90));
    }

    private RandomAccounts() {}
}
