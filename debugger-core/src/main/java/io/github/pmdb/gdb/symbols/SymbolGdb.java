package io.github.pmdb.gdb.symbols;

import io.github.pmdb.gdb.symbols.SymbolPipe.Patience;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.AgentText;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.compile.Function;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import io.github.pmdb.uprobe.compile.Standing;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks `pmdb_symbols.py` in a gdb of its own. gdb's compiler of agent bytecode has faults that end
/// it at times: this gdb is one that nobody misses.
public final class SymbolGdb implements Symbols {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// The script's words for a string object, by address and length. What gdb prints of the target
  /// has no such characters.
  private static final Pattern STRING = Pattern.compile("\001([0-9a-f]+) (\\d+)\001");

  /// The same for a string object that has its text in itself, in hexadecimal digits.
  private static final Pattern SHORT_STRING = Pattern.compile("\002((?:[0-9a-f]{2})*)\002");

  private final SymbolPipe pipe;
  private final Supplier<String> threadBlock;
  private final Runnable giveBack;
  private final String location;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param pipe to a gdb that has read the file
  /// @param threadBlock what [Symbols#THREAD_BLOCK] stands for
  /// @param giveBack called once, when this is closed
  SymbolGdb(SymbolPipe pipe, Supplier<String> threadBlock, Runnable giveBack) {
    this(pipe, threadBlock, giveBack, "");
  }

  private SymbolGdb(
      SymbolPipe pipe, Supplier<String> threadBlock, Runnable giveBack, String location) {
    this.pipe = pipe;
    this.threadBlock = threadBlock;
    this.giveBack = giveBack;
    this.location = location;
  }

  @Override
  public Symbols of(String location) {
    return new SymbolGdb(pipe, threadBlock, () -> {}, location);
  }

  /// @param file of the program or library
  /// @param bias how much further a process has it than the file says
  /// @throws UserError when there is no gdb with Python, or it cannot read the file
  static void read(SymbolPipe pipe, Path file, long bias) {
    SymbolGdb gdb = new SymbolGdb(pipe, () -> "", () -> {});
    gdb.ask(question("open").put("file", file.toString()).put("bias", bias));
  }

  private static ObjectNode question(String what) {
    return MAPPER.createObjectNode().put("do", what);
  }

  private ObjectNode question(String what, long place) {
    return question(what).put("place", place).put("of", location);
  }

  private JsonNode ask(ObjectNode question) {
    return ask(question, Patience.COMPILING);
  }

  private JsonNode ask(ObjectNode question, Patience patience) {
    JsonNode answer = MAPPER.readTree(pipe.ask(MAPPER.writeValueAsString(question), patience));
    if (answer.has("error")) {
      throw GdbWords.explain(answer.get("error").asString());
    }
    return answer;
  }

  private JsonNode ask(String what, long place, String expression) {
    String whole =
        expression.contains(THREAD_BLOCK)
            ? expression.replace(THREAD_BLOCK, threadBlock.get())
            : expression;
    return ask(question(what, place).put("expression", whole));
  }

  @Override
  public List<Long> places(String location) {
    List<Long> places = new ArrayList<>();
    ask(question("places").put("location", location))
        .get("places")
        .forEach(place -> places.add(place.asLong()));
    return places;
  }

  @Override
  public Type type(long place, String expression) {
    return type(ask("type", place, expression));
  }

  private static Type type(JsonNode node) {
    return new Type(
        node.get("id").asInt(),
        Type.Kind.valueOf(node.get("kind").asString()),
        node.get("size").asInt(),
        node.get("name").asString(),
        texts(node),
        node.get("string").asBoolean(),
        elements(node.get("elements")));
  }

