package io.github.pmdb.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// Results for scripts, as `docs/json.md` describes them: one envelope a command, one line each.
///
/// The text is plain ASCII whatever the target's strings hold, so it can neither confuse a terminal
/// nor break a reader that guesses another encoding.
public final class Json {
  /// Raised when a field is removed or changes its meaning; added fields do not raise it.
  public static final int SCHEMA = 1;

  /// What else begins with a backslash is matched so that none of it is taken for a half.
  private static final Pattern HALF =
      Pattern.compile(
          """
          \\\\\\\\|\\\\uD[89AB]..\\\\uD[C-F]..|(?<half>\\\\uD[89A-F]..)\
          """);

  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  /// `{"schema":1,"command":…,"result":…}` on one line, without a newline.
  public static String result(String command, Object value) {
    return result(command, value, Duration.ZERO);
  }

  /// The same with how long the process stood still for it, where it did: `"pause":"PT0.004S"`.
  public static String result(String command, Object value, Duration pause) {
    String stood = pause.isZero() ? "" : ",\"pause\":" + write(pause);
    return "{\"schema\":%d,\"command\":%s,\"result\":%s%s}"
        .formatted(SCHEMA, write(command), write(value), stood);
  }

  /// `{"schema":1,"error":{"message":…,"hint":…}}` on one line, without a newline.
  public static String error(String message, String hint) {
    return "{\"schema\":%d,\"error\":{\"message\":%s,\"hint\":%s}}"
        .formatted(SCHEMA, write(message), write(hint));
  }

  /// The class is named so that a case of a sealed interface tells its kind at the root too. DEL is
  /// the one control character that the mapper leaves.
  private static String write(Object value) {
    String json =
        MAPPER.writerFor(value.getClass()).writeValueAsString(value).replace("\u007f", "\\u007F");
    return json.contains("\\uD") ? withoutHalves(json) : json;
  }

  /// A surrogate without the other half is no character: many readers refuse a text with one. It is
  /// told as people see it, `\udce9`, in letters.
  private static String withoutHalves(String json) {
    return HALF.matcher(json)
        .replaceAll(found -> {
          String half = found.group("half");
          String text = half == null ? found.group() : "\\" + half.toLowerCase(Locale.ROOT);
          return Matcher.quoteReplacement(text);
        });
  }

  private static JsonMapper mapper() {
    SimpleModule texts = new SimpleModule();
    texts.addSerializer(Path.class, new ToStringSerializer(Path.class));
    texts.setSerializerModifier(new AddressesAsText());
    return JsonMapper.builder(JsonFactory.builder().highestNonEscapedChar(0x7e).build())
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .changeDefaultPropertyInclusion(_ -> JsonInclude.Value.ALL_ALWAYS)
        .annotationIntrospector(new SealedKinds())
        .addModule(texts)
        .build();
  }
}
