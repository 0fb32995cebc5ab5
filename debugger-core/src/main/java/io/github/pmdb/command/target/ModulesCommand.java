package io.github.pmdb.command.target;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `modules`: the ELF objects of the target and the files they were matched with.
public final class ModulesCommand implements Command<ModulesCommand.Modules> {
  public record Modules(List<Row> modules) {}

  /// @param path as the target saw it
  /// @param buildId as the target's memory has it
  /// @param file what was found on this machine
  public record Row(
      String path, long start, long end, long loadBias, Optional<String> buildId, FileMatch file) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "modules",
            Group.TARGET,
            "List loaded programs and libraries and the files found for them",
            """
            For each ELF object: where it is mapped, and the file on this machine that it was
            matched with by build-id. A file that is not the one that was mapped is refused, and an
            absent one is named with the paths tried; frames in it are then shown as addresses.
            """)
        .optional("NAME", Kind.WORD, "only those whose path contains it")
        .needs(Need.TARGET)
        .example("modules", "all of them")
        .example("modules libc", "the C library");
  }

  @Override
  public Modules run(Session session, Arguments arguments) {
    String wanted = arguments.first().orElse("");
    return new Modules(
        session.target().snapshot().objects().stream()
            .filter(object -> object.path().contains(wanted))
            .map(ModulesCommand::row)
            .toList());
  }

  private static Row row(LoadedObject object) {
    return new Row(
        object.path(),
        object.start(),
        object.end(),
        object.loadBias(),
        object.buildId().map(BuildId::hex),
        object.file());
  }

  @Override
  public Document text(Session session, Modules value) {
    Document page = new Document();
    for (Row row : value.modules()) {
      Line line =
          new Line()
              .add(Style.ADDRESS, Addresses.hex(row.start()) + "-" + Addresses.hex(row.end()))
              .add(" ")
              .add(Style.NATIVE, row.path());
      row.buildId().ifPresent(id -> line.add(Style.DIM, " build-id " + id));
      page.line(line).line(match(row.file()));
    }
    if (value.modules().isEmpty()) {
      page.line("no module");
    }
    return page;
  }

  private static Line match(FileMatch file) {
    Line line = new Line().add("    ");
    return switch (file) {
      case FileMatch.Found(Path path, FileMatch.Evidence evidence) ->
          line.add(Style.GOOD, "found").add(" " + path + " " + known(evidence));
      case FileMatch.Wrong(Path path, String why) ->
          line.add(Style.ERROR, "wrong").add(" " + path + ": " + why);
      case FileMatch.Absent(List<Path> tried) ->
          line.add(Style.WARNING, "absent")
              .add(
                  tried.isEmpty()
                      ? ""
                      : ", tried "
                          + tried.stream().map(Path::toString).collect(Collectors.joining(", ")));
      case FileMatch.InMemory() -> line.add("in the target's memory only");
    };
  }

  private static String known(FileMatch.Evidence evidence) {
    return switch (evidence) {
      case BUILD_ID -> "(same build-id)";
      case BYTES -> "(same bytes as in the core)";
      case LIVE -> "(mapped by the process)";
      case NAME_ONLY -> "(by its name alone: nothing proves that it is the same)";
    };
  }
}
