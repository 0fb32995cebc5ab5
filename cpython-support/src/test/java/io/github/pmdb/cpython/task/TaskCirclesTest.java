package io.github.pmdb.cpython.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.Resource;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskReport.Circle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Many circles in few loops.
class TaskCirclesTest {
  private static final Heap HEAP =
      new Heap(
          new Forged(0x1000, 16),
          Layouts.of(new PythonVersion(3, 11, 3), Build.RELEASE).orElseThrow(),
          Map.of());

  private static Task waits(long address, long holder, long loop) {
    Resource lock = new Resource(address + 8, "a lock", List.of(new Ref(holder, "")), true, "");
    Waiting waiting = new Waiting(address + 16, "Future", List.of(), 0, 0).of(lock);
    return new Task(
        address,
        "",
        "Task",
        "crosses",
        Task.State.WAITING,
        OptionalLong.empty(),
        loop,
        List.of(),
        Optional.of(waiting),
        List.of(),
        "",
        "");
  }

  @Test
  void threadsAreLookedForOncePerLoop() {
    List<Task> tasks = new ArrayList<>();
    for (long address = 0x1_0000; address < 0x1_1000; address += 0x200) {
      long loop = address < 0x1_0800 ? 0x2000 : 0x3000;
      tasks.add(waits(address, address + 0x100, loop));
      tasks.add(waits(address + 0x100, address, loop));
    }
    List<Set<Long>> asked = new ArrayList<>();
    List<Circle> circles =
        new TaskCircles(
                HEAP,
                new Futures(HEAP),
                tasks,
                loops -> {
                  asked.add(loops);
                  return List.of(7L);
                })
            .find();
    assertEquals(8, circles.size());
    circles.forEach(circle -> assertEquals(List.of(7L), circle.others()));
    assertEquals(List.of(Set.of(0x2000L), Set.of(0x3000L)), asked);
  }
}
