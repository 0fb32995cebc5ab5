package io.github.pmdb.node.build;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a build of V8 tells of itself in symbols: numbers of four bytes named `v8dbg_…`
/// (`tools/gen-postmortem-metadata.py` of V8). Names of types end in C++ types that change, so
/// fields are kept as `CLASS.FIELD` and instance types as `type.CLASS`.
public final class Metadata {
  public static final String PREFIX = "v8dbg_";

  private final Map<String, Integer> numbers;
  private final int symbols;

  private Metadata(Map<String, Integer> numbers, int symbols) {
    this.numbers = numbers;
    this.symbols = symbols;
  }

  /// Symbols whose number can not be read are left out.
  public static Metadata read(ObjectSymbols object, Memory memory) {
    Map<String, Integer> numbers = new TreeMap<>();
    CompiledIn compiled = new CompiledIn(object, memory);
    int count = 0;
    for (Symbol symbol : object.startingWith(PREFIX)) {
      count++;
      try {
        int number = compiled.i32(symbol.address());
        numbers.putIfAbsent(name(symbol.name().substring(PREFIX.length())), number);
      } catch (MemoryFault _) {
        // A constant that is not there is missing from the layout, which says so when it is needed.
      }
    }
    return new Metadata(Collections.unmodifiableMap(numbers), count);
  }

  private static String name(String symbol) {
    String[] parts = symbol.split("__", -1);
    if (parts.length > 1 && parts[0].startsWith("class_")) {
      return parts[0].substring("class_".length()) + "." + parts[1];
    }
    if (parts.length > 1 && parts[0].startsWith("type_")) {
      return "type." + parts[0].substring("type_".length());
    }
    return symbol;
  }

  /// All numbers by name: `type.Map`, `JSFunction.shared`, `elements_fast_elements`.
  public Map<String, Integer> numbers() {
    return numbers;
  }

  /// How many symbols there are.
  public int symbols() {
    return symbols;
  }
}
