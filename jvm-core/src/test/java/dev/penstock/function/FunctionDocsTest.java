package dev.penstock.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testing.UserJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples in the documentation of the interfaces are functions that work.
class FunctionDocsTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ""), "src/main/java/dev/penstock/function");
    private static final Pattern EXAMPLE = Pattern.compile("/// ```java\n(.*?)/// ```\n", Pattern.DOTALL);

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "ScalarFunction, NetPay, ScalarFunction, rules.net_pay",
        "RowFunction, NetPay, ScalarFunction, rules.net_pay",
        "FoldFunction, WeightedMean, AggregateFunction, stats.weighted_mean"
    })
    void anExampleIsAFunction(String documented, String name, String service, String function) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(SOURCES.resolve(documented + ".java")));
        assertThat(example.find()).isTrue();
        String source =
                example.group(1).lines().map(line -> line.replaceFirst("^/// ?", "")).collect(Collectors.joining("\n"));
        String imports = "import static dev.penstock.function.Kind.*; import static dev.penstock.type.Types.*;";
        Path jar =
                new UserJars(folder)
                        .jar("company." + name, imports + source, Map.of(service, List.of("company." + name)));
        try (FunctionRegistry functions = FunctionRegistry.load(FunctionDocsTest.class.getClassLoader())) {
            functions.add(List.of(jar), folder);
            assertThat(functions.find(function)).isNotNull();
        }
    }
}
