package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Learnt;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Section;
import io.github.pmdb.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The offsets that `_asyncio` of CPython 3.14 has for debuggers, in its section `.AsyncioDebug`:
/// `struct _Py_AsyncioModuleDebugOffsets` of `Modules/_asynciomodule.c`, words in the order of
/// [#FIELDS].
public final class AsyncioDebug {
  private static final String SECTION = ".AsyncioDebug";

  /// An empty name is a word that is not needed.
  private static final String[] FIELDS = {
    "task.sizeof",
    "task.name",
    "task.awaited_by",
    "",
    "task.awaited_by_is_set",
    "task.coro",
    "task.node",
    "",
    "interp.asyncio_tasks_head",
    "",
    "tstate.asyncio_running_loop",
    "tstate.asyncio_running_task",
    "tstate.asyncio_tasks_head"
  };

  private static final int IS_TASK = 3;
  private static final int MAX_OFFSET = 1 << 20;

  private AsyncioDebug() {}

  /// The layout with the target's own offsets put over it, as it is where there are none.
  public static Layout refine(Layout layout, Snapshot snapshot) {
    if (!layout.has("task.node")) {
      return layout;
    }
    return snapshot.objects().stream()
        .filter(object -> object.name().startsWith("_asyncio.") || object.isExecutable())
        .map(LoadedObject::symbols)
        .flatMap(symbols -> symbols.section(SECTION).stream())
        .map(section -> read(snapshot.memory(), section))
        .flatMap(Optional::stream)
        .findFirst()
        .map(offsets -> layout.with(offsets, Learnt.COOKIE))
        .orElse(layout);
  }

  private static Optional<Map<String, Integer>> read(Memory memory, Section section) {
    Map<String, Integer> offsets = new HashMap<>();
    try {
      for (int i = 0; i < FIELDS.length; i++) {
        long offset = memory.i64(section.address() + 8L * i);
        if (offset <= 0 || offset > MAX_OFFSET) {
          return Optional.empty();
        }
        if (i == IS_TASK) { // a flag behind the state in `FutureObj_HEAD`
          offsets.put("future.state", (int) offset - Integer.BYTES);
        } else if (!FIELDS[i].isEmpty()) {
          offsets.put(FIELDS[i], (int) offset);
        }
      }
    } catch (MemoryFault _) {
      return Optional.empty(); // the bundled offsets remain
    }
    return Optional.of(offsets);
  }
}
