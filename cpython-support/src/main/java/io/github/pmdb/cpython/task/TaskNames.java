package io.github.pmdb.cpython.task;

import io.github.pmdb.interpreter.Task;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The order of tasks: `Task-9` before `Task-10`.
final class TaskNames {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,18})", Pattern.DOTALL);

  static final Comparator<Task> ORDER =
      Comparator.<Task, String>comparing(task -> stem(task.name()))
          .thenComparingLong(task -> number(task.name()))
          .thenComparing(Task::address, Long::compareUnsigned);

  private TaskNames() {}

  private static String stem(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  private static long number(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
  }
}
