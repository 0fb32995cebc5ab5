package io.github.pmdb.frame;

import io.github.pmdb.frame.demangle.ItaniumSymbol;
import java.util.regex.Pattern;

/// Makes names of functions readable.
///
/// No maintained Java library for this was found, and calling `c++filt` for each frame is slow and
/// needs it installed.
public final class Demangler {
  /// The hash that `rustc` appends to names in its older scheme, which is otherwise that of C++.
  private static final Pattern RUST_HASH = Pattern.compile("::h[0-9a-f]{16}$");

  private Demangler() {}

  /// The name as its language spells it; unchanged when it is not mangled or not understood.
  public static String demangle(String symbol) {
    return ItaniumSymbol.demangle(symbol).map(Demangler::withoutRustHash).orElse(symbol);
  }

  private static String withoutRustHash(String name) {
    var hash = RUST_HASH.matcher(name);
    return hash.find() ? rust(name.substring(0, hash.start())) : name;
  }

  /// Characters that are not allowed in symbols, as `rustc` escapes them.
  private static String rust(String name) {
    return name.replace("$LT$", "<")
        .replace("$GT$", ">")
        .replace("$RF$", "&")
        .replace("$BP$", "*")
        .replace("$LP$", "(")
        .replace("$RP$", ")")
        .replace("$C$", ",")
        .replace("$u20$", " ")
        .replace("$u7b$", "{")
        .replace("$u7d$", "}")
        .replace("..", "::")
        .replace("::_<", "::<");
  }
}
