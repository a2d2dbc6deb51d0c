// Options by getopt_long over one table, wherever they stand on the line. argp would word its own complaints on two lines and end
// the program; here each is one sentence with the nearest name.
#include "chart/check.h"
#include "cli/internal.h"

#include <getopt.h>
#include <string.h>

static const struct option_row rows[] = {
#define OPTION_ROW(name, word, value, help) {word, value, help},
    OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

const struct option_row *option_row(enum option_name option) { return &rows[option]; }

bool option_repeats(enum option_name option) {
  return option == OPTION_FIELD || option == OPTION_MEETING || option == OPTION_STOP || option == OPTION_WHAT_IF ||
         option == OPTION_WHERE || option == OPTION_ONLY || option == OPTION_MAP;
}

static bool fail_unknown(const char *given, struct err *err) {
  char word[64] = "";
  while (*given == '-') given++;
  strncat(word, given, strcspn(given, "=") < sizeof word - 1 ? strcspn(given, "=") : sizeof word - 1);
  json_t *words = json_array();
  for (int i = 0; i < OPTION_COUNT; i++) json_array_add(words, rows[i].word);
  const char *near = nearest_name(word, words);
  if (near)
    err_set(err, ERR_MISUSE, "There is no option --%s; did you mean --%s?", word, near);
  else
    err_set(err, ERR_MISUSE, "There is no option --%s; \"waymark --help\" lists the commands, and each has its own --help.", word);
  json_decref(words);
  return false;
}

// The command that the line begins with, whose words the option has; NULL where options come first.
static const struct command *command_begun(int argc, char **argv) {
  struct args begun = {.operands = argv + 1};
  struct err none;
  size_t used;
  while (begun.operand_count < (size_t)argc - 1 && argv[1 + begun.operand_count][0] != '-') begun.operand_count++;
  return begun.operand_count ? command_find(&begun, &used, &none) : NULL;
}

static bool fail_value(const struct command *command, enum option_name option, struct err *err) {
  struct option_row row = option_said(command, option);
  return err_set(err, ERR_MISUSE, "--%s needs %s after it: %s.", row.word, row.value, row.help);
}

static bool fail_no_value(const struct option_row *row, struct err *err) {
  return err_set(err, ERR_MISUSE, "--%s takes no value: write it without \"=\".", row->word);
}

// There are two letters besides, -h and -o for --output. Above every character, since getopt answers with those too: the option of number
// 63 would be its question mark.
enum { FIRST = 1000 };

static void long_options(struct option out[OPTION_COUNT + 1]) {
  for (int i = 0; i < OPTION_COUNT; i++)
    out[i] = (struct option){rows[i].word, rows[i].value ? required_argument : no_argument, NULL, FIRST + i};
  out[OPTION_COUNT] = (struct option){0};
}

static bool keep_more(struct args *args, int option, const char *value, struct err *err) {
  if (args->more_count == OPTIONS_MORE_MAX)
    return err_set(err, ERR_MISUSE, "--%s is given too often: there is room for %d more options of its kind.", rows[option].word,
                   OPTIONS_MORE_MAX);
  args->more[args->more_count].option = (enum option_name)option;
  args->more[args->more_count++].value = value;
  return true;
}

static bool keep(struct args *args, int option, const char *value, struct err *err) {
  if (args->values[option] && option_repeats((enum option_name)option)) return keep_more(args, option, value, err);
  if (args->values[option]) return err_set(err, ERR_MISUSE, "--%s is given twice; give it once.", rows[option].word);
  args->values[option] = value ? value : "";
  return true;
}

// argv is text that people typed: what is not UTF-8 could not be kept in the journal either.
static bool check_text(int argc, char **argv, struct err *err) {
  for (int i = 1; i < argc; i++) {
    json_t *text = json_string(argv[i]);
    json_decref(text);
    if (!text)
      return err_set(err, ERR_MISUSE, "Word %d of the command is not valid UTF-8 text; set your terminal to UTF-8 and type it again.", i);
  }
  return true;
}

bool args_read(struct args *args, int argc, char **argv, struct err *err) {
  struct option options[OPTION_COUNT + 1];
  int found;
  *args = (struct args){0};
  if (!check_text(argc, argv, err)) return false;
  const struct command *command = command_begun(argc, argv); // before getopt moves the words about
  long_options(options);
  opterr = 0;
  optind = 0; // glibc: start afresh
  while ((found = getopt_long(argc, argv, ":ho:", options, NULL)) != -1) {
    if (found == ':') return fail_value(command, optopt == 'o' ? OPTION_OUTPUT : (enum option_name)(optopt - FIRST), err);
    if (found == '?' && optopt >= FIRST) return fail_no_value(&rows[optopt - FIRST], err);
    if (found == '?') return fail_unknown(argv[optind - 1], err);
    if (!keep(args, found == 'h' ? OPTION_HELP : found == 'o' ? OPTION_OUTPUT : found - FIRST, optarg, err)) return false;
  }
  args->operands = argv + optind;
  args->operand_count = (size_t)(argc - optind);
  return true;
}
