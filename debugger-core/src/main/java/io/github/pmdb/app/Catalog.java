package io.github.pmdb.app;

import io.github.pmdb.command.Command;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.shell.HelpCommand;
import io.github.pmdb.command.shell.QuitCommand;
import java.util.ArrayList;
import java.util.List;

/// The commands of pmdb, in the order in which help shows them.
public final class Catalog {
  private final Commands commands;

  private Catalog() {
    List<Command<?>> all = new ArrayList<>();
    all.add(new HelpCommand(this::commands));
    all.add(new QuitCommand());
    this.commands = new Commands(all);
  }

  private Commands commands() {
    return commands;
  }

  public static Commands all() {
    return new Catalog().commands;
  }
}
