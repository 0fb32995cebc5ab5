package io.github.pmdb.cpython;

import io.github.pmdb.cpython.TrueTasks.TrueFrame;
import io.github.pmdb.interpreter.Fiber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a program wrote about its greenlets, and what was read of them, in the same shape.
final class TrueFibers {
  private TrueFibers() {}

  /// A greenlet without its frames.
  record Identity(
      String type,
      String name,
      String function,
      Fiber.State state,
      boolean main,
      long tid,
      long parent) {}

  /// @param frames innermost first; of one that runs from the outermost on as many as it told, and
  ///   without the line of the innermost, which has gone on
  record Seen(Identity identity, List<TrueFrame> frames) {}

  static Map<Long, Seen> read(Path file) {
    Map<Long, Seen> found = new TreeMap<>();
    try {
      List<TrueFrame> frames = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split("\t", -1);
        if (fields[0].equals("frame")) {
          frames.add(new TrueFrame(text(fields[1]), text(fields[2]), Integer.parseInt(fields[3])));
        } else {
          frames = new ArrayList<>();
          found.put(Long.parseLong(fields[1]), new Seen(identity(fields), frames));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.replaceAll((_, seen) -> new Seen(seen.identity(), comparable(seen, Integer.MAX_VALUE)));
    return found;
  }

  private static Identity identity(String[] fields) {
    return new Identity(
        text(fields[2]),
        text(fields[3]),
        text(fields[4]),
        Fiber.State.valueOf(fields[5]),
        fields[6].equals("True"),
        Long.parseLong(fields[7]),
        Long.parseLong(fields[8]));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  /// @param truth tells how many frames of one that runs are compared
  static Map<Long, Seen> of(List<Fiber> fibers, Map<Long, Seen> truth) {
    Map<Long, Seen> found = new TreeMap<>();
    for (Fiber fiber : fibers) {
      Seen seen =
          new Seen(
              new Identity(
                  fiber.type(),
                  fiber.name(),
                  fiber.function(),
                  fiber.state(),
                  fiber.main(),
                  fiber.tid().orElse(0),
                  fiber.parentAddress()),
              fiber.frames().stream()
                  .map(frame -> new TrueFrame(frame.function(), frame.file(), frame.line()))
                  .toList());
      int told =
          truth.containsKey(fiber.address()) ? truth.get(fiber.address()).frames().size() : 0;
      found.put(fiber.address(), new Seen(seen.identity(), comparable(seen, told)));
    }
    return found;
  }

  private static List<TrueFrame> comparable(Seen seen, int told) {
    List<TrueFrame> all = seen.frames();
    if (seen.identity().state() != Fiber.State.RUNNING || all.isEmpty()) {
      return List.copyOf(all);
    }
    List<TrueFrame> outer =
        new ArrayList<>(all.subList(Math.max(0, all.size() - told), all.size()));
    TrueFrame innermost = outer.removeFirst();
    outer.addFirst(new TrueFrame(innermost.function(), innermost.file(), 0));
    return outer;
  }
}
