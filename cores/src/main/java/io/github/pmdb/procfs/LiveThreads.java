package io.github.pmdb.procfs;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.procfs.waiting.Threads;
import io.github.pmdb.procfs.waiting.WaitReader;
import io.github.pmdb.procfs.waiting.WaitReader.Wait;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/// The threads of a process, the main thread first.
///
/// @param blocked where threads left user space, by thread id
record LiveThreads(
    List<ThreadInfo> threads, List<LockWait> lockWaits, Map<Long, BlockedAt> blocked) {

  /// @param statuses of all threads
  static LiveThreads read(
      Map<Long, ProcStatus> statuses, ProcDirectory process, Memory memory, LongPredicate inLibc) {
    return read(statuses, new WaitReader(process, memory, known(statuses), inLibc));
  }

  /// By thread id, the main thread first.
  static Map<Long, ProcStatus> statuses(long pid, ProcDirectory process) {
    Map<Long, ProcStatus> found = new LinkedHashMap<>();
    for (long tid : mainFirst(pid, process.numbers("task"))) {
      ProcStatus.read(process.thread(tid)).ifPresent(status -> found.put(tid, status));
    }
    if (found.isEmpty()) {
      throw ProcMemory.vanished(pid, "reading its threads");
    }
    return found;
  }

  private static LiveThreads read(Map<Long, ProcStatus> found, WaitReader waits) {
    List<ThreadInfo> threads = new ArrayList<>();
    List<LockWait> locks = new ArrayList<>();
    Map<Long, BlockedAt> blocked = new HashMap<>();
    for (var entry : found.entrySet()) {
      long tid = entry.getKey();
      ProcStatus status = entry.getValue();
      Wait wait = waits.read(tid, status.state());
      wait.lock().ifPresent(locks::add);
      wait.call().ifPresent(call -> blocked.put(tid, BlockedAt.of(call)));
      threads.add(
          new ThreadInfo(
              tid,
              namespaceTid(tid, status),
              status.name(),
              new ThreadState(status.state(), wait.text()),
              Optional.empty()));
    }
    return new LiveThreads(threads, locks, blocked);
  }

  private static List<Long> mainFirst(long pid, List<Long> tids) {
    List<Long> ordered = new ArrayList<>(tids);
    if (ordered.remove(pid)) {
      ordered.addFirst(pid);
    }
    return ordered;
  }

  private static Threads known(Map<Long, ProcStatus> found) {
    Map<Long, String> names = new HashMap<>();
    Map<Long, Long> byNamespaceTid = new HashMap<>();
    found.forEach((tid, status) -> {
      names.put(tid, status.name());
      byNamespaceTid.put(namespaceTid(tid, status), tid);
    });
    return new Threads(names, byNamespaceTid);
  }

  private static long namespaceTid(long tid, ProcStatus status) {
    List<Long> ids = status.namespacePids();
    return ids.isEmpty() ? tid : ids.getLast();
  }
}
