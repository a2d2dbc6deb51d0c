// One run of the program: takes the command line apart, runs one command, and turns how it ended into one sentence and an exit
// status (0 done, 1 refused, 2 misuse, 3 broken).
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

const char *cli_option(const struct cli *cli, enum option_name option) { return cli->args.values[option]; }
bool cli_has(const struct cli *cli, enum option_name option) { return cli->args.values[option] != NULL; }

const char *cli_operand(const struct cli *cli, size_t index) { return index < cli->args.operand_count ? cli->args.operands[index] : NULL; }

static bool wants_help(struct cli *cli) {
  const struct args *args = &cli->args;
  bool word = args->operand_count > 0 && strcmp(args->operands[0], "help") == 0;
  if (!args->values[OPTION_HELP] && !word) return false;
  struct args rest = *args;
  if (word) rest.operands++, rest.operand_count--;
  struct err err;
  size_t used;
  const struct command *command = rest.operand_count ? command_find(&rest, &used, &err) : NULL;
  if (command)
    help_print_command(cli->out, cli->width, command);
  else if (rest.operand_count)
    help_print_noun(cli->out, cli->width, rest.operands[0]);
  else
    help_print_all(cli->out, cli->width);
  return true;
}

static bool run_command(struct cli *cli, struct err *err) {
  size_t used = 0;
  cli->command = command_find(&cli->args, &used, err);
  if (!cli->command) return false;
  cli->args.operands += used;
  cli->args.operand_count -= used;
  bool ok = command_check(cli->command, &cli->args, err) && cli->command->run(cli, err);
  call_end(cli);
  return ok;
}

// A disk that is full or a pipe that is gone must not look like success; what was committed stays committed.
static bool end_output(struct cli *cli, struct err *err) {
  if (fflush(cli->out) == 0 && !ferror(cli->out)) return true;
  return err_set(err, ERR_BROKEN, "The answer could not be written out; what was asked may have been done all the same.");
}

int cli_run(int argc, char **argv) {
  struct cli cli = {.env = env_system(), .out = stdout, .server = -1, .width = text_screen(stdout)};
  struct err err;
  bool ok = args_read(&cli.args, argc, argv, &err);
  ok = ok && (wants_help(&cli) || run_command(&cli, &err)) && end_output(&cli, &err);
  if (ok) return cli.status;
  fflush(cli.out);
  fprintf(stderr, "%s\n", err.text);
  return err_exit(err.code);
}
