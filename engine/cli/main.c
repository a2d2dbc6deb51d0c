// The program's entry: a worker when it is started as one, else one command.
#include "cli/internal.h"
#include "script/worker.h"

#include <locale.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main(); // before anything is opened or read: it holds nothing
  setlocale(LC_CTYPE, "C.UTF-8");                                         // for the widths of characters, whatever the terminal says
  if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts("waymark " WAYMARK_VERSION) < 0 ? 3 : 0;
  return cli_run(argc, argv);
}
