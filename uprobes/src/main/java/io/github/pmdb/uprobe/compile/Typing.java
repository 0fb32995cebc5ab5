package io.github.pmdb.uprobe.compile;

import java.util.List;
import java.util.Optional;

/// What is known of the place that an expression is compiled for.
interface Typing {
  /// Nothing is known, so that everything may be a container.
  Typing NONE =
      new Typing() {
        @Override
        public Optional<Type> type(String expression) {
          Type.Elements some = new Type.Elements("{first}", "{count}", false);
          return Optional.of(
              new Type(0, Type.Kind.OTHER, 0, "", List.of(), false, Optional.of(some)));
        }

        @Override
        public Optional<Type> cast(String type) {
          return Optional.empty();
        }

        @Override
        public Optional<String> replacement(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<String> part(String path) {
          return Optional.empty();
        }
      };

  /// The type of an expression; empty for what has none, such as the name of a type.
  Optional<Type> type(String expression);

  /// The type that a cast names; empty for what is none.
  Optional<Type> cast(String type);

  /// What stands for a name, or for a variable of the debugger's (`$arg1`), if it is to be
  /// something else.
  Optional<String> replacement(String name);

  /// What stands for a variable or a member that the debugger finds no one place for.
  Optional<String> part(String path);
}
