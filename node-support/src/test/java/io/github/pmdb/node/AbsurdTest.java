package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Path;
import io.github.pmdb.node.expression.Walk;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// `fixtures/node/absurd.js` has what no sane program has.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbsurdTest {
  private RunningFixture program;
  private Snapshot snapshot;
  private NodeInspector node;
  private long absurd;

  @BeforeAll
  void start() {
    program = Fixture.start(Nodes.any().command("absurd"));
    snapshot = LiveProcess.open(program.pid());
    node = HeapReading.inspector(snapshot);
    long[] found =
        new Instances(node.heap(), node.describer().constructors())
            .named("Absurd"::equals, OptionalInt.empty(), AbsurdTest::goOn)
            .addresses();
    assertEquals(1, found.length);
    absurd = Tagged.reference(found[0]);
  }

  @AfterAll
  void end() {
    snapshot.close();
    program.close();
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  private long at(String path) {
    return new Walk(node.describer()).follow(absurd, Path.parse(path)).value();
  }

  private String text(String path) {
    return node.describer().describe(at(path), Limits.DEFAULT).text();
  }

  @Test
  void listsThatLeadBackEnd() {
    EventLoop loop = new EventLoops(node).find(AbsurdTest::goOn).loops().getFirst();
    assertEquals(
        List.of(
            "a list of immediates leads back into itself",
            "a queue of ticks leads back into itself"),
        loop.problems().stream().map(Problem::what).toList());
    assertEquals(1, loop.immediates().size());
    assertEquals(1, loop.ticks().size());
  }

  @Test
  void aLongChainOfBoundFunctionsIsCut() {
    String name = node.describer().functions().name(at(".bound"));
    assertEquals("bound ".repeat(64) + "...", name);
    assertTrue(text(".bound").contains("bound bound"), text(".bound"));
  }
}
