package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.expression.PathWalk.Found;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.Denoted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What is inside of what Python makes an object of only when it is asked for.
final class Made {
  private static final List<String> OF_METHOD = List.of("__func__", "__self__");
  private static final List<String> OF_BUILTIN = List.of("__name__", "__self__");

  private Made() {}

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static Found find(Heap heap, Denoted denoted, Path.Step step) {
    return switch (step) {
      case Path.Attribute(String name, _) -> attribute(heap, denoted, name);
      case Path.Item(Key key, String text) -> item(heap, denoted, key, text);
    };
  }

  private static Found attribute(Heap heap, Denoted denoted, String name) {
    return switch (denoted) {
      case Denoted.Stored(long address) -> Members.find(heap, address, name);
      case Denoted.Method method -> ofMethod(heap, method, name);
      case Denoted.Builtin builtin -> ofBuiltin(heap, builtin, name);
      case Denoted.Plain _, Denoted.Namespace _, Denoted.Proxy _ -> missing(heap, denoted, name);
    };
  }

  private static Found item(Heap heap, Denoted denoted, Key key, String text) {
    return switch (denoted) {
      case Denoted.Namespace(long object) -> inNamespace(heap, object, key, text);
      case Denoted.Proxy(long dict) -> Items.find(heap, dict, key, text);
      case Denoted.Stored _, Denoted.Method _, Denoted.Builtin _, Denoted.Plain _ ->
          new Found.Missing("a %s has no items".formatted(denoted.type(heap)), "");
    };
  }

  private static Found inNamespace(Heap heap, long object, Key key, String text) {
    List<Long> found = new ArrayList<>(1);
    Attributes.walk(
        heap,
        object,
        (candidate, value) -> {
          if (key.matches(heap, candidate)) {
            found.add(value);
          }
          return found.isEmpty();
        });
    return found.isEmpty()
        ? new Found.Missing("there is no key " + text, "")
        : new Found.Value(found.getFirst());
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

  /// The name is that of its descriptor, behind the head and the type (`PyDescrObject`).
  private static Found ofBuiltin(Heap heap, Denoted.Builtin builtin, String name) {
    return switch (name) {
      case "__name__" -> new Found.Value(heap.behindHead(builtin.descriptor(), 1));
      case "__self__" -> new Found.Value(builtin.self());
      default -> missing(heap, builtin, name);
    };
  }

  private static Found missing(Heap heap, Denoted denoted, String name) {
    List<String> there = own(denoted);
    return new Found.Missing(
        "no `%s` of a %s is known".formatted(name, denoted.type(heap)),
        PathWalk.some("it has ", there, there.size()));
  }

  private static List<String> own(Denoted denoted) {
    return switch (denoted) {
      case Denoted.Method _ -> OF_METHOD;
      case Denoted.Builtin _ -> OF_BUILTIN;
      case Denoted.Stored _, Denoted.Plain _, Denoted.Namespace _, Denoted.Proxy _ -> List.of();
    };
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
      case Denoted.Builtin _, Denoted.Plain _, Denoted.Namespace _, Denoted.Proxy _ -> own(denoted);
    };
  }
}
