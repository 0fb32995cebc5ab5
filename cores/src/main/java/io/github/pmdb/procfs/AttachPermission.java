package io.github.pmdb.procfs;

/// Why a process may not be read or traced, and the smallest change that allows it.
///
/// @param rule what forbids
/// @param what one sentence that names the process and the rule
/// @param fix what to do, a command where there is one; empty when nothing helps
public record AttachPermission(Rule rule, String what, String fix) {

  public enum Rule {
    /// Nothing forbids it as far as can be told from outside.
    NONE_FOUND,
    NO_SUCH_PROCESS,
    HIDDEN,
    KERNEL_THREAD,
    ZOMBIE,
    OTHER_USER,
    NOT_DUMPABLE,
    USER_NAMESPACE,
    MORE_CAPABILITIES,
    YAMA_DESCENDANTS,
    YAMA_ADMINISTRATORS,
    YAMA_NOBODY,
    SECCOMP
  }

  /// Finds the rule in the order in which the kernel asks (`__ptrace_may_access` in
  /// `kernel/ptrace.c`, then the security modules: `security/commoncap.c`,
  /// `security/yama/yama_lsm.c`). Changes nothing and needs no permission itself.
  public static AttachPermission explain(long pid) {
    return new AttachRules(pid).explain();
  }
}
