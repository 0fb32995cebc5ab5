package io.github.pmdb.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the table of docs/architecture.md: which package may see which.
final class ArchitectureTest {
  private static final String ROOT = "io.github.pmdb";
  private static final int MOST_TYPES = 20;

  private static final String[] CORES = {
    ROOT + ".text..",
    ROOT + ".thread..",
    ROOT + ".memory..",
    ROOT + ".elf..",
    ROOT + ".core..",
    ROOT + ".procfs..",
    ROOT + ".snapshot..",
    ROOT + ".frame..",
    ROOT + ".interpreter.."
  };

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/fixture"))
          .importPackages(ROOT);

  @Test
  void miProtocolSeesTheJdkAndJackson() {
    onlySee(ROOT + ".mi..", "tools.jackson..", "com.fasterxml.jackson.annotation..");
  }

  @Test
  void coresSeeElfAndTheDecompressors() {
    for (String part : CORES) {
      onlySee(
          part,
          plus(
              CORES,
              "net.fornwall.jelf..",
              "org.apache.commons.compress..",
              "org.tukaani.xz..",
              "com.github.luben.zstd.."));
    }
  }

  @Test
  void cpythonSeesCores() {
    onlySee(ROOT + ".cpython..", plus(CORES, ROOT + ".cpython.."));
  }

  @Test
  void nodeSeesCores() {
    onlySee(ROOT + ".node..", plus(CORES, ROOT + ".node.."));
  }

  @Test
  void uprobesSeeCores() {
    onlySee(ROOT + ".uprobe..", plus(CORES, ROOT + ".uprobe.."));
  }

  @Test
  void outputSeesNothingOfOursButWhatPrints() {
    noClasses()
        .that(resideInAPackage(ROOT + ".output.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(resideOutsideOfPackages(ROOT + ".output..", ROOT + ".text..")))
        .check(ALL);
  }

  @Test
  void eachLibraryHasItsPlace() {
    Map<String, List<String>> places =
        Map.of(
            "org.jline..",
            List.of(".shell.."),
            "com.pty4j..",
            List.of(".gdb.."),
            "org.apache.commons.cli..",
            List.of(".app.."),
            ROOT + ".mi..",
            List.of(".gdb..", ".mi.."),
            ROOT + ".cpython..",
            List.of(".cpython.."),
            ROOT + ".node..",
            List.of(".node..", ".command.node.."),
            ROOT + ".uprobe..",
            List.of(".uprobe..", ".command.trace..", ".gdb.symbols.."),
            "net.fornwall.jelf..",
            List.of(".elf..", ".core.."));
    places.forEach(ArchitectureTest::usedOnlyFrom);
  }

  /// The table of `docs/architecture.md` names every package, and none that is not there.
  @Test
  void thePageNamesThePackages() throws IOException {
    Set<String> named =
        Files.readAllLines(Path.of("..", "docs", "architecture.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|")[2])
            .flatMap(cell -> Pattern.compile("`\\.([a-z]+)`").matcher(cell).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        ALL.stream()
            .map(type -> type.getPackageName() + ".")
            .filter(name -> name.startsWith(ROOT + "."))
            .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));
    // The library of the tests is not among what is checked here.
    named.remove("fixture");
    assertEquals(there, named);
  }

  @Test
  void packagesDependOnEachOtherWithoutCircles() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(alwaysTrue(), simpleName("UserError"))
        .because("everything may tell the user what failed")
        .check(ALL);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .because("such a name says nothing")
        .check(ALL);
  }

  @Test
  void threeExceptionsAreEnough() {
    Set<String> own =
        ALL.stream()
            .filter(type -> type.isAssignableTo(Throwable.class))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());
    assertTrue(Set.of("MemoryFault", "UserError", "GdbError").containsAll(own), own.toString());
  }

  @Test
  void packagesStaySmall() {
    Map<String, Long> sizes =
        ALL.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    sizes.values().removeIf(size -> size <= MOST_TYPES);
    assertEquals(Map.of(), sizes);
  }

  @Test
  void nullIsMarkedEverywhere() {
    Set<String> marked =
        ALL.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    classes()
        .should()
        .resideInAnyPackage(marked.toArray(String[]::new))
        .because("each package has a package-info with @NullMarked")
        .check(ALL);
  }

  private static void onlySee(String who, String... whom) {
    noClasses()
        .that(resideInAPackage(who))
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages(plus(whom, who, "java..", "org.jspecify.annotations..")))
        .check(ALL);
  }

  private static void usedOnlyFrom(String library, List<String> places) {
    String[] allowed = places.stream().map(place -> ROOT + place).toArray(String[]::new);
    noClasses()
        .that(resideOutsideOfPackages(allowed))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(ALL);
  }

  private static String[] plus(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
