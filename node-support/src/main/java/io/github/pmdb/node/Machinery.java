package io.github.pmdb.node;

import io.github.pmdb.frame.NativeFrame;
import java.util.List;

/// Tells native frames that carry a call from C++ into JavaScript or back from others. What V8 does
/// on its own account, such as collecting garbage, stays visible.
final class Machinery {
  private static final List<String> NAMES =
      List.of(
          "Builtins_",
          "v8::internal::Execution::",
          "v8::internal::(anonymous namespace)::Invoke",
          "v8::internal::Builtin_",
          "v8::internal::Builtins::",
          "v8::internal::MaybeHandle<v8::internal::Object> v8::internal::(anonymous namespace)::Handle",
          "v8::internal::(anonymous namespace)::HandleApiCallHelper",
          "v8::internal::FunctionCallbackArguments::Call",
          "v8::internal::MicrotaskQueue::",
          "v8::Function::Call",
          "v8::internal::MicrotasksScope::",
          "v8::MicrotasksScope::");

  private Machinery() {}

  static boolean isInternal(NativeFrame frame) {
    return frame.function().filter(f -> NAMES.stream().anyMatch(f::startsWith)).isPresent();
  }
}
