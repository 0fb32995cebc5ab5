package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.code.Sparkplug;
import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.object.BigInts;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.JsString;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.HashSet;
import java.util.Set;

/// Values as text on one line, about as a program would write them.
public final class Describer {
  private final HeapReader reader;
  private final Sparkplug sparkplug;
  private final Strings strings;
  private final Functions functions;
  private final Constructors constructors;
  private final Keys keys;
  private final Containers containers;
  private final Builtins builtins;
  private final FunctionText functionText;
  private final Set<Long> open = new HashSet<>();

  /// @param tables of the program that the heap is of
  public Describer(V8Heap heap, CodeTables tables) {
    this.reader = new HeapReader(heap);
    this.sparkplug = new Sparkplug(reader, tables);
    this.strings = new Strings(reader);
    this.functions = new Functions(reader);
    this.constructors = new Constructors(reader);
    this.keys = new Keys(reader);
    this.containers = new Containers(this);
    this.builtins = new Builtins(this);
    this.functionText = new FunctionText(this);
  }

  public HeapReader reader() {
    return reader;
  }

  public Functions functions() {
    return functions;
  }

  public Constructors constructors() {
    return constructors;
  }

  Strings strings() {
    return strings;
  }

  Sparkplug sparkplug() {
    return sparkplug;
  }

  Keys keys() {
    return keys;
  }

  /// @param value tagged
  public Value describe(long value, Limits limits) {
    Budget out = new Budget(limits);
    open.clear();
    String problem = "";
    try {
      write(value, 0, out);
    } catch (MemoryFault e) {
      problem = e.getMessage();
    }
    String type = Tagged.isSmi(value) ? "number" : typeName(value);
    long address = Tagged.isSmi(value) ? 0 : Tagged.address(value);
    return new Value(address, type, out.toString(), out.truncated(), problem);
  }

  private String typeName(long value) {
    int type = reader.type(value);
    if (reader.isString(type)) {
      return "string";
    }
    return reader.isReceiver(type) ? constructors.nameOf(value) : primitiveName(value, type);
  }

  private String primitiveName(long value, int type) {
    if (type == reader.layout().type("HeapNumber")) {
      return "number";
    }
    if (type == reader.layout().type("BigInt")) {
      return "bigint";
    }
    if (type == reader.layout().type("Symbol")) {
      return "symbol";
    }
    Oddball oddball = reader.oddball(value);
    return oddball == Oddball.NONE || oddball == Oddball.OTHER
        ? constructors.nameOf(value)
        : oddball.text();
  }

  /// A value inside another: what of it can not be read is told in its place.
  void part(long value, int depth, Budget out) {
    try {
      write(value, depth, out);
    } catch (MemoryFault e) {
      out.add("<" + e.getMessage() + ">");
    }
  }

  private void write(long value, int depth, Budget out) {
    if (Tagged.isSmi(value)) {
      out.add(Integer.toString(Tagged.smi(value)));
      return;
    }
    if (!Tagged.isReference(value)) {
      out.add("<cleared>");
      return;
    }
    int type = reader.type(value);
    if (reader.isString(type)) {
      string(value, out);
    } else if (reader.isReceiver(type)) {
      object(value, type, depth, out);
    } else {
      out.add(primitive(value, type, out));
    }
  }

  private String primitive(long value, int type, Budget out) {
    if (type == reader.layout().type("HeapNumber")) {
      return NumberText.of(reader.number(value));
    }
    if (type == reader.layout().type("BigInt")) {
      return BigInts.text(reader, value, out.limits().bytes());
    }
    if (type == reader.layout().type("Symbol")) {
      return keys.symbol(value);
    }
    Oddball oddball = reader.oddball(value);
    return oddball == Oddball.NONE
        ? "<%s at 0x%x>".formatted(constructors.nameOf(value), Tagged.address(value))
        : oddball.text();
  }

  private void string(long value, Budget out) {
    JsString string = strings.read(value, out.room());
    out.addQuoted(string.text());
    if (!string.problem().isEmpty()) {
      out.add("<" + string.problem() + ">");
    } else if (string.cut()) {
      out.leaveOut();
      out.add("... (%d characters)".formatted(string.length()));
    }
  }

  private void object(long value, int type, int depth, Budget out) {
    if (!open.add(value)) {
      out.add("<circular>");
      return;
    }
    try {
      opened(value, type, depth, out);
    } finally {
      open.remove(value);
    }
  }

  private void opened(long value, int type, int depth, Budget out) {
    if (functionText.isOne(type)) {
      out.add(functionText.of(value, type));
    } else if (depth >= out.limits().depth()) {
      out.leaveOut();
      out.add(constructors.nameOf(value) + " {...}");
    } else if (!builtins.write(value, depth, out)) {
      containers.write(value, depth, out);
    }
  }
}
