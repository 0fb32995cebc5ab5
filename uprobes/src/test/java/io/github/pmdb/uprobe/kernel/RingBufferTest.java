package io.github.pmdb.uprobe.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RingBufferTest {
  /// Offset of `rdi` in the context, `struct pt_regs`.
  private static final int FIRST_ARGUMENT = 112;

  private static final int RING = 4096;
  private static final int RECORD = 24;

  /// Sends the first argument; what finds no room is counted in `lost`.
  private static Code sending() {
    Label lost = new Label();
    return new Assembler()
        .load(Width.WORD, Register.R6, Register.R1, FIRST_ARGUMENT)
        .map(Register.R1, "events")
        .move(Register.R2, RECORD)
        .move(Register.R3, 0)
        .call(KernelFunction.RINGBUF_RESERVE)
        .jumpIf(Condition.EQUAL, Register.R0, 0, lost)
        .store(Width.LONG, Register.R0, 0, Register.R6)
        .move(Register.R1, Register.R0)
        .move(Register.R2, 0)
        .call(KernelFunction.RINGBUF_SUBMIT)
        .move(Register.R0, 0)
        .exit()
        .bind(lost)
        .mapValue(Register.R1, "lost", 0)
        .move(Register.R2, 1)
        .atomicAdd(Width.LONG, Register.R1, 0, Register.R2)
        .move(Register.R0, 0)
        .exit()
        .finish();
  }

  /// The kernel refuses to map more than there is.
  @Test
  void nothingStaysMappedOfARingThatCannotBeRead() throws Exception {
    Probing.require();
    try (KernelMap map = KernelMap.create(MapShape.ring(RING))) {
      assertThrows(UserError.class, () -> new RingBuffer(map, 4 * RING));
      String mappings = Files.readString(Path.of("/proc/self/maps"));
      assertFalse(mappings.contains("bpf-map"), mappings);
    }
  }

  @Test
  void recordsComeInOrderAndWhatIsLostIsCounted() {
    Probing.require();
    Path program = Fixture.compile("traced", "-O2");
    try (RunningFixture target = Fixture.start(List.of(program.toString()));
        Tracer tracer = Tracer.open()) {
      KernelMap events = tracer.map("events", MapShape.ring(RING));
      KernelMap lost = tracer.map("lost", MapShape.array(8, 1));
      Program sender = tracer.load(tracer.shape("pmdb_test", sending())).orThrow();
      tracer.attach(sender, Probing.entry(program, OptionalLong.of(target.pid()), "alpha"));
      try (RingBuffer ring = new RingBuffer(events)) {
        assertFalse(ring.await(Duration.ZERO));
        List<Long> seen = new ArrayList<>();
        // Several times around the ring, in portions that fit.
        for (int round = 0; round < 10; round++) {
          target.type("alpha 50");
          target.awaitLine("alpha 50 done");
          assertTrue(ring.await(Duration.ofSeconds(10)));
          assertEquals(50, ring.drain(record -> seen.add(record.getLong())));
        }
        List<Long> fifty = LongStream.range(0, 50).boxed().toList();
        assertEquals(fifty, seen.subList(0, 50));
        assertEquals(fifty, seen.subList(450, 500));
        assertEquals(0, lost.get(0).getLong());

        target.type("alpha 1000");
        target.awaitLine("alpha 1000 done");
        int kept = ring.drain(record -> assertEquals(RECORD, record.remaining()));
        assertTrue(kept > 0 && kept <= RING / (RECORD + 8), kept + " records");
        assertEquals(1000 - kept, lost.get(0).getLong());
      }
    }
  }
}
