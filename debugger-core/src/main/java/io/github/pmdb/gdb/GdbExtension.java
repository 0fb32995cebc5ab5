package io.github.pmdb.gdb;

import io.github.pmdb.gdb.script.GdbModule;
import io.github.pmdb.mi.MiAnswer.Done;
import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiJson;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Intervention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pmdb_gdb.py` inside a running gdb.
final class GdbExtension {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private final GdbDialog dialog;
  private final boolean machine;

  private GdbExtension(GdbDialog dialog, boolean machine) {
    this.dialog = dialog;
    this.machine = machine;
  }

  /// Loads the extension; empty where this gdb has no Python.
  static Optional<GdbExtension> load(GdbDialog dialog) {
    if (dialog
        .tryAsk(MiCommand.console("python " + GdbModule.loading("pmdb_gdb")), GdbDialog.QUICK)
        .isEmpty()) {
      return Optional.empty();
    }
    MiCommand known = MiCommand.of("-info-gdb-mi-command", "pmdb-frames");
    boolean machine =
        dialog
            .tryAsk(known, GdbDialog.QUICK)
            .map(done -> done.results().tuple("command").text("exists").equals("true"))
            .orElse(false);
    return Optional.of(new GdbExtension(dialog, machine));
  }

  /// Gives gdb the Python commands that it has in its own right, for where the user's lines do not
  /// pass by us: `commands`, `define`, the full-screen interface. Its `bt` stays as it is.
  ///
  /// @param file as `scripts/pmdb python-ext` prints it; where it is absent gdb goes without
  void addCommands(Path file) {
    if (Files.isReadable(file)) {
      dialog.tryAsk(MiCommand.console("source " + file), GdbDialog.LONG);
      dialog.tryAsk(MiCommand.console("disable frame-filter global pmdb-python"), GdbDialog.QUICK);
    }
  }

  /// The extension, loaded already, spoken to as before gdb 12: by console commands that print
  /// JSON.
  static GdbExtension console(GdbDialog dialog) {
    return new GdbExtension(dialog, false);
  }

  FramesReply frames(long lwp, int limit, Duration time) {
    return ask(FramesReply.class, time, "pmdb-frames", Long.toString(lwp), Integer.toString(limit));
  }

  RegistersReply registers() {
    return ask(RegistersReply.class, GdbDialog.LONG, "pmdb-registers");
  }

  /// @param threads those that stand still
  record RegistersReply(List<ThreadRegisters> threads) {
    Map<Long, Registers> byThread() {
      return threads.stream()
          .collect(Collectors.toMap(ThreadRegisters::lwp, ThreadRegisters::registers));
    }
  }

  /// @param values in hex, in the order of [Registers#NAMES]
  record ThreadRegisters(long lwp, List<String> values) {
    Registers registers() {
      return new Registers(
          values.stream().mapToLong(v -> Long.parseUnsignedLong(v.substring(2), 16)).toArray());
    }
  }

  SelectionReply selection() {
    return ask(SelectionReply.class, GdbDialog.SPARED, "pmdb-selection");
  }

  /// Selects a thread and a frame of it; gdb's console says nothing of it.
  ///
  /// @return what is selected now
  SelectionReply select(long lwp, int level) {
    return ask(
        SelectionReply.class,
        GdbDialog.LONG,
        "pmdb-select",
        Long.toString(lwp),
        Integer.toString(level));
  }

  /// @param lwp 0 when no thread is selected
  record SelectionReply(long lwp, int level) {}

  /// Calls a function on a thread.
  CallReply call(long lwp, boolean alone, long function, long[] arguments, Duration time) {
    String[] words =
        LongStream.concat(LongStream.of(lwp, alone ? 1 : 0, function), LongStream.of(arguments))
            .mapToObj(Long::toUnsignedString)
            .toArray(String[]::new);
    return ask(CallReply.class, time, "pmdb-call", words);
  }

  /// @param value in hex
  /// @param born kernel id of a new thread, 0 for none
  record CallReply(String value, long born) {
    Intervention.Called called() {
      return new Intervention.Called(
          Long.parseUnsignedLong(value.substring(2), 16),
          born == 0 ? OptionalLong.empty() : OptionalLong.of(born));
    }
  }

  /// Stops threads at an address without a word, or takes that back.
  TrapReply trap(long address, boolean set) {
    return ask(
        TrapReply.class,
        GdbDialog.QUICK,
        "pmdb-trap",
        Long.toUnsignedString(address),
        set ? "1" : "0");
  }

  /// @param traps how many there are now
  record TrapReply(int traps) {}

  /// Listens for calls of a function with a marked text.
  ListenReply listen(long address, long mark) {
    return ask(
        ListenReply.class,
        GdbDialog.QUICK,
        "pmdb-listen",
        Long.toUnsignedString(address),
        Long.toUnsignedString(mark));
  }

  /// @param listening the address of the function, in hex
  record ListenReply(String listening) {}

  /// Which of them stop the process now: those with these letters.
  HeedReply heed(int... letters) {
    return ask(
        HeedReply.class,
        GdbDialog.QUICK,
        "pmdb-heed",
        Arrays.stream(letters).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /// @param heeding how many letters
  record HeedReply(int heeding) {}

  /// @param taken whether it counts as told from now on
  HeardReply heard(boolean taken) {
    return ask(HeardReply.class, GdbDialog.QUICK, "pmdb-heard", taken ? "1" : "0");
  }

  /// @param lwp 0 for none
  /// @param text an address in hex, as is `function`
  /// @param fresh 1 or 0
  record HeardReply(long lwp, String text, String function, int fresh) {
    Optional<Intervention.Heard> heard() {
      return lwp == 0
          ? Optional.empty()
          : Optional.of(new Intervention.Heard(lwp, address(text), address(function), fresh != 0));
    }

    private static long address(String hex) {
      return Long.parseUnsignedLong(hex.substring(2), 16);
    }
  }

  private <T> T ask(Class<T> type, Duration time, String operation, String... parameters) {
    try {
      return MAPPER.treeToValue(tree(time, operation, parameters), type);
    } catch (JacksonException | NumberFormatException e) {
      throw new UserError(
          "gdb's answer to " + operation + " is not what it should be: " + e.getMessage(),
          "Please report it, with a transcript by --record.",
          e);
    }
  }

  private JsonNode tree(Duration time, String operation, String... parameters) {
    if (machine) {
      Done done = dialog.ask(MiCommand.of("-" + operation, parameters), time);
      return MiJson.tree(done.results());
    }
    String line = operation + " " + String.join(" ", parameters);
    return MAPPER.readTree(dialog.ask(MiCommand.console(line.strip()), time).console());
  }
}
