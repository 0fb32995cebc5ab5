package io.github.pmdb.cpython;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files and functions of the modules that are loaded, as a breakpoint names them.
final class Places {
  private static final int MAX_MODULES = 10_000;
  private static final int MAX_NAMES = 10_000;
  private static final int MOST = 1_000;
  private static final String MAIN = "__main__";

  /// What a class keeps functions in; the function is the first field of each.
  private static final Set<String> WRAPPERS = Set.of("staticmethod", "classmethod", "property");

  private final Heap heap;
  private final long interpreter;

  /// @param interpreter address of the `PyInterpreterState` whose modules are meant
  Places(Heap heap, long interpreter) {
    this.heap = heap;
    this.interpreter = interpreter;
  }

  /// @param file of its source
  private record Module(String name, String file, long dict) {
    String base() {
      return file.substring(file.lastIndexOf('/') + 1);
    }

    /// As a function of the main module is named, too.
    String prefix() {
      String stem = base().endsWith(".py") ? base().substring(0, base().length() - 3) : base();
      return name.equals(MAIN) ? stem : name;
    }

    boolean endsWith(String path) {
      return file.equals(path) || file.endsWith("/" + path);
    }
  }

  /// Those that begin with what was typed; where that is nothing, the files of the main module.
  List<String> of(String typed) {
    Set<String> found = new LinkedHashSet<>();
    int colon = typed.indexOf(':');
    String file = colon < 0 ? "" : typed.substring(0, colon);
    for (Module module : modules()) {
      boolean shown =
          colon < 0 ? !typed.isEmpty() || module.name().equals(MAIN) : module.endsWith(file);
      if (shown && found.size() < MOST) {
        List<String> names = colon < 0 ? alone(module, typed) : behind(module, file);
        names.stream().filter(name -> name.startsWith(typed)).forEach(found::add);
      }
    }
    return List.copyOf(found);
  }

  private List<String> behind(Module module, String file) {
    return functions(module).stream().map(name -> file + ":" + name).toList();
  }

  /// The file by each end of its path, then functions by each end of their names.
  private List<String> alone(Module module, String typed) {
    List<String> all = new ArrayList<>();
    if (typed.contains("/")) {
      for (int at = 0; at >= 0; at = module.file().indexOf('/', at + 1)) {
        all.add(module.file().substring(at == 0 ? 0 : at + 1) + ":");
      }
      return all;
    }
    all.add(module.base() + ":");
    for (String name : functions(module)) {
      all.add(name);
      all.add(name.substring(name.lastIndexOf('.') + 1));
      all.add(module.prefix() + "." + name);
    }
    return all;
  }

  private List<Module> modules() {
    List<Module> found = new ArrayList<>();
    try {
      long modules = heap.pointer(interpreter, "interp.modules");
      for (Dicts.Entry entry : Dicts.entries(heap, modules, MAX_MODULES)) {
        module(entry).ifPresent(found::add);
      }
    } catch (MemoryFault _) {
      return found; // what could be read is proposed
    }
    return found;
  }

  private Optional<Module> module(Dicts.Entry entry) {
    try {
      if (!heap.isA(entry.value(), "module")) {
        return Optional.empty();
      }
      long dict = heap.pointer(entry.value(), "module.md_dict");
      return Dicts.find(heap, dict, "__file__")
          .flatMap(file -> Strings.text(heap, file))
          .map(file -> file.endsWith(".pyc") ? file.substring(0, file.length() - 1) : file)
          .filter(file -> file.endsWith(".py"))
          .map(file -> new Module(Strings.text(heap, entry.key()).orElse("?"), file, dict));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  /// The functions that a module defines, and the methods of its classes.
  private List<String> functions(Module module) {
    List<String> found = new ArrayList<>();
    add(module, module.dict(), "", found);
    return found;
  }

  private void add(Module module, long dict, String prefix, List<String> into) {
    try {
      for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_NAMES)) {
        add(module, entry, prefix, into);
      }
    } catch (MemoryFault _) {
      return; // those that were read are proposed
    }
  }

  private void add(Module module, Dicts.Entry entry, String prefix, List<String> into) {
    PyType type = heap.typeOf(entry.value());
    String name = prefix + Strings.text(heap, entry.key()).orElse("?");
    if (type.is(PyType.TYPE) && prefix.isEmpty() && heap.type(entry.value()).isHeapType()) {
      add(module, heap.pointer(entry.value(), "type.tp_dict"), name + ".", into);
      return;
    }
    long function =
        WRAPPERS.contains(type.name())
            ? heap.pointer(entry.value(), "object.sizeof")
            : entry.value();
    if (function != 0 && heap.isA(function, "function") && isOf(module, function)) {
      into.add(name);
    }
  }

  /// What is imported from another module is found there.
  private boolean isOf(Module module, long function) {
    long code = heap.pointer(function, "func.func_code");
    return Strings.text(heap, heap.pointer(code, "code.co_filename"))
        .filter(file -> module.endsWith(file) || file.equals("<frozen " + module.name() + ">"))
        .isPresent();
  }
}
