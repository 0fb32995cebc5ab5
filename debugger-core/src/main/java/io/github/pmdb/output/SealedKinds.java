package io.github.pmdb.output;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/// Gives every case of a sealed interface a first field `kind`: the name of its record, with a
/// small first letter. The records themselves stay free of annotations.
final class SealedKinds extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    if (annotated instanceof AnnotatedClass && closedSum(annotated.getRawType()).isPresent()) {
      return JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true, null);
    }
    return super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
    String name = type.getRawType().getSimpleName();
    return name.isEmpty() ? "unnamed" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static Optional<Class<?>> closedSum(Class<?> type) {
    if (!type.getName().startsWith("io.github.pmdb.")) {
      return Optional.empty();
    }
    return type.isSealed()
        ? Optional.of(type)
        : Arrays.stream(type.getInterfaces()).flatMap(i -> closedSum(i).stream()).findFirst();
  }
}