  private static Optional<Type.Elements> elements(JsonNode node) {
    String first = node.get("first").asString();
    return first.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Type.Elements(first, node.get("count").asString(), node.get("bits").asBoolean()));
  }

  private static List<Integer> texts(JsonNode type) {
    List<Integer> places = new ArrayList<>();
    type.get("texts").forEach(each -> places.add(each.asInt()));
    return places;
  }

  @Override
  public Bytecode bytecode(long place, String expression) {
    String text = ask("bytecode", place, expression).get("text").asString();
    return AgentText.parse(text).stream()
        .filter(scope -> scope.address() == place)
        .findFirst()
        .orElseThrow(
            () -> new UserError("gdb compiled %s for another place".formatted(expression), ""))
        .code();
  }

  @Override
  public Function function(long place) {
    JsonNode answer = ask(question("function", place));
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode each : answer.get("parameters")) {
      parameters.add(new Parameter(each.get("name").asString(), type(each.get("type"))));
    }
    return new Function(
        answer.get("name").asString(),
        answer.get("entry").asLong(),
        parameters,
        Optional.ofNullable(answer.get("result"))
            .map(type -> result(type(type), answer.get("returned").asString())),
        Function.Calling.valueOf(answer.get("calling").asString()));
  }

  private static Function.Result result(Type type, String returned) {
    return switch (returned) {
      case "REGISTERS" -> new Function.Result(type, Function.Where.REGISTERS, "");
      case "MEMORY" -> new Function.Result(type, Function.Where.MEMORY, "");
      default -> new Function.Result(type, Function.Where.UNKNOWN, returned);
    };
  }

  @Override
  public String line(long place) {
    return ask(question("line", place)).get("text").asString();
  }

  @Override
  public Standing standing(long place, String name) {
    JsonNode answer = ask(question("standing", place).put("name", name));
    String kind = answer.get("kind").asString();
    return switch (kind) {
      case "FIELD" -> new Standing.Field();
      case "MEMBER" -> new Standing.Member();
      case "FRAME" ->
          new Standing.Frame(answer.get("register").asString(), answer.get("offset").asInt());
      case "THREAD" ->
          new Standing.OfThread(answer.get("name").asString(), answer.get("offset").asLong());
      case "PIECES" -> new Standing.Pieces();
      case "OTHER" -> new Standing.Other();
      default -> throw new IllegalStateException("pmdb_symbols.py says " + kind);
    };
  }

  @Override
  public Words words(long place, String path) {
    JsonNode answer = ask(question("words", place).put("path", path));
    if (answer.has("missing")) {
      throw GdbWords.missingPiece(path, answer.get("missing").asString());
    }
    List<String> words = new ArrayList<>();
    answer.get("words").forEach(word -> words.add(word.asString()));
    return new Words(words, type(answer.get("type")));
  }

  @Override
  public List<String> locals(long place) {
    List<String> names = new ArrayList<>();
    ask(question("locals", place)).get("names").forEach(name -> names.add(name.asString()));
    return names;
  }

  @Override
  public String format(Type type, byte[] bytes, Map<Long, Captured.Text> texts) {
    ObjectNode question = question("format").put("type", type.id());
    ObjectNode known = question.putObject("texts");
    texts.forEach((address, text) -> known.put(Long.toHexString(address), Quoted.of(text)));
    question.put("bytes", HexFormat.of().formatHex(bytes));
    String shown =
        SHORT_STRING
            .matcher(ask(question, Patience.FORMATTING).get("text").asString())
            .replaceAll(text -> Matcher.quoteReplacement(quoted(text.group(1))));
    return STRING
        .matcher(shown)
        .replaceAll(string ->
            Matcher.quoteReplacement(
                cut(
                    Objects.requireNonNull(texts.get(Long.parseUnsignedLong(string.group(1), 16))),
                    Long.parseUnsignedLong(string.group(2)))));
  }

  private static String quoted(String digits) {
    return Quoted.of(new Captured.Text(HexFormat.of().parseHex(digits), false));
  }

  /// What a string object tells its length of; there may be more behind it.
  private static String cut(Captured.Text text, long length) {
    boolean whole = Long.compareUnsigned(length, text.bytes().length) <= 0;
    int known = whole ? (int) length : text.bytes().length;
    return Quoted.of(new Captured.Text(Arrays.copyOf(text.bytes(), known), !whole));
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      giveBack.run();
    }
  }
}
