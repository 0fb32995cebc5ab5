package io.github.pmdb.shell;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.breakpoint.PyStop;
import io.github.pmdb.command.trace.TraceClash;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.ProgressLine;
import io.github.pmdb.output.Renderer;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/// The interactive shell: reads lines, runs ours and hands all others to the native debugger.
public final class Shell {
  /// How long a cancelled command may take to end before it is left to itself, milliseconds.
  private static final long GRACE = 1_000;

  private final OpenSession session;
  private final Dispatcher dispatcher;
  private final NativeConsole console;
  private final Renderer renderer;
  private final ProgressLine progress;
  private final Terminal terminal;
  private final Reader reader;
  private final TypedAhead ahead = new TypedAhead();
  private final JLineTerminal forConsole;
  private final News news;
  private String lastLine = "";

  private Shell(Setup setup, Terminal terminal) {
    this.session = setup.session();
    this.dispatcher = setup.dispatcher();
    this.console = setup.console();
    this.renderer = setup.renderer();
    this.progress = setup.progress();
    this.terminal = terminal;
    this.reader =
        new Reader(
            terminal,
            dispatcher.commands(),
            new Completion(dispatcher.commands(), session),
            renderer,
            HistoryFile.in(setup.environment()));
    this.forConsole = new JLineTerminal(terminal, ahead);
    this.news = new News(renderer, text -> reader.printAbove(text) || forConsole.between(text));
    // What came between the last look at the news and the prompt would wait for the next one.
    reader.whenReading(news::flush);
    console.between(text -> reader.printAbove(text));
    session.background().listen(news::tell);
  }

  /// What a shell works with.
  ///
  /// @param progress wiped before anything is printed
  public record Setup(
      OpenSession session,
      Dispatcher dispatcher,
      NativeConsole console,
      Renderer renderer,
      ProgressLine progress,
      Map<String, String> environment) {}

