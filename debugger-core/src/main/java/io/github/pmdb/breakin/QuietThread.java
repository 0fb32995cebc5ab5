package io.github.pmdb.breakin;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds a thread that a function may be called on: one that is not within something that the
/// function itself needs, such as the allocator with its lock.
final class QuietThread {
  private static final int FRAMES = 64;

  /// How many threads are looked at: one in the allocator is rare, many at once rarer.
  private static final int MOST = 16;

  /// Of the dynamic linker. What it calls takes locks; itself it takes none, and is where a thread
  /// often stands.
  private static final String THREAD_LOCAL = "__tls_get_addr";

  /// With the debug information of the C library, functions are called as it calls them itself.
  private static final Pattern BUSY =
      Pattern.compile(
          "(__GI_)?(_*(libc_)?(malloc|calloc|realloc|free|memalign|aligned_alloc|posix_memalign)(@.*)?"
              + "|_int_(malloc|free|realloc|memalign).*|sysmalloc.*|malloc_consolidate|systrim.*"
              + "|tcache_.*|(un)?link_chunk.*|arena_get.*|(__)?(je|tc|mi)_?(malloc|free|realloc).*"
              + "|_*pthread_(create|exit|mutex_lock|once).*|allocate_stack|start_thread_exit"
              + "|_dl_.*|__?dl(open|close|sym).*|dl(open|close|sym)|__tls_get_addr.*"
              + "|_?_?(libc_)?v?fork|_Fork|__run_fork_handlers|__lll_lock_wait.*"
              + "|_?exit|__run_exit_handlers|PyThread_start_new_thread)");

  private QuietThread() {}

  /// The selected thread when it is quiet, else another.
  ///
  /// @throws UserError when none is, with the reason for the selected one
  static long find(LiveEngine engine, List<ThreadInfo> threads, long selected) {
    List<Long> all = new ArrayList<>(List.of(selected));
    Stream<Long> others = threads.stream().map(ThreadInfo::tid).filter(tid -> tid != selected);
    others.limit(MOST).forEach(all::add);
    for (long tid : all) {
      if (busyIn(engine.frames(tid, FRAMES)).isEmpty()) {
        return tid;
      }
    }
    throw new UserError(
        "no code can be run now: thread %d stands in %s, and what is called there could wait for"
                .formatted(selected, busyIn(engine.frames(selected, FRAMES)).orElse("?"))
            + " itself for ever",
        "Let the process run a moment (`continue`, then Ctrl-C) and try again.");
  }

  /// The function of the C library that may not be entered twice, if the thread is in one.
  static Optional<String> busyIn(List<NativeFrame> frames) {
    return frames.stream()
        .filter(frame -> frame.level() != 0 || !frame.function().equals(Optional.of(THREAD_LOCAL)))
        .flatMap(frame -> frame.function().stream())
        .filter(name -> BUSY.matcher(name).matches())
        .findFirst();
  }
}
