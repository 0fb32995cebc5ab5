package io.github.pmdb.node.frame;

import io.github.pmdb.frame.NativeFrame;
import java.util.List;
import java.util.Optional;

/// Whether a thread waits for events in a loop of libuv, by its native stack.
public final class Polling {
  private static final String LOOP = "uv_run";
  private static final String POLL = "uv__io_poll";
  private static final String CALL = "epoll_";

  /// Calls of libc that lie above the poll.
  private static final int MOST_ABOVE_POLL = 3;

  private Polling() {}

  /// @param frames the innermost first
  public static boolean isIn(List<NativeFrame> frames) {
    List<Optional<String>> names = frames.stream().map(NativeFrame::function).toList();
    int run = names.indexOf(Optional.of(LOOP));
    // A callback that waits for a child process has a loop of its own for that.
    boolean only = run >= 0 && names.lastIndexOf(Optional.of(LOOP)) == run;
    int poll = names.indexOf(Optional.of(POLL));
    return only && (poll >= 0 ? poll <= MOST_ABOVE_POLL : isStripped(names.subList(0, run)));
  }

  /// A program without its local symbols has no name for the poll, which alone is between the loop
  /// and the call of the kernel then.
  private static boolean isStripped(List<Optional<String>> above) {
    int call = above.size() - 2;
    return call >= 0
        && call < MOST_ABOVE_POLL
        && above.getLast().isEmpty()
        && above.get(call).filter(name -> name.startsWith(CALL)).isPresent();
  }
}
