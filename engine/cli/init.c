// waymark init: makes a board in a new folder.
#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"
#include "time/instant.h"

static bool read_clock(const struct cli *cli, struct board_seed *seed, struct err *err) {
  const char *now = cli_option(cli, OPTION_NOW);
  seed->manual_clock = cli_has(cli, OPTION_MANUAL_CLOCK);
  if (now && !seed->manual_clock)
    return err_set(err, ERR_MISUSE,
                   "--now sets the clock of a board with a manual clock only; add --manual-clock, or leave --now out for a real board.");
  if (!now && seed->manual_clock)
    return err_set(err, ERR_MISUSE, "A manual clock must be set: add --now INSTANT, for example --now 2016-09-01T09:00:00Z.");
  return !now || instant_read(now, &seed->now_ms, err);
}

static void print_made(struct cli *cli, const char *folder, const json_t *answer) {
  const char *name = json_text(answer, "name");
  print_line(cli, "%s: a board was made in \"%s\".", name ? name : "Done", folder);
  char *workflows = json_join(json_object_get(answer, "workflows"), ", ");
  if (*workflows)
    print_line(cli, "It uses %s; \"waymark workflow shipped\" lists more, and \"waymark workflow add NAME\" adds one.", workflows);
  mem_free(workflows);
  print_line(cli,
             "Look round with \"waymark workflow list --board %s\" and \"waymark people list --board %s\"; \"waymark --help\" lists every "
             "command.",
             folder, folder);
}

static bool init_run(struct cli *cli, struct err *err) {
  struct board_seed seed = {.folder = cli_operand(cli, 0), .seed_path = cli_option(cli, OPTION_SEED), .with = cli_option(cli, OPTION_WITH)};
  if (!read_clock(cli, &seed, err)) return false;
  char *share = share_folder();
  json_t *answer = NULL;
  seed.share = share;
  bool ok = board_create(&cli->env, &seed, &answer, err);
  if (ok && !print_json(cli, answer)) print_made(cli, seed.folder, answer);
  json_decref(answer);
  mem_free(share);
  return ok;
}

const struct command command_init = {
    .noun = "init",
    .usage = "BOARD",
    .summary = "make a board in a new folder",
    .help = "Makes a folder that holds a whole board: its people, agencies, groups and posts from a seed file, its calendar, its "
            "workflows, and its record. A new board begins with the workflows that its seed names and those of --with; \"waymark workflow "
            "shipped\" says what there is, and more can be added later. The seed is read this once; from then on people, agencies, groups "
            "and posts are changed by their "
            "commands, and every change is kept in the journal.",
    .example = "waymark init redcar --seed examples/redcar-cleveland/board.lua\n"
               "waymark init redcar --seed examples/redcar-cleveland/board.lua --with plan-cycle\n"
               "waymark init training --manual-clock --now 2016-09-01T09:00:00Z",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(SEED) | TAKES(WITH) | TAKES(MANUAL_CLOCK),
    .run = init_run,
};
