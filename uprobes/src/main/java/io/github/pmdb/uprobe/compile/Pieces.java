package io.github.pmdb.uprobe.compile;

import io.github.pmdb.uprobe.agent.Bytecode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Variables that the compiler keeps in several pieces, which gdb's compiler for bytecode does not
/// take.
final class Pieces {
  private static final Pattern PATH =
      Pattern.compile("([A-Za-z_]\\w*)(\\.[A-Za-z_]\\w*|\\[\\d+])*");

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
            "((__typeof__(%s))(%s))".formatted(path, symbols.words(place, path).getFirst()))
        : Optional.empty();
  }

  /// What takes a copy of a variable, or a member of one; empty for all that is not in pieces.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when a part of it is out of reach
  Optional<Bytecode> copying(String path) {
    return holds(path) ? Optional.of(Bytecode.copyingNumbers(words(path))) : Optional.empty();
  }

  private List<Bytecode> words(String path) {
    return symbols.words(place, path).stream().map(word -> symbols.bytecode(place, word)).toList();
  }
}
