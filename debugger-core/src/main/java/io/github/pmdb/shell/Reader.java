package io.github.pmdb.shell;

import io.github.pmdb.command.Commands;
import io.github.pmdb.output.Escape;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Renderer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.terminal.Terminal;

/// Reads lines: editing, history, completion, hints.
final class Reader {
  /// Widget that takes the hint when the cursor stands at the end of the line.
  private static final String TAKE_HINT = "pmdb-take-hint";

  /// Widget that turns gdb's full-screen interface on.
  private static final String TUI = "pmdb-tui";

  private final LineReader reader;
  private final Renderer renderer;

  Reader(
      Terminal terminal,
      Commands commands,
      Completion completion,
      Renderer renderer,
      Optional<Path> history) {
    this.renderer = renderer;
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("pmdb")
            .parser(new GdbLineParser())
            .highlighter(new KnownWords(commands))
            .history(new KeptHistory())
            .completer((_, line, candidates) ->
                completion.of(line.line().substring(0, line.cursor())).stream()
                    .map(Reader::candidate)
                    .forEach(candidates::add))
            // `!` runs a shell command in gdb.
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_BEEP, false)
            .option(Option.HISTORY_REDUCE_BLANKS, false)
            .option(Option.AUTO_FRESH_LINE, true)
            .variable(LineReader.HISTORY_SIZE, 5_000)
            .variable(LineReader.HISTORY_FILE_SIZE, 10_000)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ");
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    this.reader = builder.build();
    bindHints();
    bindTui();
  }

  private static Candidate candidate(Completion.Proposal p) {
    String description = p.description().isEmpty() ? null : Escape.escape(p.description());
    return new Candidate(
        p.value(), Escape.escape(p.value()), null, description, null, null, !p.open());
  }

  /// Right arrow, Ctrl-F and End take the hint when there is nothing to move over.
  private void bindHints() {
    reader.getWidgets().put(TAKE_HINT, this::takeHint);
    Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
        .bind(new Reference(TAKE_HINT), "\u001b[C", "\u001bOC", KeyMap.ctrl('F'));
  }

  /// Ctrl-X A, as in gdb: the line so far is left for gdb's full-screen interface.
  private void bindTui() {
    reader.getWidgets().put(TUI, this::enableTui);
    Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
        .bind(
            new Reference(TUI),
            KeyMap.ctrl('X') + "a",
            KeyMap.ctrl('X') + "A",
            KeyMap.ctrl('X') + KeyMap.ctrl('A'));
  }

  private boolean enableTui() {
    reader.getBuffer().clear();
    reader.getBuffer().write("tui enable");
    reader.callWidget(LineReader.ACCEPT_LINE);
    return true;
  }

  private boolean takeHint() {
    boolean atEnd = reader.getBuffer().cursor() == reader.getBuffer().length();
    String tip = reader.getTailTip();
    boolean fromHistory = reader.getAutosuggestion() == LineReader.SuggestionType.HISTORY;
    if (atEnd && fromHistory && tip != null && !tip.isEmpty()) {
      reader.getBuffer().write(tip);
      return true;
    }
    reader.callWidget(LineReader.FORWARD_CHAR);
    return true;
  }

  /// @param what happens each time when a line begins to be read, on a thread of its own: JLine
  ///   lets nobody print until its prompt stands
  void whenReading(Runnable what) {
    reader
        .getWidgets()
        .put(
            LineReader.CALLBACK_INIT,
            () -> {
              Thread.ofVirtual().start(what);
              return true;
            });
  }

  /// Waits for a line.
  ///
  /// @param ahead what was typed before; its next line is the one that is read
  /// @throws org.jline.reader.UserInterruptException on Ctrl-C
  /// @throws org.jline.reader.EndOfFileException on Ctrl-D at an empty line
  String read(Line prompt, TypedAhead ahead) {
    String shown =
        renderer.render(new io.github.pmdb.output.Document().line(prompt)).stripTrailing();
    String keys = ahead.nextLine();
    if (!keys.isEmpty()) {
      reader.runMacro(keys);
    }
    // JLine expands `%` in prompts.
    return reader.readLine(shown.replace("%", "%%") + " ");
  }

  /// Shows a text above the line that is being typed; while none is, our own commands run, and the
  /// debugger's notes on what they selected are no news.
  ///
  /// @return whether it was shown
  boolean printAbove(String text) {
    if (!reader.isReading()) {
      return false;
    }
    reader.printAbove(text);
    return true;
  }
}
