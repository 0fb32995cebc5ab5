package io.github.pmdb.uprobe.compile;

import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.compile.Symbols.Words;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Variables that the compiler keeps in several pieces, which gdb's compiler for bytecode does not
/// take.
final class Pieces {
  private static final Pattern PATH =
      Pattern.compile("(\\$retval|[A-Za-z_]\\w*)(\\.[A-Za-z_]\\w*|\\[\\d+])*");

  private final Symbols symbols;
  private final long place;
  private final Function<String, Standing> standing;

  Pieces(Symbols symbols, long place, Function<String, Standing> standing) {
    this.symbols = symbols;
    this.place = place;
    this.standing = standing;
  }

  private boolean holds(String path) {
    Matcher matcher = PATH.matcher(path);
    return matcher.matches() && standing.apply(matcher.group(1)) instanceof Standing.Pieces;
  }

  /// What gives a variable, or a member of one, that is a number; empty for all that is not in
  /// pieces.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when it is out of reach
  Optional<String> number(String path) {
    return holds(path) && symbols.type(place, path).kind().isNumber()
        ? Optional.of(
            "((__typeof__(%s))(%s))".formatted(path, symbols.words(place, path).each().getFirst()))
        : Optional.empty();
  }

  /// What takes a copy of a value.
  ///
  /// @param type of what is copied, which may lack a part of the value
  record Copying(Bytecode code, Type type) {}

  /// What takes a copy of a variable, or a member of one; empty for all that is not in pieces.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when nothing of it can be had
  Optional<Copying> copying(String path) {
    return holds(path) ? Optional.of(copying(symbols.words(place, path))) : Optional.empty();
  }

  private Copying copying(Words words) {
    return new Copying(
        Bytecode.copyingNumbers(
            words.each().stream().map(word -> symbols.bytecode(place, word)).toList()),
        words.type());
  }
}
