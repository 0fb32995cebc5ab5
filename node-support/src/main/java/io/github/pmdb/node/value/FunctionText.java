package io.github.pmdb.node.value;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.kind.NativeProperties;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import java.util.OptionalLong;

/// Functions and classes on one line: `<function next>`, `<class Order extends Base>`.
final class FunctionText {
  private final HeapReader reader;
  private final Functions functions;
  private final Constructors constructors;
  private final NativeProperties natives;

  FunctionText(Describer describer) {
    this.reader = describer.reader();
    this.functions = describer.functions();
    this.constructors = describer.constructors();
    this.natives = new NativeProperties(reader);
  }

  boolean isOne(int type) {
    return reader.isFunction(type) || type == reader.layout().type("JSBoundFunction");
  }

  String of(long function, int type) {
    boolean isClass = type == reader.layout().type("JSClassConstructor");
    String name = functions.name(function);
    return "<%s%s%s>"
        .formatted(
            isClass ? "class" : "function",
            name.isEmpty() ? "" : " " + name,
            isClass ? base(function) : "");
  }

  private String base(long function) {
    long parent = constructors.prototype(function);
    if (reader.is(parent, "JSProxy")) {
      return " extends Proxy";
    }
    // What every function inherits from is a function that inherits from none.
    if (isOne(reader.type(parent)) && isOne(reader.type(constructors.prototype(parent)))) {
      String name = functions.name(parent);
      return " extends " + (name.isEmpty() ? "<function>" : name);
    }
    OptionalLong prototype =
        reader.layout().has(NativeProperties.PROTOTYPE)
            ? natives.prototype(function)
            : OptionalLong.empty();
    return prototype.isPresent()
            && reader.oddball(constructors.prototype(prototype.getAsLong())) == Oddball.NULL
        ? " extends null"
        : "";
  }
}
