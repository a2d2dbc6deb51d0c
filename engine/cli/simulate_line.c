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

// What may stand behind two dashes, and the member of the request that it is.
static const struct {
  const char *option, *member;
} options[] = {{"--as", "as"}, {"--decided-by", "decided_by"}, {"--ref", "ref"}, {"--title", "title"}, {"--key", "key"}};

static bool put_option(const json_t *words, size_t place, json_t *request, const char *what, struct err *err) {
  const char *word = word_at(words, place), *value = word_at(words, place + 1);
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    if (strcmp(options[i].option, word) != 0) continue;
    if (!*value) return err_set(err, ERR_INVALID, "%s has nothing after %s.", what, word);
    json_put_text(request, options[i].member, value);
    return true;
  }
  return err_set(err, ERR_INVALID, "%s has %s, which cannot stand there; --as, --decided-by, --ref, --title and --key can.", what, word);
}

// Operands, options and values from `place` on: the first `count` operands go to the members named.
static bool put_rest(const struct cli *cli, const json_t *words, size_t place, const char *const *members, json_t *request,
                     const char *what, struct err *err) {
  json_t *data = json_object_at(request, "data");
  bool ok = true;
  for (; ok && place < json_array_size(words); place++) {
    const char *word = word_at(words, place);
    if (strncmp(word, "--", 2) == 0)
      ok = put_option(words, place++, request, what, err);
    else if (*members)
      json_put_text(request, *members++, word);
    else
      ok = fields_add(cli, word, data, err) || err_prefix(err, "%s: ", what);
  }
  return ok && (!*members || err_set(err, ERR_INVALID,
                                     "%s does not say all that it needs: \"case start WORKFLOW FIELD=VALUE\" or \"case send "
                                     "ITEM CHOICE FIELD=VALUE\".",
                                     what));
}

static bool put_command(const struct cli *cli, const json_t *words, size_t place, json_t *request, const char *what, struct err *err) {
  static const char *const start[] = {"workflow", NULL}, *const send[] = {"case", "event", NULL};
  if (strcmp(word_at(words, place), "waymark") == 0) place++;
  bool starts = strcmp(word_at(words, place + 1), "start") == 0, sends = strcmp(word_at(words, place + 1), "send") == 0;
  if (strcmp(word_at(words, place), "case") != 0 || (!starts && !sends))
    return err_set(err, ERR_INVALID, "%s must be a day and then \"case start\" or \"case send\", such as 2016-11-01 case send RA-1 submit.",
                   what);
  json_put_text(request, "op", starts ? "case.start" : "case.send");
  return put_rest(cli, words, place + 2, starts ? start : send, request, what, err);
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
