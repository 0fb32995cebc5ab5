/* Calls work() as fast as it can; answers each line on its standard input with the number of calls so far. */
#include <pthread.h>
#include <stdio.h>

static volatile long calls;
static volatile int sink;

__attribute__((noinline)) int work(int number) {
  int doubled = number * 2;
  sink += doubled; /* the place */
  return doubled;
}

static void *run(void *nothing) {
  for (int i = 0;; i = (i + 1) & 0xffff) {
    work(i);
    calls++;
  }
  return nothing;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  puts("ready");
  fflush(stdout);
  for (int c; (c = getchar()) != EOF;) {
    if (c == '\n') {
      printf("%ld\n", calls);
      fflush(stdout);
    }
  }
  return 0;
}
