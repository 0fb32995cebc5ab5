package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Joining;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// gdb's own console: types a line into it and passes everything through until gdb prompts again.
///
/// One line runs at a time; the caller's thread waits for it.
public final class GdbConsole implements AutoCloseable {
  private static final byte[] INTERRUPT = {3};

  private final GdbProcess gdb;
  private final ConsolePump pump;
  private final Thread reader;
  private final CaptureSettings settings = new CaptureSettings(this::hidden);
  private final Judgement judgement = new Judgement(this::hidden);
  private volatile Interruption interruption = Interruption.NONE;
  private boolean abandoned;
  private @Nullable TerminalSize fitted;

  private GdbConsole(GdbProcess gdb, IdleOutput between) {
    this.gdb = gdb;
    this.pump = new ConsolePump(gdb, between);
    this.reader = Thread.ofPlatform().daemon().name("gdb-console").unstarted(pump);
  }

  /// @param between gets what is written while no line runs
  public static GdbConsole open(GdbProcess gdb, IdleOutput between) {
    GdbConsole console = new GdbConsole(gdb, between);
    console.reader.start();
    return console;
  }

  /// What Ctrl-C does while a line runs and the program with it.
  public void interruption(Interruption interruption) {
    this.interruption = interruption;
  }

  /// Runs a line as if it were typed at gdb's prompt. The user, who has seen the line already, does
  /// not see gdb's echo of it. Until gdb prompts again the terminal is gdb's: its questions, its
  /// `>` prompts, its pager, TUI; while the program runs, keys go to the program, save Ctrl-C,
  /// which interrupts it (see [KeyRoute]).
  ///
  /// @param text a line; further lines are typed when gdb asks for more
  public synchronized ConsoleResult run(String text, UserTerminal terminal) {
    settings.leave();
    fit(terminal.size());
    Typed typed = Typed.of(text);
    try (UserTerminal.RawMode _ = terminal.enterRaw(() -> resize(terminal.size()))) {
      ConsoleRun run = start(typed.line(), terminal.output());
      return ended(new KeyLoop(gdb, pump, run, terminal, interruption).await(typed.rest()));
    } catch (IOException e) {
      throw new UserError("the terminal cannot be used: " + e.getMessage(), "", e);
    } finally {
      pump.hide();
    }
  }

  /// Runs a line and gives what gdb and the program wrote, as text: no pager, no questions (they
  /// are answered yes), no colours, lines of any width. When gdb wants more input than the text
  /// has, it gets the end of the file.
  ///
  /// @param text a line, and the lines that it asks for (`commands`, `python`)
  public synchronized Captured runCaptured(String text) {
    Typed typed = Typed.of(text);
    CaptureSettings.refuseTerminalCommands(typed.line());
    settings.enter();
    Captured captured = capture(judgement.wrapped(typed));
    return captured.result() instanceof ConsoleResult.Prompted && judgement.failed(typed)
        ? captured.refused()
        : captured;
  }

  /// @param result how the line ended
  /// @param text what was written, with plain line feeds
  /// @param failed gdb refused the line; known only of single lines in a gdb with Python
  public record Captured(ConsoleResult result, String text, boolean failed) {
    Captured refused() {
      return new Captured(result, text, true);
    }
  }

  private Captured capture(Typed typed) {
    CapturedBytes bytes = new CapturedBytes();
    try {
      ConsoleRun run = start(typed.line(), bytes);
      ConsoleResult result = ended(new FeedLoop(gdb, pump, run, bytes, typed.rest()).await());
      return new Captured(result, bytes.text(), false);
    } catch (IOException e) {
      throw new UserError("gdb's console cannot be used: " + e.getMessage(), "", e);
    } finally {
      pump.hide();
    }
  }

  private String hidden(String line) {
    return capture(Typed.of(line)).text();
  }

  private ConsoleRun start(String line, OutputStream out) throws IOException {
    if (abandoned) {
      throw new UserError("gdb was given up, as it did not answer", "Open the target again.");
    }
    ConsoleRun run = new ConsoleRun(line, out);
    if (pump.show(run)) {
      gdb.console().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return run;
  }

  private ConsoleResult ended(ConsoleResult result) {
    abandoned |= result instanceof ConsoleResult.Abandoned;
    return result;
  }

  /// What Ctrl-C does: stops the program that runs, or the command. From any thread.
  public void interrupt() {
    try {
      gdb.console().write(INTERRUPT);
    } catch (IOException e) {
      throw new UserError("gdb's console cannot be used: " + e.getMessage(), "", e);
    }
  }

  /// Makes gdb know the size before the line runs. The signal alone that a pty sends reaches gdb at
  /// some later time, and its pager would go by the old size till then.
  private void fit(TerminalSize size) {
    resize(size);
    if (!size.equals(fitted)) {
      hidden("set width " + size.columns());
      hidden("set height " + size.rows());
      fitted = size;
    }
  }

  /// Tells gdb and its program the terminal's size.
  public void resize(TerminalSize size) {
    try {
      gdb.console().resize(size);
      gdb.inferior().resize(size);
    } catch (IOException e) {
      throw new UserError("gdb's console cannot be used: " + e.getMessage(), "", e);
    }
  }

  /// Stops reading and closes gdb, which dies if it still runs.
  @Override
  public void close() {
    gdb.kill();
    pump.stop();
    Joining.join(reader);
    gdb.close();
  }
}
