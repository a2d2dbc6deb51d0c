// Where the shipped workflows and calendars lie: beside the installed program, else in the tree that it was built from.
#include "base/mem.h"
#include "cli/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *share_folder(void) {
  const char *named = getenv("WAYMARK_SHARE");
  if (named && *named) return mem_text(named);
  char program[PATH_MAX];
  ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
  program[size > 0 ? size : 0] = '\0';
  char *slash = strrchr(program, '/');
  if (slash) *slash = '\0';
  char *share = mem_format("%s/../share/waymark", program);
  if (access(share, R_OK) == 0) return share;
  mem_free(share);
  return mem_text(WAYMARK_SOURCE_DIR);
}
