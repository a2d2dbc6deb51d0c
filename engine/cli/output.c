// An answer in the file that --output names, or on the terminal. What is there is never replaced.
#include "base/mem.h"
#include "cli/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A link to nowhere is something that is there, and a folder may be missing: who issues papers is to learn it before they are issued.
bool output_is_free(const struct cli *cli, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  if (!path) return true;
  if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return err_set(err, ERR_REFUSED, "\"%s\" exists already and is not replaced; choose another name with --output.", path);
  const char *slash = strrchr(path, '/');
  char *folder = slash ? mem_text_part(path, (size_t)(slash - path) + 1) : mem_text(*path ? "." : "");
  bool ok = access(folder, W_OK | X_OK) == 0;
  if (!ok) err_set(err, ERR_REFUSED, "\"%s\" cannot be written (%s); choose another name with --output.", path, strerror(errno));
  mem_free(folder);
  return ok;
}

static bool to_file(struct cli *cli, const json_t *answer, answer_printer print, const char *path, const char *title, struct err *err) {
  char *page = NULL;
  size_t size = 0;
  FILE *terminal = cli->out;
  cli->out = open_memstream(&page, &size);
  print(cli, answer);
  fclose(cli->out);
  cli->out = terminal;
  bool ok = env_write_new_file(&cli->env, path, page, size, err);
  free(page);
  if (ok && title) print_line(cli, "%s: written to %s.", title, path);
  return ok;
}

static void print_whole(struct cli *cli, const json_t *answer) { print_json(cli, answer); }

bool output_show(struct cli *cli, const json_t *answer, answer_printer print, const char *title, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  if (cli_has(cli, OPTION_JSON)) print = print_whole, title = NULL; // a program reads the terminal, and was told where to look
  if (path) return to_file(cli, answer, print, path, title, err);
  print(cli, answer);
  return true;
}
