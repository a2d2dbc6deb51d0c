// Help, written from the same table that the parser reads: what a command does, how it is written, an example, its options.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

static void print_option(FILE *out, int width, const struct command *command, enum option_name option) {
  struct option_row row = option_said(command, option);
  char *left = mem_format("  --%s%s%s", row.word, row.value ? " " : "", row.value ? row.value : "");
  size_t used = text_width(left);
  fputs(left, out);
  mem_free(left);
  text_pad(out, used < 24 ? 24 - used : 2);
  text_wrap(out, width, used < 24 ? 24 : (int)used + 2, 24, row.help);
}

static void print_options(FILE *out, int width, const struct command *command, option_set which) {
  for (int i = 0; i < OPTION_COUNT; i++)
    if (which >> i & 1) print_option(out, width, command, (enum option_name)i);
}

static const option_set common = TAKES(AS) | TAKES(BOARD) | TAKES(NOW) | TAKES(JSON) | TAKES(SURE) | TAKES(HELP);

static void print_row(FILE *out, int width, const struct command *command) {
  char *left = mem_format("  %s%s%s %s", command->noun, command->verb ? " " : "", command->verb ? command->verb : "", command->usage);
  size_t used = text_width(left);
  fputs(left, out);
  mem_free(left);
  if (used >= 40) fputc('\n', out);
  text_pad(out, used < 40 ? 40 - used : 40);
  text_wrap(out, width, 40, 40, command->summary);
}

void help_print_all(FILE *out, int width) {
  text_wrap(out, width, 0, 0,
            "Waymark tracks safeguarding work to closure: actions, audits, returns, each an item that its workflow moves. A command is a "
            "noun and "
            "a verb, then what it is about:");
  fputc('\n', out);
  for (size_t i = 0; command_at(i); i++) print_row(out, width, command_at(i));
  fputs("\nOptions of every command:\n", out);
  print_options(out, width, NULL, common);
  fputc('\n', out);
  text_wrap(
      out, width, 0, 0,
      "\"waymark case send --help\" explains one command, with an example. Whoever changes something says who they are with --as; without "
      "it, "
      "looking is done as the board's console person. Answers go to standard output, refusals to standard error as one sentence. Exit "
      "status: 0 done, 1 refused, 2 the command was written wrongly, 3 the machine or the store is broken.");
}

bool help_print_noun(FILE *out, int width, const char *noun) {
  const struct command *first = NULL;
  for (size_t i = 0; command_at(i); i++) {
    if (strcmp(command_at(i)->noun, noun) != 0) continue;
    first = first ? first : command_at(i);
    print_row(out, width, command_at(i));
  }
  if (first) fprintf(out, "\n\"waymark %s %s --help\" explains the first with an example, and so on.\n", noun, first->verb);
  return first != NULL;
}

static void print_examples(FILE *out, const char *example) {
  fputs("\nExample:\n", out);
  for (const char *line = example; *line;) {
    size_t size = strcspn(line, "\n");
    fprintf(out, "  %.*s\n", (int)size, line);
    line += size + (line[size] == '\n');
  }
}

void help_print_command(FILE *out, int width, const struct command *command) {
  char name[80];
  command_name(command, name, sizeof name);
  fprintf(out, "%s%s%s\n\n", name, command->usage[0] ? " " : "", command->usage);
  text_wrap(out, width, 0, 0, command->help);
  print_examples(out, command->example);
  if (command->takes | command->needs) fputs("\nOptions:\n", out);
  print_options(out, width, command, command->takes | command->needs);
  fputs("\nOptions of every command:\n", out);
  print_options(out, width, NULL, common);
}
