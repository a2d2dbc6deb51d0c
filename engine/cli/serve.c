// waymark serve: keeps a board open, wakes for its timers, and answers commands over its socket.
#include "serve/serve.h"

#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

struct serving {
  struct cli *cli;
  struct board *board;
  const char *folder;
};

static void ready(void *user) {
  struct serving *serving = user;
  print_line(serving->cli, "Serving \"%s\": commands reach it while this runs. %s Press Ctrl-C to end.", serving->folder,
             board_clock_is_manual(serving->board) ? "Its clock is manual and moves with --now." : "What falls due is done.");
  fflush(serving->cli->out);
}

static void fired(void *user, const json_t *timer) {
  struct serving *serving = user;
  json_t *one = json_array();
  json_array_append(one, (json_t *)timer);
  page_fired(serving->cli, one);
  fflush(serving->cli->out);
  json_decref(one);
}

static void trouble(void *user, const char *text) {
  (void)user;
  fprintf(stderr, "Not all that is due could be done; it will be tried again. %s\n", text);
}

static void clock_news(void *user, const char *text) {
  (void)user;
  fprintf(stderr, "%s\n", text);
}

static bool serve(struct cli *cli, const char *folder, struct err *err) {
  if (!call_open(cli, err)) return false;
  if (cli->server >= 0)
    return err_set(err, ERR_BUSY, "The board in %s is being served already; commands reach it, and there is no need for a second server.",
                   folder);
  struct serving serving = {cli, cli->board, folder};
  // A log that nobody watches would only fill a disk: what fired stands in the journal.
  struct serve_watch watch = {&serving, ready, isatty(fileno(cli->out)) ? fired : NULL, trouble, clock_news};
  signal(SIGPIPE, SIG_IGN); // a reader of our lines that goes away must not take the board down
  return serve_run(cli->board, folder, &watch, err);
}

static bool serve_command(struct cli *cli, struct err *err) {
  const char *folder = cli_operand(cli, 0);
  cli->args.values[OPTION_BOARD] = folder ? folder : cli->args.values[OPTION_BOARD];
  char *found = board_folder(cli, err);
  bool ok = found && serve(cli, found, err);
  mem_free(found);
  return ok;
}

const struct command command_serve = {
    .noun = "serve",
    .usage = "[BOARD]",
    .summary = "keep a board running: what falls due is done",
    .help =
        "Runs until it is ended, and does what falls due when it does. Other commands go through it by themselves: type them as always, in "
        "another window. Only you can reach it. Ctrl-C ends it cleanly.",
    .example = "waymark serve redcar",
    .operand_max = 1,
    .run = serve_command,
};
