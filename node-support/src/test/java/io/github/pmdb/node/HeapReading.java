package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.census.Census;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.expression.Found;
import io.github.pmdb.node.expression.Path;
import io.github.pmdb.node.expression.Walk;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.value.Inspection;
import io.github.pmdb.node.value.ProcessObject;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Snapshot;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads the heap of `fixtures/node/heap.js` and compares it with what the program says.
final class HeapReading {
  private final NodeInspector node;
  private final Describer describer;
  private final HeapTruth truth;
  private final Map<HeapAspect, Score> scores = new LinkedHashMap<>();

  HeapReading(Snapshot snapshot, HeapTruth truth) {
    this.node = inspector(snapshot);
    this.describer = node.describer();
    this.truth = truth;
  }

  static NodeInspector inspector(Snapshot snapshot) {
    Detection detection = new NodeInterpreter().detect(snapshot);
    Detection.Found found = assertInstanceOf(Detection.Found.class, detection);
    return assertInstanceOf(NodeInspector.class, found.inspector());
  }

  Map<HeapAspect, Score> compare() {
    assertEquals(java.util.List.of(), node.heap().problems());
    counts(0, "classes");
    counts(1, "worker");
    values();
    rows();
    paths();
    conditions();
    process();
    return scores;
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  private Score score(HeapAspect aspect) {
    return scores.computeIfAbsent(aspect, _ -> new Score());
  }

  /// Isolate 0 is that of the main thread.
  private void counts(int isolate, String part) {
    Census.Wanted wanted = new Census.Wanted(OptionalInt.of(isolate), false, false, false);
    Map<String, Long> counted = new LinkedHashMap<>();
    new Census(node.heap(), describer.constructors())
        .take(wanted, HeapReading::goOn)
        .rows()
        .forEach(row -> counted.put(row.name(), row.instances()));
    truth
        .counts(part)
        .forEach((name, count) ->
            score(HeapAspect.COUNTS)
                .compare(part + " " + name, count, counted.getOrDefault(name, 0L)));
  }

  private long only(String name) {
    long[] found = named(name);
    assertEquals(1, found.length, name);
    return Tagged.reference(found[0]);
  }

  private long[] named(String name) {
    return new Instances(node.heap(), describer.constructors())
        .named(name::equals, OptionalInt.of(0), HeapReading::goOn)
        .addresses();
  }

  private void values() {
    long gallery = only("Gallery");
    truth
        .texts("values")
        .forEach((name, text) ->
            score(HeapAspect.VALUES)
                .compare(
                    name,
                    text,
                    property(gallery, name)
                        .map(p -> describer.describe(p.value(), Limits.DEFAULT).text())
                        .orElse("nothing")));
  }

  private Optional<Property> property(long object, String name) {
    return new Properties(describer.reader()).own(object, name);
  }

  private void rows() {
    long layout = only("Layout");
    truth
        .tables("rows")
        .forEach((name, expected) -> {
          long value = property(layout, name).orElseThrow().value();
          Inspection laidOut = new Inspecting(describer, Limits.DEFAULT).of(value);
          Map<String, String> rows = new LinkedHashMap<>();
          Stream.of(laidOut.internal(), laidOut.properties(), laidOut.elements())
              .flatMap(java.util.List::stream)
              .forEach(row -> rows.put(row.name(), row.text()));
          expected.forEach((row, text) ->
              score(HeapAspect.ROWS)
                  .compare(name + " " + row, text, rows.getOrDefault(row, "nothing")));
        });
  }

  private void paths() {
    long gallery = only("Gallery");
    Walk walk = new Walk(describer);
    truth
        .texts("paths")
        .forEach((path, text) -> {
          Found found = walk.follow(gallery, Path.parse(path));
          String actual =
              found.isValue()
                  ? describer.describe(found.value(), Limits.DEFAULT).text()
                  : found.spelt();
          score(HeapAspect.PATHS).compare(path, text, actual);
        });
  }

  private void conditions() {
    truth
        .counts("found")
        .forEach((question, count) -> {
          String[] parts = question.split(": ", 2);
          Condition condition = Condition.parse(parts[1]);
          long found =
              Arrays.stream(named(parts[0]))
                  .filter(a -> condition.on(describer).test(Tagged.reference(a)))
                  .count();
          score(HeapAspect.CONDITIONS).compare(question, count, found);
        });
  }

  private void process() {
    ProcessObject.Facts facts = ProcessObject.find(describer, HeapReading::goOn).orElseThrow();
    Score score = score(HeapAspect.PROCESS);
    score.compare("version", truth.text("version"), facts.version());
    score.compare("pid", truth.text("pid"), facts.pid());
    score.compare("V8", true, facts.versions().contains("v8: " + truth.text("v8")));
    score.compare("argv", list("argv"), facts.argv());
    score.compare("execArgv", list("execArgv"), facts.execArgv());
    score.compare("build", truth.text("version"), "v" + node.binary().node());
    score.compare("isolates", 2, node.heap().isolates().size());
  }

  private java.util.List<String> list(String name) {
    return truth.root().get(name).valueStream().map(v -> v.asString()).toList();
  }
}
