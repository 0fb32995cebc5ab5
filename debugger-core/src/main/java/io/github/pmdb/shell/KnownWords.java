package io.github.pmdb.shell;

import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import java.util.Optional;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.SuggestionType;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// While a line is typed: our commands are seen in bold, and the parameters that can follow are
/// hinted at behind the cursor; everything else is completed from the history.
final class KnownWords implements Highlighter {
  private final Commands commands;

  KnownWords(Commands commands) {
    this.commands = commands;
  }

  @Override
  public AttributedString highlight(LineReader reader, String line) {
    String name = Dispatcher.name(line);
    Optional<CommandSpec> spec = commands.find(name).map(command -> command.spec());
    hint(reader, line, spec);
    int start = line.indexOf(name);
    AttributedStringBuilder shown = new AttributedStringBuilder();
    if (spec.isEmpty() || start < 0) {
      return shown.append(line).toAttributedString();
    }
    return shown
        .append(line.substring(0, start))
        .styled(AttributedStyle.BOLD, name)
        .append(line.substring(start + name.length()))
        .toAttributedString();
  }

  private static void hint(LineReader reader, String line, Optional<CommandSpec> spec) {
    boolean justNamed = spec.isPresent() && line.equals(spec.get().name() + " ");
    if (justNamed) {
      reader.setTailTip(hint(spec.get()));
      reader.setAutosuggestion(SuggestionType.TAIL_TIP);
    } else {
      reader.setAutosuggestion(SuggestionType.HISTORY);
    }
  }

  private static String hint(CommandSpec spec) {
    String parameters = spec.usage().substring(spec.name().length()).strip();
    return parameters.isEmpty() ? spec.summary() : parameters + "  " + spec.summary();
  }
}
