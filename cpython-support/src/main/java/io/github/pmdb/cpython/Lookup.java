package io.github.pmdb.cpython;

import io.github.pmdb.cpython.expression.Path;
import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.FrameLocals.Slot;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds a name as the running frame would: in its locals, then the globals, then the builtins.
final class Lookup {
  private final Heap heap;
  private final long frame;

  /// What an expression gives.
  ///
  /// @param scope of the name that it begins with
  record Result(String expression, Scope scope, Denoted value) {}

  Lookup(Heap heap, long frame) {
    this.heap = heap;
    this.frame = frame;
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the namespaces can not be read
  Optional<Slot> find(String name) {
    return FrameLocals.of(heap, frame).stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .or(() -> in(FrameLocals.globals(heap, frame), name, Scope.GLOBAL))
        .or(() -> in(FrameLocals.builtins(heap, frame), name, Scope.BUILTIN));
  }

  /// The value that an expression names.
  ///
  /// @throws UserError that says which part was not found
  Result value(Path path) {
    Slot root =
        find(path.name())
            .orElseThrow(() ->
                new UserError(
                    "'" + path.name() + "' is no local, global or builtin name here",
                    "`py-locals` and `py-globals` list the names"));
    StringBuilder text = new StringBuilder(root.name());
    path.steps().forEach(step -> text.append(step.text()));
    return new Result(text.toString(), root.scope(), path.follow(heap, root.value()));
  }

  /// Expressions that begin with what was typed: names that the frame sees, and attributes.
  List<String> completions(String typed) {
    int dot = typed.lastIndexOf('.');
    List<String> all = dot < 0 ? names() : members(typed.substring(0, dot));
    return all.stream().filter(name -> name.startsWith(typed)).toList();
  }

  private List<String> members(String object) {
    Denoted value = value(Path.parse(object)).value();
    return Path.members(heap, value).stream().map(name -> object + "." + name).toList();
  }

  private List<String> names() {
    return Stream.concat(
            FrameLocals.of(heap, frame).stream(), FrameLocals.globalsOf(heap, frame).stream())
        .map(Slot::name)
        .distinct()
        .toList();
  }

  private Optional<Slot> in(long dict, String name, Scope scope) {
    return Dicts.find(heap, dict, name).map(value -> new Slot(name, scope, value));
  }
}
