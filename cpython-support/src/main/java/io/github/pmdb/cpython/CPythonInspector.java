package io.github.pmdb.cpython;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.cpython.exception.Exceptions;
import io.github.pmdb.cpython.expression.Path;
import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.CopiedFrames;
import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.SourceFit;
import io.github.pmdb.cpython.frame.Trails;
import io.github.pmdb.cpython.greenlet.GreenletScan;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.locate.SignalHandlers;
import io.github.pmdb.cpython.lock.LockScan;
import io.github.pmdb.cpython.lock.Pauses;
import io.github.pmdb.cpython.lock.Taking;
import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.cpython.source.LineCache;
import io.github.pmdb.cpython.source.ProgramFiles;
import io.github.pmdb.cpython.task.AsyncioDebug;
import io.github.pmdb.cpython.task.GeneratorScan;
import io.github.pmdb.cpython.task.TaskScan;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.ExceptionInspector;
import io.github.pmdb.interpreter.FiberInspector;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.GeneratorInspector;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.Readiness;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.interpreter.TaskInspector;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.interpreter.hit.FrameCopy;
import io.github.pmdb.interpreter.hit.FrameTrail;
import io.github.pmdb.interpreter.hit.TrailInspector;
import io.github.pmdb.memory.PageCache;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers about one CPython. Of a process that stands still everything read is kept; of a running
/// one each question reads anew.
final class CPythonInspector
    implements Inspector,
        TaskInspector,
        FiberInspector,
        GeneratorInspector,
        LockInspector,
        ExceptionInspector,
        SourceInspector,
        TrailInspector {
  /// Pages kept: 32 MiB at most.
  private static final int PAGES = 8192;

  /// Tasks and greenlets that are looked at only to count them.
  private static final int MOST_COUNTED = 10_000;

  /// The same of a core, which does not wait for that.
  private static final int MOST_OF_CORE = 100_000;

  /// More than the standard library puts between the user's code and a wait.
  private static final Limits PAUSE = new Limits(64, 0, 0, 0);

  private static final Limits INNERMOST = new Limits(1, 0, 0, 0);

  private final Snapshot snapshot;
  private final PythonRuntime runtime;
  private final Map<Long, String> typeNames;
  private final EvalFrames evalFrames;
  private final Optional<Heap> kept;
  private final Codes keptCodes;

  /// Once somebody has asked for copied frames.
  private @Nullable CopiedFrames copied;

  /// Kept where [#kept] is; to read it means to walk all stacks.
  private volatile @Nullable LockReport locks;

  /// The same of tasks, which locks and reasons ask for.
  private volatile @Nullable TaskReport counted;

  CPythonInspector(Snapshot snapshot, PythonRuntime runtime) {
    this.snapshot = snapshot;
    this.runtime = runtime;
    this.typeNames =
        TypeNames.learn(
            new Heap(new PageCache(snapshot.memory(), PAGES), runtime.layout(), Map.of())
                .within(Budget.ofQuestion()),
            runtime.interpreter());
    this.keptCodes = new Codes(this::isConstant);
    this.evalFrames = new EvalFrames(runtime.file(), symbols());
    this.kept =
        snapshot.consistency() == Consistency.STILL ? Optional.of(freshHeap()) : Optional.empty();
  }

  private Codes codes() {
    return kept.isPresent() ? keptCodes : new Codes(this::isConstant);
  }

  private ObjectSymbols symbols() {
    return snapshot.objects().stream()
        .filter(object -> object.path().equals(runtime.file()))
        .findFirst()
        .map(LoadedObject::symbols)
        .orElse(ObjectSymbols.NONE);
  }

  private Heap freshHeap() {
    return new Heap(new PageCache(snapshot.memory(), PAGES), runtime.layout(), typeNames)
        .of(runtime.interpreter());
  }

  private Heap heap() {
    return heap(Budget.ofQuestion());
  }

  private Heap heap(Budget budget) {
    return kept.orElseGet(this::freshHeap).within(budget);
  }

  @Override
  public String language() {
    return "Python";
  }

  @Override
  public String title() {
    return "CPython " + runtime.layout().title();
  }

  @Override
  public List<String> evidence() {
    return runtime.evidence();
  }

  @Override
  public List<String> facts() {
    return report().facts();
  }

  @Override
  public List<ScriptThread> threads() {
    return report().threads();
  }

  private ThreadReport report() {
    return new ThreadReport(snapshot, runtime, heap());
  }

  @Override
  public ScriptStack stack(ScriptThread thread, Limits limits) {
    return kept.isPresent()
        ? walk(heap(Budget.ofSearch()), thread, limits)
        : TornStack.walk(() -> walk(heap(Budget.ofSearch()), thread, limits));
  }

  private ScriptStack walk(Heap heap, ScriptThread thread, Limits limits) {
    return FrameWalker.walk(heap, thread.address(), limits.frames(), codes());
  }

  @Override
  public FrameTrail trail() {
    return Trails.of(runtime.layout(), runtime.headSlot(), runtime.interpreter());
  }

  @Override
  public synchronized ScriptStack stack(List<FrameCopy> frames, long rest) {
    if (copied == null) {
      Heap heap = new Heap(snapshot.memory(), runtime.layout(), typeNames);
      copied = new CopiedFrames(heap, new Codes(this::isConstant));
    }
    return copied.read(frames, rest);
  }

  @Override
  public Optional<String> threadName(long base) {
    return ThreadNames.of(heap(), runtime.interpreter(), base);
  }

  @Override
  public List<Raised> exceptions(ScriptThread thread, Limits limits) {
    return Exceptions.all(heap(), thread.address(), limits, codes());
  }

  /// What the thread's own stack does not show: tasks and greenlets that wait meanwhile.
  @Override
  public List<String> reasons(ScriptThread thread, List<NativeFrame> frames) {
    List<ScriptFrame> stack = stack(thread, Limits.DEFAULT).frames();
    if (stack.isEmpty() || thread.tid().isEmpty()) {
      return List.of();
    }
    ScriptFrame innermost = stack.getFirst();
    long tid = thread.tid().getAsLong();
    return IdleLoops.asyncio(tid, innermost, this::counted)
        .or(() -> IdleLoops.greenlets(tid, innermost, () -> fibers(MOST_COUNTED)))
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public TaskReport tasks(int most) {
    Heap heap = heap(most > MOST_COUNTED ? Budget.ofSearch() : Budget.ofQuestion());
    heap = heap.with(AsyncioDebug.refine(heap.layout(), snapshot));
    ThreadReport report = new ThreadReport(snapshot, runtime, heap);
    return new TaskScan(heap, report.tids(), report.problems(), codes())
        .run(title(), report.interpreters(), most);
  }

  @Override
  public FiberReport fibers(int most) {
    Heap heap = heap(Budget.ofSearch());
    ThreadReport report = new ThreadReport(snapshot, runtime, heap);
    List<Long> interpreters = report.interpreters();
    GreenletScan scan = new GreenletScan(snapshot, heap, interpreters, report.tids(), codes());
    if (!scan.isLoaded()) {
      return new FiberReport(title(), "", List.of(), 0, List.of());
    }
    CollectorLists.Found found =
        CollectorLists.find(snapshot, heap, runtime, interpreters, scan::includes);
    return scan.run(title(), found.objects(), joined(report, found), most);
  }

  @Override
  public GeneratorReport generators(String name, int most) {
    Heap heap = heap(Budget.ofSearch());
    ThreadReport report = new ThreadReport(snapshot, runtime, heap);
    GeneratorScan scan = new GeneratorScan(heap, codes());
    CollectorLists.Found found =
        CollectorLists.find(snapshot, heap, runtime, report.interpreters(), scan::includes);
    return scan.run(title(), found.objects(), joined(report, found), name, most);
  }

  private static List<Problem> joined(ThreadReport report, CollectorLists.Found found) {
    return Stream.concat(report.problems().stream(), found.problems().stream()).toList();
  }

  @Override
  public Optional<List<String>> source(String name) {
    return LineCache.source(
        heap(),
        runtime.interpreter(),
        name,
        () -> threads().stream().map(thread -> stack(thread, Limits.DEFAULT)));
  }

  @Override
  public Optional<String> file(String name) {
    return LineCache.frozen(heap(), runtime.interpreter(), name);
  }

  @Override
  public String doubt(ScriptFrame frame, java.nio.file.Path file, List<String> lines) {
    Heap heap = heap();
    String misfit = SourceFit.misfit(heap, frame, lines, codes());
    return misfit.isEmpty()
        ? ProgramFiles.doubt(heap, frame, file)
        : "does not fit the code: " + misfit;
  }

  @Override
  public Optional<Instant> running() {
    return ProgramFiles.running(heap(), runtime.interpreter());
  }

  @Override
  public List<String> places(String typed) {
    return new Places(heap(Budget.ofSearch()), runtime.interpreter()).of(typed);
  }

  @Override
  public LockReport locks() {
    LockReport known = locks;
    if (known == null) {
      known = findLocks();
      locks = kept.isPresent() ? known : null;
    }
    return known;
  }

  private LockReport findLocks() {
    Heap heap = heap(Budget.ofSearch());
    ThreadReport report = new ThreadReport(snapshot, runtime, heap);
    LockReport found =
        new LockScan(snapshot, heap, runtime.interpreter(), report.tids(), codes())
            .run(report.problems());
    return new LockReport(found.waits(), circles(report.threads()), found.problems());
  }

  /// Tasks are read only where a thread is in an event loop.
  private List<TaskCircle> circles(List<ScriptThread> threads) {
    boolean idle =
        threads.stream()
            .flatMap(thread -> stack(thread, INNERMOST).frames().stream())
            .anyMatch(IdleLoops::isAsyncio);
    return idle ? IdleLoops.circles(counted()) : List.of();
  }

  private TaskReport counted() {
    TaskReport known = counted;
    if (known == null) {
      known = tasks(snapshot instanceof CoreSnapshot ? MOST_OF_CORE : MOST_COUNTED);
      counted = kept.isPresent() ? known : null;
    }
    return known;
  }

  /// Since 3.2 the main thread calls them within `Lock.acquire`.
  @Override
  public Optional<List<String>> handled(long tid) {
    return tid == snapshot.process().pid() && runtime.layout().version().atLeast(3, 2)
        ? new SignalHandlers(snapshot, heap(Budget.ofSearch()), runtime.file()).names()
        : Optional.of(List.of());
  }

  @Override
  public Optional<Pause> pause(ScriptThread thread) {
    List<ScriptFrame> frames = stack(thread, PAUSE).frames();
    return new Pauses(heap(), runtime.interpreter()).of(frames);
  }

  @Override
  public Optional<Integer> taken(
      ScriptFrame frame, OptionalLong address, IntFunction<Optional<String>> source) {
    return new Taking(heap(), frame).line(address, source);
  }

  private boolean isConstant(long address) {
    return snapshot.mappingAt(address).filter(m -> m.isFile() && !m.writable()).isPresent();
  }

  @Override
  public List<Variable> locals(ScriptFrame frame, Limits limits) {
    Heap heap = heap();
    return FrameLocals.of(heap, frame.address()).stream()
        .map(slot -> variable(heap, slot, limits))
        .toList();
  }

  private static Variable variable(Heap heap, FrameLocals.Slot slot, Limits limits) {
    return new Variable(slot.name(), slot.scope(), Reprs.of(heap, slot.value(), limits));
  }

  @Override
  public Optional<Variable> lookup(ScriptFrame frame, String name, Limits limits) {
    Heap heap = heap();
    return new Lookup(heap, frame.address()).find(name).map(slot -> variable(heap, slot, limits));
  }

  @Override
  public List<Variable> globals(ScriptFrame frame, Limits limits) {
    Heap heap = heap();
    return FrameLocals.globalsOf(heap, frame.address()).stream()
        .map(slot -> variable(heap, slot, limits))
        .toList();
  }

  @Override
  public Variable evaluate(ScriptFrame frame, String expression, Limits limits) {
    Heap heap = heap(Budget.ofSearch());
    Lookup.Result result = new Lookup(heap, frame.address()).value(Path.parse(expression));
    return new Variable(
        result.expression(), result.scope(), Reprs.of(heap, result.value(), limits));
  }

  @Override
  public List<String> completions(ScriptFrame frame, String typed) {
    return new Lookup(heap(), frame.address()).completions(typed);
  }

  @Override
  public Optional<String> references(long address) {
    return References.of(heap(), address);
  }

  @Override
  public Value describe(long address, Limits limits) {
    return Reprs.of(heap(), address, limits);
  }

  @Override
  public boolean isEvalBoundary(NativeFrame frame) {
    return evalFrames.isEval(frame);
  }

  @Override
  public boolean isInternal(NativeFrame frame) {
    return evalFrames.isInternal(frame);
  }

  @Override
  public Optional<String> ending(List<NativeFrame> frames) {
    return FatalError.in(frames, snapshot.memory());
  }

  @Override
  public Readiness readiness() {
    return report().readiness();
  }
}
