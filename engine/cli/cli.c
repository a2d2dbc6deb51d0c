// One run of the program: takes the command line apart, runs one command, and turns how it ended into one sentence and an exit
// status (0 done, 1 refused, 2 misuse, 3 broken).
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

const char *cli_option(const struct cli *cli, enum option_name option) { return cli->args.values[option]; }
bool cli_has(const struct cli *cli, enum option_name option) { return cli->args.values[option] != NULL; }

const char *cli_option_at(const struct cli *cli, enum option_name option, size_t index) {
  if (index == 0) return cli->args.values[option];
  for (size_t i = 0; i < cli->args.more_count; i++)
    if (cli->args.more[i].option == option && --index == 0) return cli->args.more[i].value;
  return NULL;
}

const char *cli_operand(const struct cli *cli, size_t index) { return index < cli->args.operand_count ? cli->args.operands[index] : NULL; }

// What was asked about is a command, a noun with several, or nothing in particular.
static bool print_help(struct cli *cli, const struct args *about, struct err *err) {
  size_t used;
  const struct command *command = about->operand_count ? command_find(about, &used, err) : NULL;
  if (command)
    help_print_command(cli->out, cli->width, command);
  else if (about->operand_count == 0)
    help_print_all(cli->out, cli->width);
  else
    return help_print_noun(cli->out, cli->width, about->operands[0]); // err says that there is no such command
  return true;
}

static bool wants_help(const struct cli *cli, struct args *about) {
  const struct args *args = &cli->args;
  bool word = args->operand_count > 0 && strcmp(args->operands[0], "help") == 0;
  if (!args->values[OPTION_HELP] && !word) return false;
  *about = *args;
  if (word) about->operands++, about->operand_count--;
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
  struct args about;
  struct err err;
  const char *highwater = getenv("WAYMARK_HIGHWATER"), *zones = getenv("TZDIR"); // the C library's own word for it
  if (highwater && *highwater) cli.env.highwater = highwater;
  if (zones && *zones) cli.env.zones = zones;
  bool ok = args_read(&cli.args, argc, argv, &err);
  ok = ok && (wants_help(&cli, &about) ? print_help(&cli, &about, &err) : run_command(&cli, &err)) && end_output(&cli, &err);
  if (ok) return cli.status;
  fflush(cli.out);
  fprintf(stderr, "%s\n", err.text);
  return err_exit(err.code);
}
