package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;

/// What an expression gives: an object in memory, or what Python makes one of only when it is asked
/// for.
public sealed interface Denoted {
  /// Name of the type.
  String type(Heap heap);

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  void render(Describer to);

  /// Of the object, 0 where none is in memory.
  default long address() {
    return 0;
  }

  /// An object.
  record Stored(long address) implements Denoted {
    @Override
    public String type(Heap heap) {
      return Describer.typeName(heap, address);
    }

    @Override
    public void render(Describer to) {
      to.value(address);
    }
  }

  /// A function with what it was asked of (`PyMethod_New`).
  ///
  /// @param self the object or class, 0 for an unbound method of 2.7
  /// @param owner the class that 2.7 names
  record Method(long function, long self, long owner) implements Denoted {
    @Override
    public String type(Heap heap) {
      return Python2Forms.are(heap) ? "instancemethod" : "method";
    }

    @Override
    public void render(Describer to) {
      if (Python2Forms.are(to.heap())) {
        Python2Forms.method(to, 0, this);
      } else {
        Named.method(to, 0, this);
      }
    }
  }

  /// A number, a text or `None` that no object stands for.
  ///
  /// @param text as Python shows it
  record Plain(String type, String text) implements Denoted {
    static final int MOST_NAME = 1_000;
    public static final Plain NONE = new Plain("NoneType", "None");

    /// A string.
    public static Plain string(String value) {
      return new Plain("str", Literals.ofString(value.codePoints().limit(MOST_NAME).toArray()));
    }

    @Override
    public String type(Heap heap) {
      return type;
    }

    @Override
    public void render(Describer to) {
      to.text(text);
    }
  }

  /// The `__dict__` of an object whose attributes are in none.
  record Namespace(long object) implements Denoted {
    @Override
    public String type(Heap heap) {
      return "dict";
    }

    @Override
    public void render(Describer to) {
      Containers.namespace(to, object);
    }
  }

  /// The `__dict__` of a class, which Python hands out behind a proxy.
  record Proxy(long dict) implements Denoted {
    @Override
    public String type(Heap heap) {
      return Python2Forms.are(heap) ? "dictproxy" : "mappingproxy";
    }

    @Override
    public void render(Describer to) {
      to.text(Python2Forms.are(to.heap()) ? "dict_proxy(" : "mappingproxy(");
      to.value(dict);
      to.text(")");
    }
  }

  /// A function of a class that is written in C, with what it was asked of.
  ///
  /// @param descriptor what the class has
  /// @param wrapper whether it stands for a slot of the type
  record Builtin(long descriptor, long self, boolean wrapper) implements Denoted {
    @Override
    public String type(Heap heap) {
      return wrapper ? "method-wrapper" : "builtin_function_or_method";
    }

    @Override
    public void render(Describer to) {
      Descriptors.bound(to, this);
    }
  }
}
