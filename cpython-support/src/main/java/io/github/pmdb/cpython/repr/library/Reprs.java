package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Values as text, those of the standard library like those that are built in.
public final class Reprs {
  /// By the `tp_name` of the first C type in the chain of bases.
  private static final Map<String, Form> BY_NAME = table();

  /// Those of which 2.7 has other structs, or which it shows otherwise.
  private static final Map<String, Form> SINCE_3 = since3();

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
    return OwnReprs.over(
        heap, type, ofLibrary(heap, base).orElseGet(() -> Form.builtin(heap, type, base)));
  }

  private static Optional<Form> ofLibrary(Heap heap, String base) {
    boolean newer = heap.layout().version().atLeast(3, 0);
    return Optional.ofNullable(BY_NAME.get(base))
        .or(() -> Optional.ofNullable(newer ? SINCE_3.get(base) : null));
  }

  private static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put("datetime.date", Dates::date);
    forms.put("datetime.datetime", Dates::datetime);
    forms.put("datetime.time", Dates::time);
    forms.put("datetime.timedelta", Dates::timedelta);
    forms.put("datetime.timezone", Dates::timezone);
    forms.put("decimal.Decimal", Decimals::render);
    forms.put("array.array", Arrays::array);
    forms.put("re.Pattern", Patterns::render);
    forms.put("types.SimpleNamespace", LibraryClasses::namespace);
    forms.put("types.GenericAlias", Annotations::alias);
    forms.put("types.UnionType", Annotations::union);
    forms.put("typing.Union", Annotations::union); // 3.14
    forms.put("typing.TypeVar", Typing::inC);
    forms.put("typing.ParamSpec", Typing::inC);
    forms.put("typing.TypeVarTuple", Typing::inC);
    forms.put("re.Match", Patterns::match);
    forms.put(Lock.PLAIN, Locks::render);
    forms.put(Lock.RECURSIVE, Locks::render);
    return Map.copyOf(forms);
  }

  private static Map<String, Form> since3() {
    Map<String, Form> forms = new HashMap<>();
    forms.put("decimal.Context", Decimals::context);
    forms.put("memoryview", Arrays::view);
    forms.put("_sre.SRE_Pattern", Patterns::render); // 3.6
    forms.put("_io.TextIOWrapper", OpenFiles::text);
    forms.put("_io.BufferedReader", OpenFiles::buffered);
    forms.put("_io.BufferedWriter", OpenFiles::buffered);
    forms.put("_io.BufferedRandom", OpenFiles::buffered);
    forms.put("_io.FileIO", OpenFiles::file);
    forms.put("itertools.count", Iterators::count);
    forms.put("itertools.repeat", Iterators::repeat);
    forms.put("functools.partial", Operators::partial);
    forms.put("operator.itemgetter", Operators::itemgetter);
    forms.put("operator.attrgetter", Operators::attrgetter);
    forms.put("operator.methodcaller", Operators::methodcaller);
    forms.put("_sre.SRE_Match", Patterns::match); // 3.6
    return Map.copyOf(forms);
  }
}
