/* `python` for an archive of CPython that a newer C library's headers have compiled: what they turned calls into, which
   an older C library lacks. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int Py_BytesMain(int argc, char **argv);

long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }

unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }

long __isoc23_wcstol(const wchar_t *text, wchar_t **end, int base) { return wcstol(text, end, base); }

int __isoc23_sscanf(const char *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int read = vsscanf(text, format, arguments);
  va_end(arguments);
  return read;
}

int __inet_pton_chk(int family, const char *text, void *into, size_t size) {
  (void) size;
  return inet_pton(family, text, into);
}

int main(int argc, char **argv) { return Py_BytesMain(argc, argv); }
