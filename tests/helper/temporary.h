// Where a test makes its folders: in TMPDIR, else /tmp. scripts/test names a folder in memory there, so that no test waits for a disk.
#ifndef WAYMARK_TESTS_HELPER_TEMPORARY_H
#define WAYMARK_TESTS_HELPER_TEMPORARY_H
#include <stdio.h>
#include <stdlib.h>

static inline const char *temporary_folder(void) {
  const char *folder = getenv("TMPDIR");
  return folder && *folder ? folder : P_tmpdir;
}

// "/tmp/NAME-XXXXXX", for mkdtemp. Caller frees.
static inline char *temporary_name(const char *name) {
  char *path = NULL;
  if (asprintf(&path, "%s/%s-XXXXXX", temporary_folder(), name) < 0) abort();
  return path;
}
#endif
