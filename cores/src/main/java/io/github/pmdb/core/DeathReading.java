package io.github.pmdb.core;

import io.github.pmdb.core.CoreSnapshot.Death;
import io.github.pmdb.core.CoreSnapshot.Sender;
import io.github.pmdb.core.CoreSnapshot.SignalInfo;
import io.github.pmdb.core.note.CoreNotes;
import io.github.pmdb.core.note.SignalNote;
import java.util.Optional;

/// How the process ended, from the notes.
///
/// gcore writes `pr_cursig` 0 for a process that was running; a debugger that had stopped it itself
/// writes what it stopped it with: SIGSTOP, SIGINT, or SIGTRAP of its own breakpoint. None of these
/// kills with a core, so only a signal that does counts as the end of the process.
final class DeathReading {
  private DeathReading() {}

  static Death read(CoreNotes notes) {
    int number = notes.threads().isEmpty() ? 0 : notes.threads().getFirst().signal();
    if (number == 0 && !notes.writtenByDebugger()) {
      number = notes.signal().map(SignalNote::number).orElse(0);
    }
    boolean ofDebugger =
        notes.writtenByDebugger() && (number == Signals.TRAP || !Signals.dumpsCore(number));
    if (number <= 0 || ofDebugger) {
      return new Death(true, Optional.empty());
    }
    int killer = number;
    return new Death(
        false,
        Optional.of(
            notes
                .signal()
                .filter(s -> s.number() == killer)
                .map(DeathReading::info)
                .orElseGet(() -> numberOnly(killer))));
  }

  private static SignalInfo numberOnly(int number) {
    return new SignalInfo(number, Signals.name(number), 0, "", Optional.empty(), Optional.empty());
  }

  private static SignalInfo info(SignalNote note) {
    int number = note.number();
    int code = note.code();
    return new SignalInfo(
        number,
        Signals.name(number),
        code,
        Signals.codeText(number, code),
        Signals.hasAddress(number, code) ? Optional.of(note.address()) : Optional.empty(),
        Signals.hasSender(code)
            ? Optional.of(new Sender(note.pid(), note.uid()))
            : Optional.empty());
  }
}