  /// Runs until the user leaves or the terminal is gone.
  ///
  /// @return whether the user left; false when the terminal hung up
  /// @throws UserError when the terminal can not be used
  public static boolean run(Setup setup) {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .name("pmdb")
            .system(true)
            .providers("ffm,exec")
            .graphemeCluster(false)
            .build()) {
      if (isDumb(terminal)) {
        // Of such a terminal JLine takes no signals, and Ctrl-C would end pmdb.
        Signals.register("INT", () -> terminal.raise(Signal.INT));
      }
      Shell shell = new Shell(setup, terminal);
      try (AtExit _ = AtExit.run("terminal", shell::leave)) {
        return shell.loop();
      }
    } catch (IOException e) {
      throw new UserError(
          "the terminal can not be used: " + e.getMessage(),
          "`--batch` and `-ex` need no terminal",
          e);
    }
  }

  static boolean isDumb(Terminal terminal) {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }

  /// A terminal that takes nothing (Ctrl-S) must not keep pmdb from ending.
  private void leave() {
    session.end();
    if (isDumb(terminal)) {
      return;
    }
    Thread putsBack = Thread.ofPlatform().daemon().name("put-back").start(this::putBack);
    try {
      putsBack.join(GRACE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void putBack() {
    try {
      forConsole.leave(new FileOutputStream(FileDescriptor.out));
    } catch (IOException _) {
      // The terminal itself is gone (SIGHUP): nothing is left to put back.
      return;
    }
  }

  private boolean loop() throws IOException {
    while (!session.ended()) {
      progress.clear();
      terminal.writer().print(news.take());
      try {
        line(reader.read(Prompt.of(session), ahead));
      } catch (UserInterruptException _) {
        lastLine = "";
        ahead.forget();
      } catch (EndOfFileException _) {
        session.end();
        return isThere();
      } catch (IOError | UncheckedIOException e) {
        if (isThere()) {
          throw e;
        }
        return false;
      }
    }
    return true;
  }

  /// A terminal that hung up reads as an end of file, which may be seen before SIGHUP arrives.
  private boolean isThere() {
    try {
      terminal.getAttributes();
      return true;
    } catch (IOError | UncheckedIOException _) {
      return false;
    }
  }

  /// A pasted text may hold several lines.
  private void line(String typed) throws IOException {
    String[] lines = typed.split("\n", -1);
    for (int i = 0; i < lines.length && !session.ended(); i++) {
      if (dispatcher.owns(lines[i], console.usable()) || lines[i].isBlank()) {
        one(lines[i]);
      } else {
        // What follows may belong to this line, as after `commands` or `python`.
        one(String.join("\n", java.util.Arrays.asList(lines).subList(i, lines.length)));
        return;
      }
    }
  }

  /// An empty line repeats the last one, as in gdb; gdb knows itself how to repeat its own.
  private void one(String line) throws IOException {
    boolean repeat = line.isBlank();
    String meant = repeat ? lastLine : line;
    if (meant.isBlank() || meant.stripLeading().startsWith("#")) {
      return;
    }
    lastLine = meant;
    try {
      if (dispatcher.owns(meant, console.usable())) {
        ours(meant);
      } else {
        theirs(repeat ? "" : meant);
      }
    } catch (UserError e) {
      error(e);
    }
  }

  private void theirs(String line) {
    if (!console.usable()) {
      throw dispatcher.unknown(Dispatcher.name(line));
    }
    try {
      session.startEngine();
      String ending = console.run(line, forConsole);
      if (!ending.isEmpty()) {
        print(new Document().line(Style.WARNING, ending));
      }
      hint(dispatcher.meant(line));
      PyStop.after(session).ifPresent(stop -> print(stop.text()));
      TraceClash.after(session).ifPresent(this::print);
    } finally {
      progress.clear();
    }
  }

  /// Of a mistyped command of ours gdb only says that it has none of that name.
  private void hint(String meant) {
    if (!meant.isEmpty()) {
      print(new Document().line(Style.DIM, meant));
    }
  }

  private void ours(String line) throws IOException {
    Answer answer = runCancellably(line);
    if (answer.asJson()) {
      print(new Document().line(answer.json()));
    } else {
      new Pager(terminal, renderer.render(answer.text())).show();
    }
    if (!answer.then().isEmpty()) {
      theirs(answer.then());
    }
  }

  /// Runs a command on a thread of its own, so that Ctrl-C gives the prompt back even when the
  /// command does not listen; nothing that it says later is shown.
  private Answer runCancellably(String line) {
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    SignalHandler before =
        terminal.handle(
            Signal.INT,
            _ -> {
              cancellation.cancel();
              CompletableFuture.delayedExecutor(GRACE, TimeUnit.MILLISECONDS)
                  .execute(() -> answer.completeExceptionally(new UserError("cancelled", "")));
            });
    try {
      Thread.ofVirtual().name("command").start(() -> complete(answer, cancellation, line));
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      terminal.handle(Signal.INT, before);
      progress.clear();
    }
  }

  private void complete(CompletableFuture<Answer> answer, Cancellation cancellation, String line) {
    try {
      answer.complete(cancellation.guard(() -> dispatcher.run(session, line)));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(
          cancellation.cancelled() && !tells(e) ? new UserError("cancelled", "", e) : e);
    }
  }

  /// Whether it tells of the cancelling itself.
  private static boolean tells(Throwable e) {
    return e instanceof UserError && String.valueOf(e.getMessage()).startsWith("cancelled ");
  }

  private void error(UserError e) {
    Document page = new Document();
    page.line(new Line().add(Style.ERROR, "error: ").add(String.valueOf(e.getMessage())));
    e.hint().lines().forEach(hint -> page.line(Style.DIM, "       " + hint));
    print(page);
  }

  private void print(Document page) {
    terminal.writer().print(renderer.render(page));
    terminal.flush();
  }
}
