package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.expression.PathWalk.Found;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.Denoted;
import java.util.List;
import java.util.stream.Stream;

/// What is inside of what Python makes an object of only when it is asked for.
final class Made {
  private static final List<String> OF_METHOD = List.of("__func__", "__self__");
  private static final List<String> OF_BUILTIN = List.of("__self__");

  private Made() {}

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static Found find(Heap heap, Denoted denoted, Path.Step step) {
    if (!(step instanceof Path.Attribute(String name, _))) {
      return new Found.Missing("a %s has no items".formatted(denoted.type(heap)), "");
    }
    return switch (denoted) {
      case Denoted.Stored(long address) -> Members.find(heap, address, name);
      case Denoted.Method method -> ofMethod(heap, method, name);
      case Denoted.Builtin builtin ->
          name.equals("__self__") ? new Found.Value(builtin.self()) : missing(heap, denoted, name);
    };
  }

  /// It has the attributes of its function.
  private static Found ofMethod(Heap heap, Denoted.Method method, String name) {
    return switch (name) {
      case "__func__", "im_func" -> new Found.Value(method.function());
      case "__self__", "im_self" ->
          method.self() == 0 ? missing(heap, method, name) : new Found.Value(method.self());
      case "__class__" -> missing(heap, method, name);
      default -> Members.find(heap, method.function(), name);
    };
  }

  private static Found missing(Heap heap, Denoted denoted, String name) {
    return new Found.Missing(
        "no `%s` of a %s is known".formatted(name, denoted.type(heap)),
        "it has " + String.join(", ", denoted instanceof Denoted.Method ? OF_METHOD : OF_BUILTIN));
  }

  /// Names that may follow a dot.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static List<String> names(Heap heap, Denoted denoted) {
    return switch (denoted) {
      case Denoted.Stored(long address) -> Members.names(heap, address);
      case Denoted.Method method ->
          Stream.concat(OF_METHOD.stream(), Members.names(heap, method.function()).stream())
              .distinct()
              .toList();
      case Denoted.Builtin _ -> OF_BUILTIN;
    };
  }
}
