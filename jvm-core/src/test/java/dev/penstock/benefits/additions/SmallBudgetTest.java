package dev.penstock.benefits.additions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wherever memory runs out, all of it is given back.
class SmallBudgetTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}, {1} threads")
    @CsvSource({
        "benefits.annual_additions_415c, 1",
        "benefits.annual_additions_415c, 4",
        "benefits.corrective_events_415c, 1",
        "benefits.contribution_summary, 1",
    })
    void givesAllBackWhenItDoesNotSuffice(String function, int threads) {
        boolean sums = function.endsWith("summary");
        Account account = sums ? Account.summarized(memory) : Account.of(memory);
        for (int person = 0; person < 3_000; person++) {
            String id = "somebody with a name, " + person;
            if (sums) {
                account.eligible(id, 1L, "k", true);
            } else {
                account.born(id, "1970-01-01").year("k" + person, "2024-01-01", "2024-12-31");
            }
            account.paid(id, 1L, "2024-01-01", "2024-12-31", "60000");
            account.gets(id, 1L, "k", "ER_QNEC", "61000", "2024-01-01", null);
        }
        String settings = sums ? "'start': '2024-01-01', 'end': '2024-12-31'" : "";
        Rows expected = account.run(function, settings, 2_000);
        int refused = 0;
        for (long bytes = 1 << 12; ; bytes = bytes * 3 / 2) {
            Budget budget = Budget.root("a small query", bytes);
            try {
                Rows answer = account.run(function, settings, 2_000, threads, new Allocator(memory.pool(), budget));
                answer.assertEquals(expected);
                break;
            } catch (PenstockException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                refused++;
            } finally {
                assertThat(budget.usedBytes()).as(bytes + " bytes").isZero();
            }
        }
        assertThat(refused).isGreaterThan(5);
    }
}
