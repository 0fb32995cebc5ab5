package io.github.pmdb.uprobe.attach;

import io.github.pmdb.elf.FunctionSymbol;
import io.github.pmdb.frame.Demangler;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.text.Nearest;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.code.CheapInstruction;
import io.github.pmdb.uprobe.code.FirstInstruction;
import io.github.pmdb.uprobe.code.InstructionLength;
import io.github.pmdb.uprobe.kernel.OneProgram;
import io.github.pmdb.uprobe.kernel.ProbePoint;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file whose code gets probes, in one process or in every one.
public final class ProbeTarget {
  /// Each probe copies a page of the target's code, and the kernel takes its time for each.
  private static final int MOST_FUNCTIONS = 30_000;

  private static final int LONGEST_INSTRUCTION = 15;
  private static final int LARGEST_FUNCTION = 64 << 10;

  /// They are other ones at each instruction.
  private static final Set<Integer> FIXED =
      Set.of(ContextRegister.RIP.number(), ContextRegister.EFLAGS.number());

  private static final Memory NO_PROCESS =
      new Memory() {
        @Override
        public void read(long address, byte[] into, int offset, int length) {
          throw new MemoryFault(address, length, "no process is looked at");
        }
      };

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_]\\w*");

  private static final String CHOOSES =
      "it only chooses one of several functions when a program starts";

  private static final String ERRNO_LOCATION = "__errno_location";

  private final ProbedFile file;
  private final OptionalLong pid;
  private final Optional<LiveCode> code;
  private final Supplier<Returning> way;

  /// Asked for when it is needed: all files of a process are looked at.
  private @Nullable Returning returning;

  /// The program whose calls alone count, where the file is not its own.
  private final Optional<Path> user;

  private @Nullable Code prelude;

  /// Of functions that were asked for: the process need not be open any more then.
  private final Map<Long, FunctionReturns.Found> returns = new HashMap<>();

  ProbeTarget(ProbedFile file, OptionalLong pid, Optional<LiveCode> code, Supplier<Returning> way) {
    this(file, pid, code, way, Optional.empty());
  }

  private ProbeTarget(
      ProbedFile file,
      OptionalLong pid,
      Optional<LiveCode> code,
      Supplier<Returning> way,
      Optional<Path> user) {
    this.user = user;
    this.way = way;
    this.file = file;
    this.pid = pid;
    this.code = code;
  }

  public ProbedFile file() {
    return file;
  }

  ProbeTarget usedBy(Path program) {
    return new ProbeTarget(file, pid, code, way, Optional.of(program));
  }

  /// A program for the kernel, so that it runs where it is meant to.
  ///
  /// @throws UserError when that cannot be had
  public Code confined(Code program) {
    if (user.isEmpty()) {
      return program;
    }
    Code before = prelude;
    if (before == null) {
      before = OneProgram.prelude(user.get());
      prelude = before;
    }
    return program.behind(before);
  }

  boolean has(Pattern pattern) {
    return file.functions().stream().anyMatch(each -> matches(pattern, each.name()));
  }

  /// The functions whose names the pattern matches from end to end, as symbols or as their language
  /// spells them; each piece of code once, whatever names it has.
  ///
  /// @throws UserError when there is none, or there are too many
  public Choice choose(Pattern pattern) {
    Map<Long, FunctionSymbol> byAddress = new LinkedHashMap<>();
    for (FunctionSymbol each : file.functions()) {
      if (matches(pattern, each.name())) {
        byAddress.merge(each.address(), each, ProbeTarget::betterNamed);
      }
    }
    if (byAddress.isEmpty()) {
      throw nothingMatches(pattern);
    }
    if (byAddress.size() > MOST_FUNCTIONS) {
      throw new UserError(
          "%d functions of %s match; %d can be probed at once"
              .formatted(byAddress.size(), file.name(), MOST_FUNCTIONS),
          "give a pattern that fewer match");
    }
    List<Place> places = new ArrayList<>();
    List<Passed> passed = new ArrayList<>();
    byAddress.values().forEach(each -> place(each, places, passed));
    return chosen(places, passed);
  }

  /// Of names of the same code the one that its users know: `free`, not `__libc_free`.
  static final Comparator<String> BEST_KNOWN = Comparator.comparingInt(ProbeTarget::underscores);

  private static FunctionSymbol betterNamed(FunctionSymbol one, FunctionSymbol other) {
    return BEST_KNOWN.compare(other.name(), one.name()) < 0 ? other : one;
  }

  private static int underscores(String name) {
    int count = 0;
    while (count < name.length() && name.charAt(count) == '_') {
      count++;
    }
    return count;
  }

  private static boolean matches(Pattern pattern, String symbol) {
    return pattern.matcher(symbol).matches()
        || (symbol.startsWith("_Z") && matchesSpelt(pattern, Demangler.demangle(symbol)));
  }

  /// With its parameters or without.
  private static boolean matchesSpelt(Pattern pattern, String name) {
    int parameters = parameters(name);
    return pattern.matcher(name).matches()
        || (parameters > 0 && pattern.matcher(name.substring(0, parameters)).matches());
  }

  /// Where the last list in parentheses begins: those before it are of functions around this one.
  private static int parameters(String name) {
    int depth = 0;
    for (int i = name.lastIndexOf(')'); i >= 0; i--) {
      depth += name.charAt(i) == ')' ? 1 : name.charAt(i) == '(' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private UserError nothingMatches(Pattern pattern) {
    if (file.functions().isEmpty()) {
      return new UserError(
          file.name() + " names no functions: its symbols were stripped",
          "install its debug symbols, or give an address: '*0x…'");
    }
    List<String> near =
        file.functions().stream()
            .map(FunctionSymbol::name)
            .filter(name -> pattern.matcher(name).find())
            .distinct()
            .limit(5)
            .toList();
    return new UserError(
        "no function of %s is named %s".formatted(file.name(), pattern),
        near.isEmpty()
            ? "those of a library that is not loaded yet: PATH:NAME"
            : "the whole name must match, try '.*%s.*': %s"
                .formatted(pattern, String.join(", ", near)));
  }

  private void place(FunctionSymbol symbol, List<Place> places, List<Passed> passed) {
    String name = Demangler.demangle(symbol.name());
    if (symbol.indirect()) {
      passed.add(new Passed(name, CHOOSES));
      return;
    }
    if (ProbedFile.isColdPart(symbol.name())) {
      // It is jumped to: what lies on the stack then is no return address.
      passed.add(new Passed(name, "it is a part of a function, and never called"));
      return;
    }
    Optional<Long> offset = file.offsetOfCode(symbol.address());
    if (offset.isEmpty()) {
      passed.add(new Passed(name, "it has no code in " + file.name()));
      return;
    }
    int most = FirstInstruction.BYTES;
    byte[] bytes =
        file.code(offset.get(), symbol.size() > 0 ? (int) Math.min(most, symbol.size()) : most);
    FirstInstruction first = new FirstInstruction(bytes);
    Optional<String> objection =
        first.objection().or(() -> code.flatMap(live -> live.objection(symbol.address(), bytes)));
    objection.ifPresentOrElse(
        why -> passed.add(new Passed(name, why)),
        () -> places.add(new Place(name, symbol.address(), offset.get() + first.cheaperBy())));
  }

  /// The function that begins at an address of the file. A probe inside of an instruction would
  /// destroy it, so an address that a symbol covers must be the symbol's own.
  ///
  /// @throws UserError when it can not be probed
  Choice at(long address) {
    Optional<Symbol> symbol = file.symbolAt(address);
    String name = symbol.map(Symbol::name).orElse("*0x" + Long.toHexString(address));
    if (symbol.filter(s -> s.address() != address).isPresent()) {
      throw new UserError(
          "0x%x is in the middle of %s".formatted(address, name),
          "give the address at which a function begins");
    }
    long size = symbol.map(Symbol::size).orElse(0L);
    List<Place> places = new ArrayList<>();
    List<Passed> passed = new ArrayList<>();
    place(new FunctionSymbol(name, address, size, false), places, passed);
    return chosen(places, passed);
  }

  /// Goes through the instructions of the function around an address.
  ///
  /// @throws UserError when none is known to begin there
  void requireInstruction(long address) {
    Symbol around =
        file.symbolAt(address)
            .orElseThrow(() ->
                new UserError(
                    "no function of %s is known at 0x%x".formatted(file.name(), address),
                    "an address in code with symbols or unwind information"));
    byte[] code = codeOf(around);
    InstructionLength instruction = new InstructionLength(code);
    int wanted = (int) (address - around.address());
    int at = 0;
    while (at < wanted && instruction.length(at) != InstructionLength.UNKNOWN) {
      at += instruction.length(at);
    }
    if (at != wanted) {
      throw new UserError(
          "no instruction is known to begin at 0x%x of %s".formatted(address, file.name()),
          "the function there begins at " + around.name());
    }
  }

  private byte[] codeOf(Symbol function) {
    int size = (int) Math.min(function.size(), LARGEST_FUNCTION);
    return file.offsetOfCode(function.address())
        .map(offset -> file.code(offset, size))
        .orElse(new byte[0]);
  }

  /// Where a probe means the same as at an instruction of the file, and costs least.
  ///
  /// @param address of the instruction
  /// @param reads the registers that are asked for, in gdb's counting
  long cheapest(long address, Set<Integer> reads) {
    Optional<Symbol> symbol = file.symbolAt(address);
    long size = symbol.map(Symbol::size).orElse(0L);
    if (size <= 0 || size > LARGEST_FUNCTION || reads.stream().anyMatch(FIXED::contains)) {
      return address;
    }
    // A handler of exceptions may begin anywhere, and the other part of a function jumps back.
    boolean closed = !file.handlesExceptions() && file.coldPart(symbol.get().name()).isEmpty();
    long begin = symbol.get().address();
    if (!closed && address != begin) {
      return address;
    }
    byte[] all = codeOf(symbol.get());
    int from = (int) (address - begin);
    int found =
        closed
            ? new CheapInstruction(all).behind(from, reads)
            : new FirstInstruction(all).cheaperBy();
    return begin + found;
  }

  /// An instruction that is known to begin at an address of the file, wherever in a function.
  ///
  /// @param cookie what the program learns of where it runs
  /// @throws UserError when it can not be probed
  ProbeSet instruction(long address, long cookie) {
    long offset =
        file.offsetOfCode(address)
            .orElseThrow(
                () -> new UserError("0x%x is no code of %s".formatted(address, file.name()), ""));
    byte[] bytes = file.code(offset, LONGEST_INSTRUCTION);
    new FirstInstruction(bytes)
        .objection()
        .or(() -> code.flatMap(live -> live.objection(address, bytes)))
        .ifPresent(why -> {
          throw new UserError(
              "no probe can be put at 0x%x of %s: %s".formatted(address, file.name(), why),
              "the line before or behind may do");
        });
    return new ProbeSet(file.path(), List.of(new ProbePoint(offset, cookie)), pid, false);
  }

  private Choice chosen(List<Place> places, List<Passed> passed) {
    if (places.isEmpty()) {
      Passed first = passed.getFirst();
      String more = passed.size() > 1 ? "; %d more are no better".formatted(passed.size() - 1) : "";
      throw new UserError(
          "no probe can be put at %s: %s%s".formatted(first.name(), first.why(), more),
          first.why().equals(CHOOSES) ? chosenBy(first.name()) : "");
    }
    return new Choice(this, places, passed);
  }

  /// @param name of a function, as a symbol or as its language spells it
  /// @throws UserError when what bears it only chooses the function (`STT_GNU_IFUNC`), which runs
  ///   once and is not what is called
  public void requireCalled(String name) {
    Pattern exact = Pattern.compile(Pattern.quote(name));
    List<FunctionSymbol> all = file.functions();
    boolean chooses = all.stream().anyMatch(each -> each.indirect() && matches(exact, each.name()));
    if (chooses
        && all.stream().noneMatch(each -> !each.indirect() && matches(exact, each.name()))) {
      chosen(List.of(), List.of(new Passed(name, CHOOSES)));
    }
  }

  /// What to try in place of a plain name that no function bears; empty where one does.
  public Optional<String> instead(String name) {
    if (!PLAIN_NAME.matcher(name).matches() || has(Pattern.compile(name))) {
      return Optional.empty();
    }
    List<String> near =
        Nearest.of(name, file.functions().stream().map(ProbeTarget::spelt).distinct().toList());
    if (!near.isEmpty()) {
      return Optional.of("did you mean %s?".formatted(String.join(", ", near)));
    }
    return file.isStripped()
        ? Optional.of(
            "%s is stripped: name a function that it exports, or *ADDRESS".formatted(file.name()))
        : Optional.empty();
  }

  /// Without its parameters.
  private static String spelt(FunctionSymbol symbol) {
    String name = Demangler.demangle(symbol.name());
    int parameters = parameters(name);
    return parameters > 0 ? name.substring(0, parameters) : name;
  }

  /// What to try in place of a function that chooses others.
  private String chosenBy(String name) {
    Pattern variant = Pattern.compile("_*" + Pattern.quote(name) + "_\\w+");
    List<FunctionSymbol> all = file.functions();
    Set<Long> choosing =
        all.stream()
            .filter(FunctionSymbol::indirect)
            .map(FunctionSymbol::address)
            .collect(Collectors.toSet());
    List<String> variants =
        all.stream()
            .filter(each -> !choosing.contains(each.address()))
            .map(FunctionSymbol::name)
            .filter(each -> variant.matcher(each).matches())
            .distinct()
            .limit(5)
            .toList();
    return variants.isEmpty()
        ? "name the chosen one; the debug symbols of %s may tell its name".formatted(file.name())
        : "name the chosen one, such as " + String.join(", ", variants);
  }

  /// What the kernel is told of entries: the number of a place in the list is its cookie.
  public ProbeSet probes(List<Place> places) {
    List<ProbePoint> points = new ArrayList<>();
    for (Place place : places) {
      points.add(new ProbePoint(place.offset(), points.size()));
    }
    return new ProbeSet(file.path(), points, pid, false);
  }

  /// The same of their returns.
  public ProbeSet returns(List<Place> places) {
    List<ProbePoint> points = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      points.addAll(returnPoints(place.address(), place.offset(), i));
    }
    return new ProbeSet(file.path(), points, pid, returning() == Returning.BY_ADDRESS);
  }

  /// The returns of one function, none where they can not be found.
  ///
  /// @param address of its first instruction, that of the file
  ProbeSet returns(long address, long cookie) {
    List<ProbePoint> points = returnPoints(address, file.offsetOfCode(address).orElse(0L), cookie);
    return new ProbeSet(file.path(), points, pid, returning() == Returning.BY_ADDRESS);
  }

  private List<ProbePoint> returnPoints(long address, long entry, long cookie) {
    return switch (returning()) {
      case BY_ADDRESS ->
          objectionToReturn(address).isPresent()
              ? List.of()
              : List.of(new ProbePoint(entry, cookie));
      case BY_INSTRUCTION ->
          found(address).offsets().stream().map(offset -> new ProbePoint(offset, cookie)).toList();
    };
  }

  /// The function that has an address of the file in its middle.
  Optional<String> around(long address) {
    return file.symbolAt(address)
        .filter(symbol -> symbol.size() > 0 && symbol.address() != address)
        .map(symbol -> Demangler.demangle(symbol.name()));
  }

  /// Why nobody would see the function return.
  ///
  /// @param address of its first instruction, that of the file
  Optional<String> objectionToReturn(long address) {
    Optional<String> around = around(address);
    if (around.isPresent()) {
      return Optional.of("it is in the middle of %s, and nothing calls it".formatted(around.get()));
    }
    return switch (returning()) {
      case BY_ADDRESS -> file.objectionToReturnProbe(address);
      case BY_INSTRUCTION -> found(address).objection();
    };
  }

  /// Whether calls of the function may end by a jump to another one, so that nobody sees them
  /// return.
  ///
  /// @param address of its first instruction, that of the file
  boolean mayLeaveUnseen(long address) {
    return returning() == Returning.BY_INSTRUCTION && found(address).leaves();
  }

  /// How far the `errno` of a thread is from the base of its own data; empty where that is not
  /// known.
  public OptionalLong errno() {
    Optional<FunctionSymbol> location = file.named(ERRNO_LOCATION);
    return code.isPresent() && location.isPresent()
        ? code.get().errno(location.get().address(), first(location.get()))
        : errnoPlace().map(ErrnoPlace::distance).orElse(OptionalLong.empty());
  }

  /// Where in the file's addresses each process has that distance, once it is linked; empty where
  /// it is the same in all of them.
  public OptionalLong errnoStored() {
    return errnoPlace().map(ErrnoPlace::stored).orElse(OptionalLong.empty());
  }

  private Optional<ErrnoPlace> errnoPlace() {
    return file.named(ERRNO_LOCATION)
        .map(location -> new ErrnoPlace(first(location), location.address(), NO_PROCESS));
  }

  private byte[] first(FunctionSymbol function) {
    return file.offsetOfCode(function.address())
        .map(offset -> file.code(offset, FirstInstruction.BYTES + Long.BYTES))
        .orElse(new byte[0]);
  }

  /// Whether it is the C library, or a program that has it in itself.
  public boolean isLibc() {
    return file.named(ERRNO_LOCATION).isPresent();
  }

  public Returning returning() {
    Returning known = returning;
    if (known == null) {
      known = way.get();
      returning = known;
    }
    return known;
  }

  private FunctionReturns.Found found(long address) {
    return returns.computeIfAbsent(address, new FunctionReturns(file, code)::of);
  }

  /// Those of the places whose returns are seen; the others are passed over.
  ///
  /// @throws UserError when there are none
  public Choice returning(Choice choice) {
    requireReturns();
    List<Place> places = new ArrayList<>();
    List<Passed> passed = new ArrayList<>();
    for (Place place : choice.places()) {
      objectionToReturn(place.address())
          .ifPresentOrElse(
              why -> passed.add(new Passed(place.name(), why)), () -> places.add(place));
    }
    passed.addAll(choice.passed());
    return chosen(places, passed);
  }

  /// @throws UserError when functions of the file must not be probed where they return
  public void requireReturns() {
    if (file.isGo()) {
      throw new UserError(
          "%s is a Go program: its stacks move, and a probe at a return would crash it"
              .formatted(file.name()),
          "count its functions, which takes no probe at returns: trace-count");
    }
  }
}
