package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanLimitsTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void thePlansThatAreJustDeepEnoughAreReadAndWrittenOnOneMegabyteOfStack() {
        for (Plan plan : List.of(filters(999), sum(998), branches(998), windows(998))) {
            String json = onSmallStack(() -> PlanJson.print(plan));
            Plan read = onSmallStack(() -> PlanJson.parse(json));
            assertThat(onSmallStack(() -> PlanJson.print(read))).isEqualTo(json);
            assertThat(onSmallStack(() -> PlanHash.of(read))).hasSize(64);
            onSmallStack(() -> {
                PlanLimits.check(read);
                return true;
            });
        }
    }

    @Test
    void thePlansThatAreOneLevelTooDeepAreRefused() {
        for (Plan plan : List.of(filters(1_000), sum(999), branches(999), windows(999))) {
            assertTooLarge(() -> PlanJson.parse(PlanJson.print(plan)));
            assertTooLarge(() -> {
                PlanLimits.check(plan);
                return plan;
            });
        }
    }

    @Test
    void tooManyNodesAreRefused() {
        Plan wide =
                new Plan.Project(
                        new Plan.InMemory("1"), Collections.nCopies(PlanLimits.NODES - 2, new Expr.RowCount()));
        assertThat(PlanJson.parse(PlanJson.print(wide))).isEqualTo(wide);
        Plan wider =
                new Plan.Project(
                        new Plan.InMemory("1"), Collections.nCopies(PlanLimits.NODES - 1, new Expr.RowCount()));
        assertTooLarge(() -> PlanJson.parse(PlanJson.print(wider)));
        assertTooLarge(() -> {
            PlanLimits.check(wider);
            return wider;
        });
    }

    @Test
    void aTextOfTwoHundredMegabytesIsRefused() {
        String text = "{\"ir\": 1, \"plan\": {\"kind\": \"InMemory\", \"handle\": \"" + "x".repeat(200 << 20) + "\"}}";
        assertTooLarge(() -> PlanJson.parse(text));
    }

    @Test
    void aTextOfFarTooManyValuesIsRefused() {
        String text = "{\"ir\": 1, \"plan\": {\"kind\": \"InMemory\", \"handle\": [" + "0,".repeat(5_000_000) + "0]}}";
        assertTooLarge(() -> PlanJson.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"a\":", "{\"ir\": 1, \"plan\": [", "{\"plan\":", "[{\"kind\": \"Not\", \"selector\":"})
    void deepJsonIsRefused(String opening) {
        assertTooLarge(() -> PlanJson.parse(opening.repeat(1_000_000)));
    }

    @Test
    void deepTypesAndDeepOptionsAreRefused() {
        String type =
                "{\"format\": \"+l\", \"children\": [{\"name\": \"item\", \"type\": ".repeat(100)
                        + "\"l\""
                        + "}]}".repeat(100);
        assertTooLarge(
                () -> PlanJson.parseExpression("{\"kind\": \"Literal\", \"type\": " + type + ", \"value\": null}"));
        String deep = "[".repeat(100) + "]".repeat(100);
        assertTooLarge(() ->
                PlanJson.parseExpression(
                        "{\"kind\": \"Call\", \"function\": \"abs\", \"arguments\": [], \"options\": {\"a\": "
                                + deep
                                + "}}"));
        assertTooLarge(() ->
                PlanJson.parse(
                        "{\"ir\": 1, \"plan\": {\"kind\": \"TableCall\", \"function\": \"f\", \"inputs\": [],"
                                + " \"config\": {\"a\": "
                                + deep
                                + "}}}"));
    }

    private static Plan filters(int count) {
        Plan plan = new Plan.InMemory("1");
        for (int i = 0; i < count; i++) {
            plan = new Plan.Filter(plan, new Expr.Column("a"), false);
        }
        return plan;
    }

    private static Plan sum(int count) {
        Expr sum = new Expr.Column("a");
        for (int i = 0; i < count; i++) {
            sum = new Expr.Call(MathFunction.ADD, List.of(sum, new Expr.Column("b")), Options.NONE);
        }
        return new Plan.Project(new Plan.InMemory("1"), List.of(sum));
    }

    private static Plan branches(int count) {
        Expr when = new Expr.Column("a");
        for (int i = 0; i < count; i++) {
            when = new Expr.When(List.of(new Expr.Branch(new Expr.Column("b"), when)), new Expr.Column("c"));
        }
        return new Plan.Project(new Plan.InMemory("1"), List.of(when));
    }

    private static Plan windows(int count) {
        Expr over = new Expr.Column("a");
        for (int i = 0; i < count; i++) {
            over =
                    new Expr.Over(
                            new Expr.Column("b"),
                            List.of(),
                            List.of(new SortKey(over, false, false)),
                            Expr.Mapping.JOIN);
        }
        return new Plan.Project(new Plan.InMemory("1"), List.of(over));
    }

    private static void assertTooLarge(Supplier<?> work) {
        PenstockException error =
                onSmallStack(() -> {
                    try {
                        return new PenstockException(
                                ErrorCode.INTERNAL, "it was not refused, but gave " + work.get().getClass());
                    } catch (PenstockException e) {
                        return e;
                    }
                });
        assertThat(error.code()).as(error.getMessage()).isEqualTo(ErrorCode.PLAN_TOO_LARGE);
    }

    /// What `work` gives on a thread with as much stack as the JVM gives by default; a StackOverflowError fails the
    /// test.
    static <T> T onSmallStack(Supplier<T> work) {
        var result = new AtomicReference<T>();
        var failure = new AtomicReference<Throwable>();
        var thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                result.set(work.get());
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        },
                        "small stack",
                        MEGABYTE);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure.get() != null) {
            throw new AssertionError("it failed on a small stack: " + failure.get(), failure.get());
        }
        return result.get();
    }
}
