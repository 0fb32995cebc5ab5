package io.github.pmdb.node.layout;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.build.V8Version;
import io.github.pmdb.node.layout.Layout.Constant;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts a [Layout] together: the binary's own metadata, what `v8.rules` derives from it, the
/// bundled table of the version. Tables and rules are resource files, one `NAME VALUE` a line.
public final class Layouts {
  /// Versions of V8 that have a bundled table, oldest first: those of Node.js 18 to 26.
  public static final List<V8Version> KNOWN =
      List.of(
          new V8Version(10, 2, 0, 0),
          new V8Version(11, 3, 0, 0),
          new V8Version(12, 4, 0, 0),
          new V8Version(13, 6, 0, 0),
          new V8Version(14, 6, 0, 0));

  private static final String RULES = "v8.rules";
  private static final String COMMON = "v8-common.layout";

  private Layouts() {}

  /// The layout of a build, as far as it is known.
  public static Layout of(NodeBinary binary) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Constant> constants = new LinkedHashMap<>();
    binary
        .metadata()
        .numbers()
        .forEach((name, number) -> constants.put(name, new Constant(number, Learnt.METADATA)));
    derive(constants);
    Optional<V8Version> version = binary.v8();
    V8Version nearest = nearest(version);
    boolean known = version.filter(nearest::sameMinor).isPresent();
    if (!known) {
      problems.add(unknown(binary, nearest));
    }
    add(constants, common(), known ? Learnt.TABLE : Learnt.NEAREST, problems);
    add(constants, table(nearest), known ? Learnt.TABLE : Learnt.NEAREST, problems);
    return new Layout(binary.title(), constants, problems);
  }

  private static Problem unknown(NodeBinary binary, V8Version nearest) {
    return new Problem(
        "%s is not among the versions that pmdb was tried with: what the binary does not tell is taken from V8 %s"
            .formatted(binary.title(), nearest.shortText()),
        "doubtful results are possible; docs/adding-a-node.md tells how a version is added");
  }

  /// The newest one that is not newer, else the oldest.
  private static V8Version nearest(Optional<V8Version> version) {
    return version
        .flatMap(v ->
            KNOWN.stream()
                .filter(k -> k.line() <= v.line())
                .max(Comparator.comparingInt(V8Version::line)))
        .orElse(version.isPresent() ? KNOWN.getFirst() : KNOWN.getLast());
  }

  private static void derive(Map<String, Constant> constants) {
    read(RULES)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split(" "))
        .filter(rule -> !constants.containsKey(rule[0]))
        .forEach(rule -> derive(constants, rule));
  }

  private static void derive(Map<String, Constant> constants, String[] rule) {
    Constant source = constants.get(rule[1]);
    if (source != null) {
      int distance = rule.length > 2 ? Integer.decode(rule[2]) : 0;
      constants.put(rule[0], new Constant(source.value() + distance, Learnt.DERIVED));
    }
  }

  private static void add(
      Map<String, Constant> constants,
      Map<String, Integer> table,
      Learnt learnt,
      List<Problem> problems) {
    table.forEach((name, value) -> {
      Constant known = constants.putIfAbsent(name, new Constant(value, learnt));
      if (known != null && known.value() != value && learnt == Learnt.TABLE) {
        problems.add(
            new Problem(
                "%s is %s in this binary and %s in pmdb's table; the binary is believed"
                    .formatted(name, Addresses.hex(known.value()), Addresses.hex(value))));
      }
    });
  }

  static Map<String, Integer> common() {
    return parse(read(COMMON));
  }

  /// The table of a [known][#KNOWN] version.
  public static Map<String, Integer> table(V8Version version) {
    return parse(read("v8-" + version.shortText() + ".layout"));
  }

  private static Map<String, Integer> parse(String text) {
    Map<String, Integer> table = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split(" "))
        .forEach(words -> table.put(words[0], Integer.decode(words[1])));
    return table;
  }

  private static String read(String resource) {
    try (InputStream in = Layouts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UserError("the bundled file " + resource + " is missing", "reinstall pmdb");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("the bundled file " + resource + " can not be read: " + e, "", e);
    }
  }
}
