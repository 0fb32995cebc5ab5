package io.github.pmdb.node.heapdiff;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A `.heapsnapshot`, as V8 or pmdb wrote it: how many objects each constructor has. It is read
/// once and in passing.
public final class FileMoment implements Moment {
  private static final int OFTEN = 1 << 16;

  /// How V8 begins the names of its own objects.
  private static final String INTERNAL = "system / ";

  /// Names of constructors at most: what has more is none of V8's.
  private static final int MOST_NAMES = 1 << 20;

  private final Runnable check;
  private final Map<ObjectKind, Sums> sums = new HashMap<>();

  /// Objects by the number of their name.
  private final Map<Integer, Sums> byName = new HashMap<>();

  private List<String> fields = List.of();
  private List<String> types = List.of();

  private FileMoment(Runnable check) {
    this.check = check;
  }

  /// Whether a file begins as a snapshot does; a core never does.
  public static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '{';
    }
  }

  /// @throws UserError when the file is no snapshot that can be read
  public static FileMoment read(Path file, Runnable check) {
    FileMoment moment = new FileMoment(check);
    try (InputStream in = Files.newInputStream(file)) {
      moment.scan(new JsonScan(in));
      return moment;
    } catch (IOException e) {
      throw new UserError(
          "%s can not be read as a .heapsnapshot: %s".formatted(file, e.getMessage()),
          "v8.writeHeapSnapshot() and pmdb's heapsnapshot write such files");
    }
  }

  @Override
  public Map<ObjectKind, Sums> kinds() {
    return Map.copyOf(sums);
  }

  private void scan(JsonScan json) throws IOException {
    json.sign('{');
    for (boolean first = true; json.more(first, '}'); first = false) {
      String key = json.string();
      json.sign(':');
      switch (key) {
        case "snapshot" -> snapshot(json);
        case "nodes" -> nodes(json);
        case "strings" -> strings(json);
        default -> json.skip();
      }
    }
    if (sums.isEmpty()) {
      throw new IOException("it has no objects");
    }
  }

  private void snapshot(JsonScan json) throws IOException {
    json.sign('{');
    for (boolean first = true; json.more(first, '}'); first = false) {
      boolean isMeta = json.string().equals("meta");
      json.sign(':');
      if (isMeta) {
        meta(json);
      } else {
        json.skip();
      }
    }
  }

  private void meta(JsonScan json) throws IOException {
    json.sign('{');
    for (boolean first = true; json.more(first, '}'); first = false) {
      String key = json.string();
      json.sign(':');
      switch (key) {
        case "node_fields" -> fields = words(json);
        case "node_types" -> {
          json.sign('[');
          types = words(json);
          while (json.more(false, ']')) {
            json.skip();
          }
        }
        default -> json.skip();
      }
    }
  }

  private static List<String> words(JsonScan json) throws IOException {
    List<String> words = new ArrayList<>();
    json.sign('[');
    while (json.more(words.isEmpty(), ']')) {
      words.add(json.string());
    }
    return words;
  }

  private int field(String name) throws IOException {
    int index = fields.indexOf(name);
    if (index < 0) {
      throw new IOException("its nodes have no " + name);
    }
    return index;
  }

  private void nodes(JsonScan json) throws IOException {
    int typeAt = field("type");
    int nameAt = field("name");
    int sizeAt = field("self_size");
    long[] node = new long[fields.size()];
    json.sign('[');
    long count = 0;
    for (boolean first = true; json.more(first, ']'); first = false) {
      node[0] = json.number();
      for (int i = 1; i < node.length; i++) {
        json.sign(',');
        node[i] = json.number();
      }
      if (count++ % OFTEN == 0) {
        check.run();
      }
      if (node[typeAt] >= 0 && node[typeAt] < types.size()) {
        node(types.get((int) node[typeAt]), (int) node[nameAt], new Sums(1, node[sizeAt]));
      }
    }
  }

  private void node(String type, int name, Sums one) throws IOException {
    switch (type) {
      case "string", "concatenated string", "sliced string" -> add(ObjectKind.STRING, one);
      case "closure" -> add(ObjectKind.FUNCTION, one);
      case "regexp" -> add("RegExp", one);
      case "object" -> {
        byName.merge(name, one, Sums::plus);
        if (byName.size() > MOST_NAMES) {
          throw new IOException("it has too many constructors");
        }
      }
      default -> add("(" + type + ")", one);
    }
  }

  private void add(String name, Sums one) {
    sums.merge(new ObjectKind(name, List.of()), one, Sums::plus);
  }

  private void strings(JsonScan json) throws IOException {
    json.sign('[');
    int index = 0;
    for (boolean first = true; json.more(first, ']'); first = false) {
      if (index % OFTEN == 0) {
        check.run();
      }
      Sums sum = byName.get(index++);
      if (sum == null) {
        json.skip();
      } else {
        String name = json.string();
        boolean internal = name.startsWith(INTERNAL);
        add(internal ? "(" + name.substring(INTERNAL.length()) + ")" : name, sum);
      }
    }
  }
}
