package dev.penstock;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.penstock.memory.Native;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Doors between the rooms open one way. A room is a package below `dev.penstock`, with what lies below it.
class RoomsTest {
    private static final String HOUSE = "dev.penstock.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.penstock");

    /// Which rooms each room may enter. The front door, `dev.penstock` itself, may enter all, and none may enter it.
    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    Map.entry("error", Set.of()),
                    Map.entry("type", Set.of("error")),
                    Map.entry("memory", Set.of("error")),
                    Map.entry("column", Set.of("memory", "type", "error")),
                    Map.entry("cdata", Set.of("column", "memory", "type", "error")),
                    Map.entry("kernel", Set.of("column", "memory", "type", "error")),
                    Map.entry("function", Set.of("column", "memory", "type", "error")),
                    Map.entry(
                            "benefits", Set.of("security", "function", "kernel", "column", "memory", "type", "error")),
                    Map.entry("security", Set.of("function", "column", "memory", "type", "error")),
                    Map.entry("plan", Set.of("type", "error")),
                    Map.entry("bind", Set.of("plan", "function", "type", "error")),
                    Map.entry("optimize", Set.of("bind", "plan", "function", "type", "error")),
                    Map.entry(
                            "run",
                            Set.of(
                                    "spill",
                                    "optimize",
                                    "bind",
                                    "plan",
                                    "function",
                                    "column",
                                    "memory",
                                    "type",
                                    "error")),
                    Map.entry(
                            "evaluate",
                            Set.of("bind", "plan", "function", "kernel", "column", "memory", "type", "error")),
                    Map.entry("explain", Set.of("run", "optimize", "bind", "plan", "function", "type", "error")),
                    Map.entry("source", Set.of("security", "plan", "kernel", "column", "memory", "type", "error")),
                    Map.entry("spill", Set.of("source", "function", "kernel", "column", "memory", "type", "error")),
                    Map.entry(
                            "operator",
                            Set.of(
                                    "run",
                                    "spill",
                                    "optimize",
                                    "evaluate",
                                    "bind",
                                    "plan",
                                    "function",
                                    "source",
                                    "kernel",
                                    "column",
                                    "memory",
                                    "type",
                                    "error")),
                    Map.entry(
                            "duckdb",
                            Set.of(
                                    "run",
                                    "evaluate",
                                    "bind",
                                    "plan",
                                    "function",
                                    "source",
                                    "kernel",
                                    "cdata",
                                    "column",
                                    "memory",
                                    "type",
                                    "error")));

    /// A room that is not listed is one of a domain, behind the door for table functions.
    private static final Set<String> DOMAIN = Set.of("function", "kernel", "column", "memory", "type", "error");

    static Stream<String> rooms() {
        return CLASSES.stream().map(RoomsTest::room).filter(room -> !room.isEmpty()).distinct().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rooms")
    void entersOnlyTheRoomsThatItsDoorsLeadTo(String room) {
        Set<String> open = new TreeSet<>(DOORS.getOrDefault(room, DOMAIN));
        open.add(room);
        classes()
                .that(describe("lie in the room " + room, type -> room(type).equals(room)))
                .should()
                .onlyDependOnClassesThat(
                        describe(
                                "lie in one of the rooms " + open + " or outside of the house",
                                type -> !inHouse(type) || open.contains(room(type))))
                .check(CLASSES);
    }

    /// It comes from the JDK's cellar, so there is one class to change when it goes.
    @Test
    void oneClassUsesUnsafe() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Native.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sun..")
                .check(CLASSES);
    }

    private static boolean inHouse(JavaClass type) {
        return (type.getBaseComponentType().getPackageName() + ".").startsWith(HOUSE);
    }

    /// The room of a class; empty for the front door.
    private static String room(JavaClass type) {
        String below = (type.getBaseComponentType().getPackageName() + ".").substring(HOUSE.length());
        return below.substring(0, Math.max(0, below.indexOf('.')));
    }
}
