// How far something long has come, on one line of a terminal that is written over; nothing where nobody looks.
#include "cli/internal.h"

#include <unistd.h>

void progress_show(void *user, const char *what, int64_t done, int64_t all) {
  struct progress *progress = user;
  int hundredths = all > 0 ? (int)(done * 100 / all) : 100;
  if (!isatty(STDERR_FILENO) || (progress->what == what && progress->hundredths == hundredths)) return;
  progress->what = what;
  progress->hundredths = hundredths;
  fprintf(stderr, "\r%s: %d %%\033[K", what, hundredths);
  fflush(stderr);
}

void progress_end(const struct progress *progress) {
  if (progress->what) fprintf(stderr, "\r\033[K");
}
