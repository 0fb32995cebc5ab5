package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The object `process` of the main thread.
public final class ProcessObject {
  private static final int MOST_ITEMS = 10_000;
  private static final int LONGEST = 1 << 16;
  private static final Limits SHORT = new Limits(1, 1, 1, 256);

  private final Describer describer;
  private final Strings strings;
  private final Properties properties;

  private ProcessObject(Describer describer) {
    this.describer = describer;
    this.strings = new Strings(describer.reader());
    this.properties = new Properties(describer.reader());
  }

  /// What it says; texts are empty where it says nothing.
  ///
  /// @param versions `v8: 11.3.244.8-node.38` and so on
  public record Facts(
      long address,
      String version,
      List<String> versions,
      String arch,
      String platform,
      String pid,
      String execPath,
      List<String> argv,
      List<String> execArgv) {}

  /// Looks through the heap of the first isolate.
  public static Optional<Facts> find(Describer describer, Runnable check) {
    V8Heap heap = describer.reader().heap();
    if (heap.isolates().isEmpty()) {
      return Optional.empty();
    }
    long main = heap.isolates().getFirst().heap();
    V8Heap.Walk<Search> walk =
        heap.walk(r -> r.chunk().heap() == main, () -> new Search(describer), check);
    ProcessObject reading = new ProcessObject(describer);
    return walk.visitors().stream()
        .flatMap(s -> s.found.stream())
        .flatMap(a -> reading.read(Tagged.reference(a)).stream())
        .findFirst();
  }

  private static final class Search implements Visitor {
    private final HeapReader reader;
    private final Describer describer;
    private final List<Long> found = new ArrayList<>();

    Search(Describer describer) {
      this.describer = describer;
      this.reader = describer.reader();
    }

    @Override
    public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
      boolean candidate =
          reader.isReceiver(map.type())
              && !map.isPrototype()
              && describer.constructors().name(map).equals("process");
      if (candidate) {
        found.add(address);
      }
    }
  }

  private Optional<Facts> read(long object) {
    try {
      String version = text(object, "version");
      return version.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Facts(
                  Tagged.address(object),
                  version,
                  versions(object),
                  text(object, "arch"),
                  text(object, "platform"),
                  text(object, "pid"),
                  text(object, "execPath"),
                  list(object, "argv"),
                  list(object, "execArgv")));
    } catch (MemoryFault _) {
      // A damaged one says nothing; another may.
      return Optional.empty();
    }
  }

  private String text(long object, String name) {
    return properties
        .own(object, name)
        .filter(p -> !p.accessor())
        .map(p -> plain(p.value()))
        .orElse("");
  }

  /// A string without quotes; anything else as it is described.
  private String plain(long value) {
    return describer.reader().isString(describer.reader().type(value))
        ? strings.read(value, LONGEST).text()
        : describer.describe(value, SHORT).text();
  }

  private List<String> versions(long object) {
    Optional<Property> versions = properties.own(object, "versions");
    List<String> found = new ArrayList<>();
    if (versions.isPresent()) {
      for (Property version : properties.own(versions.get().value())) {
        found.add(describer.keys().name(version.key()) + ": " + plain(version.value()));
      }
    }
    return List.copyOf(found);
  }

  private List<String> list(long object, String name) {
    return properties
        .own(object, name)
        .map(p -> new Elements(describer.reader()).of(p.value(), 0, MOST_ITEMS).elements())
        .orElse(List.of())
        .stream()
        .filter(e -> e.kind() == Elements.Kind.TAGGED)
        .map(e -> plain(e.value()))
        .toList();
  }
}
