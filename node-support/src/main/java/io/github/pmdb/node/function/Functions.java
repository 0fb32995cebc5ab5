package io.github.pmdb.node.function;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import java.util.Optional;
import java.util.OptionalLong;

/// Functions: their names, and where they are written.
public final class Functions {
  private static final int LONGEST_NAME = 512;

  /// Functions that are bound one to the other and told in a name.
  private static final int MOST_BOUND = 64;

  /// Of functions that take arguments as they come.
  private static final int ANY_NUMBER = 0xffff;

  private final HeapReader reader;
  private final Layout layout;
  private final Strings strings;
  private final Properties properties;

  public Functions(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.strings = new Strings(reader);
    this.properties = new Properties(reader);
  }

  /// Where a function is written.
  ///
  /// @param script name of the script, as it was loaded
  /// @param line 1-based, 0 where it is not known
  /// @param column 1-based, 0 where it is not known
  public record Place(String script, int line, int column) {
    private static final String OF_NODE = "node:";

    /// Whether a script is one of Node.js itself.
    public static boolean isOfNode(String script) {
      return script.startsWith(OF_NODE);
    }

    public boolean isOfNode() {
      return isOfNode(script);
    }

    @Override
    public String toString() {
      return line == 0 ? script : "%s:%d:%d".formatted(script, line, column);
    }
  }

  /// The name of a function object: its own property `name` where that is a string, else the one it
  /// was written with, else one that V8 inferred; empty where it has none.
  public String name(long function) {
    try {
      StringBuilder bound = new StringBuilder();
      long target = function;
      for (int i = 0; i < MOST_BOUND && reader.is(target, "JSBoundFunction"); i++) {
        bound.append("bound ");
        target = reader.field(target, "JSBoundFunction.target");
      }
      return reader.is(target, "JSBoundFunction") ? bound + "..." : bound + unbound(target);
    } catch (MemoryFault _) {
      // A name that can not be read is told as none.
      return "";
    }
  }

  private String unbound(long function) {
    Optional<String> own = ownName(function);
    return own.isPresent() ? own.get() : debugName(shared(function));
  }

  private Optional<String> ownName(long function) {
    return properties
        .own(function, "name")
        .filter(p -> !p.accessor())
        .map(Property::value)
        .filter(v -> reader.isString(reader.type(v)))
        .map(this::text)
        .filter(text -> !text.isEmpty());
  }

  private String text(long string) {
    return string == 0 ? "" : strings.read(string, LONGEST_NAME).text();
  }

  /// The `SharedFunctionInfo` of a function object.
  public long shared(long function) {
    return reader.field(function, "JSFunction.shared");
  }

  /// The string that a function was named by where it is written.
  public OptionalLong writtenName(long shared) {
    long name = reader.field(shared, "SharedFunctionInfo.name_or_scope_info");
    long string = scope(shared).map(ScopeInfo::name).orElse(name);
    return reader.isString(reader.type(string)) ? OptionalLong.of(string) : OptionalLong.empty();
  }

  /// The name of a function in stacks: as V8 has it there, where code that initializes the fields
  /// of objects or of a class is no function that the program has written.
  public String debugName(long shared) {
    int kind =
        reader.i32(shared, layout.get("SharedFunctionInfo.flags"))
            & layout.get("SharedFunctionInfo.kind_mask");
    if (kind >= layout.get("FunctionKind.members_initializer")
        && kind <= layout.get("FunctionKind.last_initializer")) {
      return kind < layout.get("FunctionKind.static_initializer")
          ? "<instance_members_initializer>"
          : "<static_initializer>";
    }
    return sharedName(shared);
  }

  /// The name that a `SharedFunctionInfo` has.
  public String sharedName(long shared) {
    long name = reader.field(shared, "SharedFunctionInfo.name_or_scope_info");
    if (reader.isString(reader.type(name))) {
      return text(name);
    }
    Optional<ScopeInfo> scope = scope(shared);
    if (scope.isPresent()) {
      String own = text(scope.get().name());
      return own.isEmpty() ? text(scope.get().inferredName()) : own;
    }
    long data = reader.field(shared, "SharedFunctionInfo.function_data");
    return isUncompiled(data)
        ? text(stringOr0(reader.field(data, "UncompiledData.inferred_name")))
        : "";
  }

  private long stringOr0(long value) {
    return reader.isString(reader.type(value)) ? value : 0;
  }

  /// The scope of a function that was compiled.
  public Optional<ScopeInfo> scope(long shared) {
    long info = reader.field(shared, "SharedFunctionInfo.name_or_scope_info");
    return reader.is(info, "ScopeInfo")
        ? Optional.of(ScopeInfo.read(reader, info))
        : Optional.empty();
  }

  private boolean isUncompiled(long data) {
    int type = reader.type(data);
    return type == layout.type("UncompiledDataWithPreparseData")
        || type == layout.type("UncompiledDataWithPreparseDataAndJob")
        || type == layout.type("UncompiledDataWithoutPreparseData")
        || type == layout.type("UncompiledDataWithoutPreparseDataWithJob");
  }

  /// The number of parameters that are declared, without the receiver.
  public int parameters(long shared) {
    int count =
        reader.i32(shared, layout.get("SharedFunctionInfo.internal_formal_parameter_count"))
            & 0xffff;
    return count == ANY_NUMBER ? 0 : Math.max(0, count - 1);
  }

  /// Where a function begins in its script, -1 where that is not known.
  public int start(long shared) {
    return extent(shared).start();
  }

  /// Where a function begins in its script and where it ends, behind its last character.
  ///
  /// @param start -1 where that is not known
  /// @param end the same
  public record Extent(int start, int end) {}

  public Extent extent(long shared) {
    Optional<ScopeInfo> scope = scope(shared);
    if (scope.isPresent() && scope.get().start() >= 0) {
      return new Extent(scope.get().start(), scope.get().end());
    }
    long data = reader.field(shared, "SharedFunctionInfo.function_data");
    if (!isUncompiled(data)) {
      return new Extent(-1, -1);
    }
    int at = layout.get("UncompiledData.start_position");
    return new Extent(reader.i32(data, at), reader.i32(data, at + 4));
  }

  /// The function that one leads to that is bound, perhaps over several; another value is itself.
  public long unboundTarget(long function) {
    long target = function;
    for (int i = 0; i < MOST_BOUND && reader.is(target, "JSBoundFunction"); i++) {
      target = reader.field(target, "JSBoundFunction.target");
    }
    return target;
  }

  /// Where a function is written; absent for those of V8 itself and of C++.
  public Optional<Place> place(long shared) {
    long script = reader.field(shared, "SharedFunctionInfo.script");
    return reader.is(script, "Script")
        ? Optional.of(new Scripts(reader).place(script, start(shared)))
        : Optional.empty();
  }
}
