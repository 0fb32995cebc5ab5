package io.github.pmdb.cpython;

/// What is compared with the truth of a target, in the order of the published table.
enum Aspect {
  /// Found by its name, with its kernel thread.
  THREADS("threads"),
  /// Function and file, in their order.
  FRAMES("frames"),
  LINES("lines"),
  /// Last line, first and last column.
  COLUMNS("columns"),
  /// Text of a variable.
  VALUES("values"),
  /// Name, class, coroutine, state, loop, thread and outcome of a task.
  TASKS("tasks"),
  /// What a task waits for, who waits for it, and its frames.
  CHAINS("chains"),
  /// What a thread handles.
  EXCEPTIONS("exceptions"),
  /// For each thread, whether it holds the lock; and who does.
  GIL("GIL"),
  /// Whether garbage is being collected.
  GC("collecting");

  private final String title;

  Aspect(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
