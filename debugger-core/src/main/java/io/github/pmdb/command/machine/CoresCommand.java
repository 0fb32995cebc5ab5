package io.github.pmdb.command.machine;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.Session;
import io.github.pmdb.listing.CoreListing;
import io.github.pmdb.listing.CorePlaces;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// `cores`: the core files of this machine.
public final class CoresCommand implements Command<CoreListing> {
  private static final int USUAL = 50;
  private static final int MOST = 10_000;

  private final Path root;

  public CoresCommand() {
    this(Path.of("/"));
  }

  /// @param root of a machine that a test makes up
  CoresCommand(Path root) {
    this.root = root;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "cores",
            Group.MACHINE,
            "List core files, newest first",
            """
            When each was written, the program, its process id, the signal, the size on disk,
            whether the file holds all that its headers promise (only unpacking would tell of a
            compressed one), and the file. Looks into /var/cores, the directory that core_pattern
            names and systemd's /var/lib/systemd/coredump; with a directory, there alone. A relative
            core_pattern leaves cores where their processes ran: name that directory. Folders
            inside are not entered, and files that are no cores are not listed.
            """)
        .optional("--limit", Kind.INTEGER, "list at most so many, " + USUAL + " by default")
        .optional("DIR", Kind.DIRECTORY, "the directory to look into")
        .example("cores", "all that this machine keeps")
        .example("cores .", "those that lie here")
        .example("cores --limit 5 /var/cores", "the newest five of a directory");
  }

  @Override
  public CoreListing run(Session session, Arguments arguments) {
    int limit = arguments.value("--limit").map(Integer::parseInt).orElse(USUAL);
    if (limit < 1 || limit > MOST) {
      throw new UserError("--limit is to be between 1 and " + MOST, "usage: " + spec().usage());
    }
    session.progress("looking for cores");
    CorePlaces places =
        arguments.first().map(CoresCommand::named).orElseGet(() -> CorePlaces.of(root));
    return CoreListing.of(places, limit);
  }

  private static CorePlaces named(String name) {
    Path directory = path(name);
    if (Files.isRegularFile(directory)) {
      throw new UserError(name + " is a file", "`pmdb core " + name + "` opens a core");
    }
    if (!Files.isDirectory(directory)) {
      throw new UserError(
          "there is no directory " + name, "`pmdb doctor` tells where this machine puts cores");
    }
    if (!Files.isReadable(directory)) {
      throw new UserError(
          "the directory " + name + " may not be listed", "sudo pmdb cores " + directory);
    }
    return CorePlaces.only(directory);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserError("no path: " + e.getMessage(), "name a directory", e);
    }
  }

  @Override
  public Document text(Session session, CoreListing value) {
    return CoresText.of(value);
  }
}
