package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.text.Nearest;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/// `findjsinstances NAME`: the objects of a constructor.
public final class FindJsInstances implements Command<FindJsInstances.Found> {
  private static final int PAGE = 100;
  private static final Limits SHORT = new Limits(1, 1, 6, 160);
  private static final Limits FULL = new Limits(1, 3, 32, 1000);

  /// @param total how many there are that fit the condition
  /// @param from the number of the first one that is listed, from 0
  public record Found(
      String what, long total, long from, List<Value> objects, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "findjsinstances",
            Group.JAVASCRIPT,
            "List the objects that a constructor made",
            """
            Each with its address and, shortly, its properties. A hundred are listed at a time. A
            condition compares values with numbers, strings, true, false, null and undefined by ==,
            !=, ===, !==, <, <=, >, >=. As in JavaScript, null == undefined, 5 == 5n, and a property
            that is not there is undefined; === keeps them apart. Unlike there, a value is not made
            into one of another kind ("5" is not 5, which is told), null and undefined are neither
            less nor greater than anything, and a Date counts as its time in milliseconds.
            `~ /REGEX/` asks whether a regular expression is found in a string; a path alone asks
            whether there is such a value. Conditions are joined by &&. `size` of a Map or a Set,
            `length` and `byteLength` of buffers and typed arrays, `state` of a promise are known,
            too.
            """)
        .alias("v8 findjsinstances")
        .required(
            "NAME", Kind.WORD, "of the constructor; `/REGEX/`, or the address of a map (0x...)")
        .optional("--where", Kind.WORD, "only objects that fulfil this condition")
        .optional("--limit", Kind.INTEGER, "list so many, 100 if not given")
        .optional("--skip", Kind.INTEGER, "leave out so many before")
        .optional("--isolate", Kind.INTEGER, "only this isolate; `nodeinfo` lists them")
        .optional("-v", Kind.FLAG, "with more of each object")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("findjsinstances Session", "the first hundred")
        .example("findjsinstances Session --skip 100", "the next hundred")
        .example(
            "findjsinstances Order --where 'state == \"open\" && total > 100'",
            "those that fulfil a condition")
        .example("findjsinstances Order --where 'owner == null'", "those without an owner")
        .example(
            "findjsinstances Promise --where 'state == \"rejected\"'",
            "the promises that were rejected");
  }

  @Override
  public Found run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    String name = arguments.first().orElseThrow();
    Optional<Condition> condition = arguments.value("--where").map(Condition::parse);
    session.progress("walks the heap");
    Describer describer = view.inspector().describer();
    Instances instances = new Instances(view.heap(), describer.constructors());
    Optional<Long> map = JsAddress.parse(name);
    Instances.Result result =
        map.isPresent()
            ? instances.ofMap(
                Tagged.address(map.get()), view.isolate(arguments), Cancellation::check)
            : instances.named(NameFilter.of(name), view.isolate(arguments), Cancellation::check);
    Page page =
        new Page(
            NodeView.number(arguments, "--skip", 0), NodeView.number(arguments, "--limit", PAGE));
    Optional<LongPredicate> wanted = condition.map(c -> c.on(describer));
    for (long address : result.addresses()) {
      Cancellation.check();
      if (wanted.isEmpty() || wanted.get().test(Tagged.reference(address))) {
        page.meet(address);
      }
    }
    Limits limits = arguments.has("-v") ? FULL : SHORT;
    List<Value> values =
        page.chosen.stream().map(a -> describer.describe(Tagged.reference(a), limits)).toList();
    List<Problem> problems = new ArrayList<>(result.problems());
    condition.ifPresent(c -> problems.addAll(c.problems()));
    if (result.addresses().length == 0 && map.isEmpty() && !name.startsWith("/")) {
      meant(name, instances.names()).ifPresent(problems::add);
    }
    return new Found(name, page.met, page.skip, values, view.withMotion(problems));
  }

  private static Optional<Problem> meant(String name, Set<String> names) {
    List<String> nearest = Nearest.of(name, names);
    return nearest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "no object has a constructor of that name",
                "did you mean %s?".formatted(String.join(" or ", nearest))));
  }

  /// Keeps the ones of one page, counts all.
  private static final class Page {
    private final int skip;
    private final int limit;
    private final List<Long> chosen = new ArrayList<>();
    private long met;

    Page(int skip, int limit) {
      this.skip = skip;
      this.limit = limit;
    }

    void meet(long address) {
      if (met >= skip && chosen.size() < limit) {
        chosen.add(address);
      }
      met++;
    }
  }

  @Override
  public Document text(Session session, Found value) {
    Document page = new Document();
    for (Value object : value.objects()) {
      page.line(row(object));
    }
    long end = value.from() + value.objects().size();
    page.line(
        value.objects().isEmpty()
            ? "%d of %s".formatted(value.total(), value.what())
            : "%d to %d of %d of %s".formatted(value.from() + 1, end, value.total(), value.what()));
    if (end < value.total() && !value.objects().isEmpty()) {
      page.line(Style.DIM, "--skip %d lists the next".formatted(end));
    }
    return Notes.append(page, value.problems());
  }

  static Line row(Value object) {
    Line line =
        new Line().add(Style.ADDRESS, Addresses.hex(object.address())).add(": ").add(object.text());
    return object.problem().isEmpty() ? line : line.add(Style.UNREADABLE, " " + object.problem());
  }
}
