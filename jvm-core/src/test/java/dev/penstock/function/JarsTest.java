package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.UserEngine;
import dev.penstock.testing.UserJars;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jars that are added: found, replaced, kept apart, or refused with an error that names them.
@Timeout(60)
class JarsTest {
    private static final Map<String, List<String>> SCALAR = Map.of("ScalarFunction", List.of("company.Rules"));

    @TempDir Path folder;

    private UserJars jars;
    private UserEngine engine;

    @BeforeEach
    void open() {
        jars = new UserJars(folder);
        engine = new UserEngine(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static String answering(String name, long number, String more) {
        return """
        public final class Rules extends RowFunction<NoSettings> {
            public Rules() { super("%s", NoSettings.class); %s }
            protected Rule rule(NoSettings none) { return Rule.of(Kind.LONG, Kind.LONG, a -> a + %d); }
        }
        """
                .formatted(name, more, number);
    }

    private long answer(String name) {
        Expr one = new Expr.Literal(dev.penstock.type.Types.INT64, 0L, false);
        Plan plan =
                new Plan.Project(
                        new Plan.Sql("select 1 as a", Map.of()),
                        List.of(new Expr.Apply(name, JsonNodeFactory.instance.objectNode(), List.of(one))));
        return (Long) engine.rows(plan, null).rows().getFirst().getFirst();
    }

    private void add(Path... paths) {
        engine.engine().addJars(List.of(paths));
    }

    private PenstockException refused(Path... paths) {
        var error = org.assertj.core.api.Assertions.catchThrowableOfType(PenstockException.class, () -> add(paths));
        assertThat(error).isNotNull();
        assertThat(error).hasMessageContaining(paths[0].getFileName().toString());
        assertThat(engine.engine().functions().list()).as("nothing was added").noneMatch(f -> !f.origin().isEmpty());
        return error;
    }

    @Test
    void isAddedOnceAndReplacedWhenItWasBuiltAnew() {
        Path jar = jars.jar("company.Rules", answering("rules.one", 1, ""), SCALAR);
        add(jar);
        Object first = engine.engine().functions().provided("rules.one");
        add(jar);
        assertThat(engine.engine().functions().provided("rules.one")).isSameAs(first);
        assertThat(answer("rules.one")).isEqualTo(1);
        jars.rebuild(jar, "company.Rules", answering("rules.one", 12_345_678, ""), SCALAR);
        add(jar);
        assertThat(answer("rules.one")).isEqualTo(12_345_678);
    }

    @Test
    void mayBeAFolderOfClasses() throws IOException {
        Path jar = jars.jar("company.Rules", answering("rules.one", 7, ""), SCALAR);
        Path classes = folder.resolve("unpacked");
        try (FileSystem zip = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.toList()) {
                Files.createDirectories(classes.resolve("." + file).getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, classes.resolve("." + file));
                }
            }
        }
        add(classes);
        assertThat(answer("rules.one")).isEqualTo(7);
    }

    @Test
    void keepsClassesOfTheSameNameApart() {
        String rules =
                "public final class Rules extends RowFunction<NoSettings> { public Rules() { super(\"%s\","
                        + " NoSettings.class); } protected Rule rule(NoSettings none) { return Rule.of(Kind.LONG,"
                        + " Kind.LONG, a -> Helper.VALUE); } } class Helper { static Long VALUE = %dL; }";
        add(jars.jar("company.Rules", rules.formatted("rules.one", 1), SCALAR));
        add(jars.jar("company.Rules", rules.formatted("rules.two", 2), SCALAR));
        assertThat(answer("rules.one")).isEqualTo(1);
        assertThat(answer("rules.two")).isEqualTo(2);
    }

    @Test
    void refusesTwoFunctionsOfOneNameAndNamesBothJars() {
        Path one = jars.jar("company.Rules", answering("rules.one", 1, ""), SCALAR);
        Path two = jars.jar("company.Rules", answering("rules.one", 2, ""), SCALAR);
        add(one);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> add(two))
                .withMessageContaining(one.toString())
                .withMessageContaining(two.toString())
                .matches(e -> e.code() == ErrorCode.CONFIG);
        assertThat(answer("rules.one")).isEqualTo(1);
        Path ours = jars.jar("company.Rules", answering("benefits.eligibility_flags", 1, ""), SCALAR);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> add(ours))
                .withMessageContaining("of Penstock");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(refused(folder.resolve("gone.jar")).code()).isEqualTo(ErrorCode.IO_NOT_FOUND);
    }

    @Test
    void refusesABrokenArchive() throws IOException {
        Path broken = folder.resolve("broken.jar");
        Files.writeString(broken, "this is no archive");
        assertThat(refused(broken).code()).isEqualTo(ErrorCode.IO);
    }

    @Test
    void refusesAJarWithoutFunctions() {
        Path jar = jars.jar("company.Rules", answering("rules.one", 1, ""), Map.of());
        assertThat(refused(jar))
                .hasMessageContaining("no functions")
                .matches(e -> e.hint().contains("META-INF/services"));
    }

    @Test
    void refusesClassesOfANewerJava() throws IOException {
        Path jar = jars.jar("company.Rules", answering("rules.one", 1, ""), SCALAR);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Path file = zip.getPath("company/Rules.class");
            byte[] bytes = Files.readAllBytes(file);
            bytes[7] += 1;
            Files.write(file, bytes);
        }
        PenstockException error = refused(jar);
        assertThat(error).hasMessageContaining("newer Java");
        assertThat(error.hint()).contains("--release " + Runtime.version().feature());
    }

    @Test
    void refusesProvidersThatAreNone() {
        assertThat(refused(jars.jar("company.Rules", "public final class Rules {}", SCALAR)))
                .hasMessageContaining("company.Rules");
        assertThat(
                        refused(
                                jars.jar(
                                        "company.Rules",
                                        answering("rules.one", 1, "throw new IllegalStateException(\"boom\");"),
                                        SCALAR)))
                .hasMessageContaining("boom");
        assertThat(
                        refused(
                                jars.jar(
                                        "company.Rules",
                                        answering("rules.one", 1, ""),
                                        Map.of("ScalarFunction", List.of("company.Other")))))
                .hasMessageContaining("company.Other");
        assertThat(refused(jars.jar("company.Rules", answering(" ", 1, ""), SCALAR)))
                .hasMessageContaining("has no name");
    }

    /// Nothing that the engine remembers keeps the classes of a jar that is gone.
    @Test
    void letsGoOfTheClassesOfAReplacedJar() throws InterruptedException {
        Path jar = jars.jar("company.Rules", answering("rules.one", 1, ""), SCALAR);
        add(jar);
        assertThat(answer("rules.one")).isEqualTo(1);
        var loader = new WeakReference<>(engine.engine().functions().provided("rules.one").getClass().getClassLoader());
        jars.rebuild(jar, "company.Rules", answering("rules.one", 22_222, ""), SCALAR);
        add(jar);
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(loader.get()).isNull();
    }
}
