package io.github.pmdb.uprobe.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.snapshot.UserError;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Variables that are too long for a copy.
final class LongCopiesTest {
  private final AtomicInteger asked = new AtomicInteger();

  /// A debugger to which every expression is a long variable in pieces.
  private Symbols symbols() {
    return (Symbols)
        Proxy.newProxyInstance(
            Symbols.class.getClassLoader(),
            new Class<?>[] {Symbols.class},
            (_, called, _) ->
                switch (called.getName()) {
                  case "type" -> new Type(1, Type.Kind.OTHER, 1 << 20, "struct long");
                  case "standing" -> new Standing.Pieces();
                  case "function" ->
                      new Function(
                          "f", 0x1000, List.of(), Optional.empty(), Function.Calling.PLAIN);
                  default -> {
                    asked.incrementAndGet();
                    throw new UserError("cannot be asked: " + called.getName(), "");
                  }
                });
  }

  @Test
  void areRefusedBeforeTheirPiecesAreLookedFor() {
    ExpressionCompiler compiler = new ExpressionCompiler(symbols(), 0x1000);
    UserError error = assertThrows(UserError.class, () -> compiler.watch("all"));
    assertEquals(
        "all: the expression wants a copy of 1048576 bytes at once; 16384 is the most",
        error.getMessage());
    assertEquals(0, asked.get());
  }
}
