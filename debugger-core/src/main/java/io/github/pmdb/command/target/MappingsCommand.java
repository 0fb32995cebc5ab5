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
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.UserError;
import java.util.List;

/// `mappings`: the memory map, readable without gdb.
public final class MappingsCommand implements Command<MappingsCommand.Mappings> {
  public record Mappings(List<Mapping> mappings) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "mappings",
            Group.TARGET,
            "List mapped memory, or tell what an address lies in",
            """
            One line for each mapping: addresses, permissions, size in bytes, offset in the file
            and path.
            """)
        .optional("ADDRESS", Kind.WORD, "only the mapping that holds it, in hexadecimal")
        .needs(Need.TARGET)
        .example("mappings", "the whole map")
        .example("mappings 0x7ffff7a00000", "the mapping that holds this address");
  }

  @Override
  public Mappings run(Session session, Arguments arguments) {
    List<Mapping> all = session.target().snapshot().mappings();
    if (arguments.first().isEmpty()) {
      return new Mappings(all);
    }
    long address = address(arguments.first().get());
    return new Mappings(all.stream().filter(m -> m.contains(address)).toList());
  }

  private static long address(String text) {
    try {
      return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
    } catch (NumberFormatException e) {
      throw new UserError(
          "`%s` is not an address".formatted(text), "usage: mappings [ADDRESS], as in 0x7f00", e);
    }
  }

  @Override
  public Document text(Session session, Mappings value) {
    Document page = new Document();
    for (Mapping m : value.mappings()) {
      page.line(
          new Line()
              .add(Style.ADDRESS, "%s-%s".formatted(hex(m.start()), hex(m.end())))
              .add(" %s %,d %s ".formatted(permissions(m), m.size(), Addresses.hex(m.fileOffset())))
              .add(m.path()));
    }
    if (value.mappings().isEmpty()) {
      page.line("nothing is mapped there");
    }
    return page;
  }

  private static String hex(long address) {
    return "0x%012x".formatted(address);
  }

  private static String permissions(Mapping m) {
    return (m.readable() ? "r" : "-") + (m.writable() ? "w" : "-") + (m.executable() ? "x" : "-");
  }
}
