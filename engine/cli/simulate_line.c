// One line of a simulation's script: when, and then a command as it is typed at a terminal. So what was tried on a board to play with is a
// script as it stands.
#include "base/buf.h"
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// The next word, without its quotes; NULL at the end. Caller frees.
static char *next_word(const char **at, const char *end) {
  struct buf word;
  char quote = '\0';
  while (*at < end && (**at == ' ' || **at == '\t')) (*at)++;
  if (*at >= end) return NULL;
  buf_init(&word);
  buf_text(&word, "");
  for (; *at < end && (quote || (**at != ' ' && **at != '\t')); (*at)++) {
    if (quote ? **at == quote : **at == '"' || **at == '\'')
      quote = quote ? '\0' : **at;
    else
      buf_char(&word, **at);
  }
  char *taken = buf_take(&word);
  return taken ? taken : mem_text("");
}

static json_t *words_of(const char *line, size_t size) {
  json_t *words = json_array();
  const char *at = line;
  for (char *word; (word = next_word(&at, line + size)); mem_free(word)) json_array_add(words, word);
  return words;
}

static const char *word_at(const json_t *words, size_t place) {
  const char *word = json_string_value(json_array_get(words, place));
  return word ? word : "";
}

static bool is_time(const char *word) { return strlen(word) == 5 && word[2] == ':'; }

// The commands that a line can be: their operands, and which options may stand with them. What is no operand or option is FIELD=VALUE.
static const struct command_row {
  const char *noun, *verb, *op, *usage;
  const char *operands[3], *options[9];
  bool takes_fields;
} commands[] = {
    {"case", "start", "case.start", "case start WORKFLOW FIELD=VALUE", {"workflow"}, {"--as", "--ref", "--title", "--key"}, true},
    {"case", "send", "case.send", "case send ITEM CHOICE FIELD=VALUE", {"case", "event"}, {"--as", "--decided-by", "--key"}, true},
    {"evidence",
     "add",
     "evidence.add",
     "evidence add ITEM FILE --level LEVEL --title TITLE",
     {"case", "name"},
     {"--as", "--level", "--title", "--date", "--description", "--flag", "--key"},
     false},
};

static const struct command_row *command_of(const char *noun, const char *verb) {
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp(commands[i].noun, noun) == 0 && strcmp(commands[i].verb, verb) == 0) return &commands[i];
  return NULL;
}

static bool fail_option(const struct command_row *row, const char *word, const char *what, struct err *err) {
  struct buf can;
  buf_init(&can);
  for (size_t i = 0; row->options[i]; i++) buf_format(&can, "%s%s", i == 0 ? "" : row->options[i + 1] ? ", " : " and ", row->options[i]);
  err_set(err, ERR_INVALID, "%s has %s, which cannot stand there; %s can.", what, word, can.data);
  buf_clear(&can);
  return false;
}

// The member of the request has the option's name.
static bool put_option(const struct command_row *row, const json_t *words, size_t place, json_t *request, const char *what,
                       struct err *err) {
  const char *word = word_at(words, place), *value = word_at(words, place + 1);
  size_t i = 0;
  while (row->options[i] && strcmp(row->options[i], word) != 0) i++;
  if (!row->options[i]) return fail_option(row, word, what, err);
  if (!*value) return err_set(err, ERR_INVALID, "%s has nothing after %s.", what, word);
  json_put_text(request, strcmp(word, "--decided-by") == 0 ? "decided_by" : word + 2, value);
  return true;
}

// A document's path says what it is called; the file itself is not looked at.
static void put_operand(const struct command_row *row, size_t place, const char *word, json_t *request) {
  const char *member = row->operands[place], *slash = strcmp(member, "name") == 0 ? strrchr(word, '/') : NULL;
  json_put_text(request, member, slash ? slash + 1 : word);
}

static bool says_all(const struct command_row *row, size_t operands, const json_t *request) {
  bool document = strcmp(row->op, "evidence.add") == 0;
  return !row->operands[operands] && (!document || (json_text(request, "level") && json_text(request, "title")));
}

// Operands, options and values from `place` on.
static bool put_rest(const struct cli *cli, const struct command_row *row, const json_t *words, size_t place, json_t *request,
                     const char *what, struct err *err) {
  json_t *data = row->takes_fields ? json_object_at(request, "data") : NULL;
  size_t operands = 0;
  bool ok = true;
  for (; ok && place < json_array_size(words); place++) {
    const char *word = word_at(words, place);
    if (strncmp(word, "--", 2) == 0)
      ok = put_option(row, words, place++, request, what, err);
    else if (row->operands[operands])
      put_operand(row, operands++, word, request);
    else if (data)
      ok = fields_add(cli, word, data, err) || err_prefix(err, "%s: ", what);
    else
      ok = err_set(err, ERR_INVALID, "%s has \"%s\" too much: \"%s\".", what, word, row->usage);
  }
  return ok &&
         (says_all(row, operands, request) || err_set(err, ERR_INVALID, "%s does not say all that it needs: \"%s\".", what, row->usage));
}

static bool put_command(const struct cli *cli, const json_t *words, size_t place, json_t *request, const char *what, struct err *err) {
  if (strcmp(word_at(words, place), "waymark") == 0) place++;
  const struct command_row *row = command_of(word_at(words, place), word_at(words, place + 1));
  if (!row)
    return err_set(err, ERR_INVALID,
                   "%s must be a day and then \"case start\", \"case send\" or \"evidence add\", such as 2016-11-01 case send RA-1 submit.",
                   what);
  json_put_text(request, "op", row->op);
  return put_rest(cli, row, words, place + 2, request, what, err);
}

json_t *simulate_line(const struct cli *cli, const char *line, size_t size, const char *what, struct err *err) {
  json_t *words = words_of(line, size), *request = json_object();
  bool timed = is_time(word_at(words, 1));
  char *at = mem_format("%s%s%s", word_at(words, 0), timed ? " " : "", timed ? word_at(words, 1) : "");
  json_put_text(request, "at", at);
  bool ok = put_command(cli, words, timed ? 2 : 1, request, what, err);
  mem_free(at);
  json_decref(words);
  if (ok) return request;
  json_decref(request);
  return NULL;
}
