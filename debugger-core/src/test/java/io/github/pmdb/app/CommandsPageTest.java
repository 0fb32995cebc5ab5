package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.CommandsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `mvn test -Dtest=CommandsPageTest -Dpmdb.docs.write=true` writes the page anew.
class CommandsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "commands.md");

  @Test
  void thePageIsWhatTheDeclarationsSay() throws IOException {
    String page = CommandsPage.of(Catalog.all());
    if (Boolean.getBoolean("pmdb.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(
        page, Files.readString(PAGE), "docs/commands.md has drifted; see the class comment");
  }

  @Test
  void everyCommandTellsWhatItIsForAndShowsAnExample() {
    Commands commands = Catalog.all();
    for (CommandSpec spec : commands.specs()) {
      assertFalse(spec.summary().endsWith("."), spec.name() + ": a summary has no full stop");
      assertTrue(spec.summary().length() <= 70, spec.name() + ": its summary is too long");
      assertFalse(spec.description().isBlank(), spec.name() + ": no description");
      assertFalse(spec.examples().isEmpty(), spec.name() + ": no example");
      spec.examples()
          .forEach(e ->
              assertTrue(
                  e.line().equals(spec.name()) || e.line().startsWith(spec.name() + " "),
                  spec.name() + ": an example of something else"));
    }
  }
}
