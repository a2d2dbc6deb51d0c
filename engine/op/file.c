// The file that comes with a request. See internal.h.
#include "op/internal.h"

#include <sys/stat.h>
#include <unistd.h>

bool ask_file(const struct op_call *call, struct err *err) {
  struct stat about;
  const char *op = json_text(call->request, "op");
  if (call->file < 0) return err_set(err, ERR_INVALID, "\"%s\" needs an open file with the request.", op);
  if (fstat(call->file, &about) == 0 && S_ISREG(about.st_mode) && lseek(call->file, 0, SEEK_SET) == 0) return true;
  return err_set(err, ERR_INVALID, "\"%s\" needs a file on a disk; a folder, a pipe or a device is none. Save it as a file first.", op);
}
