package io.github.pmdb.cpython;

import io.github.pmdb.interpreter.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What `tasks.py` wrote about its tasks.
record TrueTasks(List<TrueTask> tasks) {
  /// @param label the name that the program gave it; 3.7 keeps none
  /// @param waiter address of the future that it waits for, 0 for none
  /// @param children labels of the tasks that complete that
  /// @param outcome `repr` of the result or the exception, empty where there is neither
  record TrueTask(
      long address,
      String label,
      String name,
      String type,
      String coroutine,
      Task.State state,
      long loop,
      long waiter,
      Set<String> children,
      String outcome,
      List<TrueFrame> frames) {}

  record TrueFrame(String function, String file, int line) {}

  static TrueTasks read(Path file) {
    List<TrueTask> tasks = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        add(line.split("\t", -1), tasks);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TrueTasks(tasks);
  }

  private static void add(String[] fields, List<TrueTask> tasks) {
    if (fields[0].equals("frame")) {
      tasks
          .getLast()
          .frames()
          .add(new TrueFrame(text(fields[1]), text(fields[2]), Integer.parseInt(fields[3])));
      return;
    }
    tasks.add(
        new TrueTask(
            Long.parseLong(fields[1]),
            text(fields[2]),
            text(fields[3]),
            text(fields[4]),
            text(fields[5]),
            Task.State.valueOf(fields[6]),
            Long.parseLong(fields[7]),
            Long.parseLong(fields[8]),
            fields[9].isEmpty() ? Set.of() : Set.of(fields[9].split(",")),
            text(fields[10]),
            new ArrayList<>()));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  String label(long address) {
    return tasks.stream()
        .filter(task -> task.address() == address)
        .map(TrueTask::label)
        .findFirst()
        .orElse("no task of the program");
  }

  /// Labels of the tasks that wait for one.
  Set<String> awaiting(String label) {
    return tasks.stream()
        .filter(task -> task.state() == Task.State.WAITING && task.children().contains(label))
        .map(TrueTask::label)
        .collect(Collectors.toSet());
  }
}
