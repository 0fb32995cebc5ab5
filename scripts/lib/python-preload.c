/* Makes a program that has CPython linked in behave as `python`: loaded before it, this runs Py_BytesMain in the place of
   the program's own main. Special kinds of CPython are packaged as such programs alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

typedef int entry(int, char **, char **);
typedef void hook(void);
typedef int starter(entry *, int, char **, hook *, hook *, hook *, void *);

int __libc_start_main(entry *own, int argc, char **argv, hook *init, hook *fini, hook *unload, void *stack_end) {
  starter *start = (starter *) dlsym(RTLD_NEXT, "__libc_start_main");
  entry *python = (entry *) dlsym(RTLD_DEFAULT, "Py_BytesMain");
  if (!start) abort();
  return start(python ? python : own, argc, argv, init, fini, unload, stack_end);
}
