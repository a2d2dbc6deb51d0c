// The door to a board: finds its folder, opens it here, or asks the server that has it. Both ways give the same answer and fail with
// the same sentence, since both end in op_run.
#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"
#include "serve/socket.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Another command holds a store for some milliseconds; a person would only type the same again.
enum { PATIENCE_MS = 3000, PATIENCE_STEP_MS = 20 };

static bool holds_board(const char *folder) {
  char *path = mem_format("%s/waymark.db", folder);
  bool holds = access(path, F_OK) == 0;
  mem_free(path);
  return holds;
}

static char *folder_above(struct err *err) {
  char folder[PATH_MAX];
  if (!getcwd(folder, sizeof folder)) {
    env_fail(err, "find", "the folder you stand in");
    return NULL;
  }
  for (;;) {
    if (holds_board(folder[0] ? folder : "/")) return mem_text(folder[0] ? folder : "/");
    char *slash = strrchr(folder, '/');
    if (!slash || folder[0] == '\0') break;
    *slash = '\0';
  }
  err_set(err, ERR_MISUSE,
          "No board was named and none is here: give --board FOLDER, set WAYMARK_BOARD, or go to the board's folder; "
          "\"waymark init FOLDER\" makes a new one.");
  return NULL;
}

char *board_folder(const struct cli *cli, struct err *err) {
  const char *named = cli_option(cli, OPTION_BOARD);
  if (!named) named = getenv("WAYMARK_BOARD");
  if (!named || !*named) return folder_above(err);
  if (holds_board(named)) return mem_text(named);
  err_set(err, ERR_NOT_FOUND,
          "There is no board in \"%s\": no waymark.db lies there. Look at the folder's name, or make a board with \"waymark init %s\".",
          named, named);
  return NULL;
}

static void wait_a_little(void) { nanosleep(&(struct timespec){.tv_nsec = PATIENCE_STEP_MS * 1000000L}, NULL); }

// Who has the store is either a server, which answers, or another command, which is soon done.
bool call_open(struct cli *cli, struct err *err) {
  if (cli->board || cli->server >= 0) return true;
  char *folder = board_folder(cli, err);
  if (!folder) return false;
  for (int waited = 0;; waited += PATIENCE_STEP_MS) {
    cli->board = board_open(&cli->env, folder, err);
    if (cli->board || err->code != ERR_BUSY) break;
    cli->server = socket_connect(folder);
    if (cli->server >= 0 || waited >= PATIENCE_MS) break;
    wait_a_little();
  }
  mem_free(folder);
  return cli->board || cli->server >= 0;
}

void call_end(struct cli *cli) {
  if (cli->board) board_close(cli->board);
  if (cli->server >= 0) close(cli->server);
  cli->board = NULL;
  cli->server = -1;
}

json_t *request_new(const struct cli *cli, const char *op) {
  json_t *request = json_object();
  const char *as = cli_option(cli, OPTION_AS);
  if (!as) as = getenv("WAYMARK_AS");
  json_put_text(request, "op", op);
  if (as && *as) json_put_text(request, "as", as);
  json_put_text(request, "now", cli_option(cli, OPTION_NOW));
  json_put_text(request, "as_at", cli_option(cli, OPTION_AS_AT));
  if (cli_has(cli, OPTION_KNOWN)) json_put_flag(request, "known", true);
  if (cli_has(cli, OPTION_SURE)) json_put_flag(request, "sure", true);
  return request;
}

json_t *request_about(const struct cli *cli, const char *op, const char *member) {
  json_t *request = request_new(cli, op);
  json_put_text(request, member, cli_operand(cli, 0));
  return request;
}

void request_option(const struct cli *cli, json_t *request, const char *member, enum option_name option) {
  json_put_text(request, member, cli_option(cli, option));
}

// What stands between commas.
void request_words(const struct cli *cli, json_t *request, const char *member, enum option_name option) {
  const char *text = cli_option(cli, option);
  json_t *list = text ? json_array_at(request, member) : NULL;
  while (text && *text) {
    size_t blanks = strspn(text, " ,"), size = strcspn(text + blanks, ",");
    if (size) json_array_append_new(list, json_stringn(text + blanks, size));
    text += blanks + size;
  }
}

// What a change moves is worked off here, since nobody else has the board. If that fails, the change itself stands, which is said, and the
// next one goes on.
static bool run_here(struct cli *cli, const json_t *request, int file, json_t **answer, struct err *err) {
  const struct op *op = json_text(request, "op") ? op_find(json_text(request, "op")) : NULL;
  struct err later;
  if (!op_run(cli->board, request, file, answer, err)) return false;
  if (!op->writes || op_settle(cli->board, &later)) return true;
  fprintf(stderr, "This was done, but not all deadlines that it moves could be worked out yet: %s\n", later.text);
  cli->status = err_exit(later.code);
  return true;
}

// Whoever changes something learns by which time it is kept, whatever the command prints; those that look print it themselves.
static void say_held(struct cli *cli, const json_t *request, const json_t *answer) {
  const struct op *op = json_text(request, "op") ? op_find(json_text(request, "op")) : NULL;
  const char *held = json_text(answer, "held");
  if (!op || !op->writes || !held || cli->said_held) return;
  fprintf(stderr, "%s\n", held);
  cli->said_held = true; // once is enough for a batch of many
}

json_t *call(struct cli *cli, json_t *request, int file, struct err *err) {
  json_t *answer = NULL;
  bool ok = call_open(cli, err);
  if (ok && cli->board)
    ok = run_here(cli, request, file, &answer, err);
  else if (ok)
    ok = socket_ask(cli->server, request, file, &answer, err);
  if (ok) say_held(cli, request, answer);
  json_decref(request);
  return ok ? answer : NULL;
}

json_t *call_boardless(struct cli *cli, json_t *request, struct err *err) {
  json_t *answer = NULL;
  (void)cli;
  bool ok = op_run(NULL, request, -1, &answer, err);
  json_decref(request);
  return ok ? answer : NULL;
}
