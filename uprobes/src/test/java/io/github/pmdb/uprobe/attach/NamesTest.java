package io.github.pmdb.uprobe.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Functions of C++ go by what their source calls them.
class NamesTest {
  private static final String SOURCE =
      """
      namespace shop {
      struct Cart {
        int total = 0;
        int add(int number);
        int add(const char *name);
      };
      int Cart::add(int number) {
        auto more = [&](int by) { return total += by; };
        return more(number);
      }
      int Cart::add(const char *name) { return name[0]; }
      }
      extern "C" int plain(void) { return 0; }
      """;

  @TempDir private Path directory;

  private List<String> names(Path library, String pattern) {
    return new FilePlaces(library)
        .find(Location.parse(pattern)).places().stream().map(Place::name).sorted().toList();
  }

  @Test
  void withTheirParametersOrWithout() throws Exception {
    Path source = Files.writeString(directory.resolve("shop.cc"), SOURCE);
    Path library = directory.resolve("shop.so");
    String compiler = Requirement.tool("g++").toString();
    Finished.run(
            List.of(
                compiler, "-shared", "-fPIC", "-O0", "-o", library.toString(), source.toString()))
        .check();
    String byName = "shop::Cart::add(char const*)";
    String byNumber = "shop::Cart::add(int)";
    assertEquals(List.of(byName, byNumber), names(library, "shop::Cart::add"));
    assertEquals(List.of(byNumber), names(library, "shop::Cart::add\\(int\\)"));
    assertEquals(List.of(byNumber), names(library, "_ZN4shop4Cart3addEi"));
    assertEquals(
        List.of("shop::Cart::add(int)::{lambda(int)#1}::operator()(int) const"),
        names(library, ".*lambda.*"));
    assertEquals(List.of("plain"), names(library, "plain"));
    assertEquals(3, names(library, "shop::.*").size());
  }
}
