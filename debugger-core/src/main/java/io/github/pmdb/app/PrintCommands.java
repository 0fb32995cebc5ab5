package io.github.pmdb.app;

import io.github.pmdb.command.CommandsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes `docs/commands.md` anew: `java -cp … io.github.pmdb.app.PrintCommands docs/commands.md`.
public final class PrintCommands {
  private PrintCommands() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), CommandsPage.of(Catalog.all()));
  }
}
