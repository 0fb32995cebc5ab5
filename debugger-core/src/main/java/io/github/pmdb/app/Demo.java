package io.github.pmdb.app;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A walk for newcomers: makes a crash and a hang and looks at both, with the commands that anyone
/// would type.
final class Demo {
  private final Streams streams;
  private final Assembly assembly;
  private final Printer printer;
  private final OpenOptions options;
  private final Path fixtures;

  Demo(Work work) {
    this.streams = work.streams();
    this.assembly = work.assembly();
    this.printer = work.printer();
    this.options = work.options();
    this.fixtures = Path.of(System.getProperty("pmdb.home", "."), "fixtures", "python");
  }

  int run() {
    try (DemoFiles files = DemoFiles.create(options.enginePath())) {
      crash(files);
      hang(files);
    } catch (IOException e) {
      throw new UserError(
          "the demo can not be made: " + e.getMessage(), "`pmdb doctor` checks what it needs", e);
    }
    say(
        "That was all. `pmdb core FILE` and `pmdb attach PID` open your own; `help` lists the rest.");
    return 0;
  }

  private void crash(DemoFiles files) throws IOException {
    say(
        "1. A crash. This Python program gives qsort() of the C library a table with a bad pointer.");
    Path core = files.crash(fixture("qsort-crash.py"));
    say("It is dead and has left a core. First of all pmdb says what happened:");
    typed("pmdb core " + core);
    try (Target target = assembly.targets().openCore(core, options)) {
      OpenSession session = new OpenSession(target, options);
      show(session, "verdict");
      say("The native frames end in strlen(). Which Python line called it?");
      show(session, "py-bt");
      say("And with what? `py-up` selects the caller, `py-locals` shows its variables.");
      show(session, "py-up");
      show(session, "py-locals");
      say("Native and Python frames in one stack:");
      show(session, "stacks");
    }
  }

  private void hang(DemoFiles files) throws IOException {
    say("2. A hang. Three threads of this program wait for a lock; who holds it, and why?");
    try (DemoFiles.Running process = files.start(fixture("hung-lock.py"));
        Target target = assembly.targets().observe(process.pid())) {
      say("pmdb looks at the process as it runs, without stopping it and without gdb:");
      typed("pmdb --no-gdb attach " + process.pid());
      OpenSession session = new OpenSession(target, options);
      show(session, "verdict");
      show(session, "py-bt --all");
      say("`settle` holds the lock while it waits for a message; every `book` waits for `settle`.");
    }
  }

  private Path fixture(String name) {
    Path file = fixtures.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "the demo's program %s is not there".formatted(file),
          "start the demo with scripts/pmdb demo, from a checkout");
    }
    return file;
  }

  private void show(OpenSession session, String line) throws IOException {
    typed("(pmdb) " + line);
    printer.result(new Dispatcher(assembly.commands()).run(session, line));
    pause();
  }

  private void say(String text) {
    print(new Document().blank().line(Style.HEADING, text));
  }

  private void typed(String line) {
    print(new Document().blank().line(new Line().add(Style.MARKER, line)));
  }

  private void print(Document page) {
    streams.out().print(printer.renderer().render(page));
    streams.out().flush();
  }

  private void pause() throws IOException {
    if (streams.interactive()) {
      streams.out().print("[enter] ");
      streams.out().flush();
      var _ =
          new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8))
              .readLine();
    }
  }
}
