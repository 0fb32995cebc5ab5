package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Values as text, those of the standard library like those that are built in.
public final class Reprs {
  /// By the `tp_name` of the first C type in the chain of bases.
  private static final Map<String, Form> BY_NAME = table();

  private Reprs() {}

  /// @param address of an object; 0 gives a value that says so
  public static Value of(Heap heap, long address, Limits limits) {
    return Describer.describe(Reprs::form, heap, address, limits);
  }

  public static Value of(Heap heap, Denoted denoted, Limits limits) {
    return Describer.describe(Reprs::form, heap, denoted, limits);
  }

  private static Form form(Heap heap, PyType type) {
    Optional<Form> ofClass = LibraryClasses.of(heap, type);
    if (ofClass.isPresent()) {
      return ofClass.get();
    }
    String base = heap.builtinBase(type).map(PyType::name).orElse("");
    Form ofLibrary = BY_NAME.get(base);
    return ofLibrary == null ? Form.builtin(heap, type, base) : ofLibrary;
  }

  private static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put("datetime.date", Dates::date);
    forms.put("datetime.datetime", Dates::datetime);
    forms.put("datetime.time", Dates::time);
    forms.put("datetime.timedelta", Dates::timedelta);
    forms.put("datetime.timezone", Dates::timezone);
    forms.put("decimal.Decimal", Decimals::render);
    forms.put("decimal.Context", since3(Decimals::context));
    forms.put("array.array", Arrays::array);
    forms.put("memoryview", since3(Arrays::view));
    forms.put("re.Pattern", Patterns::render);
    forms.put("_sre.SRE_Pattern", since3(Patterns::render)); // 3.6
    forms.put("_io.TextIOWrapper", since3(OpenFiles::text));
    forms.put("_io.BufferedReader", since3(OpenFiles::buffered));
    forms.put("_io.BufferedWriter", since3(OpenFiles::buffered));
    forms.put("_io.BufferedRandom", since3(OpenFiles::buffered));
    forms.put("_io.FileIO", since3(OpenFiles::file));
    forms.put("itertools.count", since3(Iterators::count));
    forms.put("itertools.repeat", since3(Iterators::repeat));
    forms.put("types.SimpleNamespace", LibraryClasses::namespace);
    forms.put("functools.partial", since3(Operators::partial));
    forms.put("operator.itemgetter", since3(Operators::itemgetter));
    forms.put("operator.attrgetter", since3(Operators::attrgetter));
    forms.put("operator.methodcaller", since3(Operators::methodcaller));
    forms.put("types.GenericAlias", Annotations::alias);
    forms.put("types.UnionType", Annotations::union);
    forms.put("typing.Union", Annotations::union); // 3.14
    forms.put("re.Match", Patterns::match);
    forms.put("_sre.SRE_Match", since3(Patterns::match)); // 3.6
    forms.put(Lock.PLAIN, Locks::render);
    forms.put(Lock.RECURSIVE, Locks::render);
    return Map.copyOf(forms);
  }

  /// 2.7 has other structs for it, or shows it otherwise.
  private static Form since3(Form form) {
    return (to, address, type) -> {
      boolean old = !to.heap().layout().version().atLeast(3, 0);
      Form chosen = old ? Instances::instance : form;
      chosen.render(to, address, type);
    };
  }
}
