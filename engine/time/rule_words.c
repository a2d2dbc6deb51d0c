// The words that a deadline rule is read from, and what they all share: names, times of day, and the sentence for what does not fit.
#include "time/rule_internal.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool not_understood(const struct words *words, const char *why, struct err *err) {
  char shown[QUOTE_SIZE];
  return err_set(err, ERR_INVALID,
                 "The deadline %s was not understood: %s. Write, for example, `10 working days after due` or `end of due`.",
                 text_quote(words->text, shown), why);
}

bool strange_word(const struct words *words, int index, struct err *err) {
  char shown[QUOTE_SIZE], why[WHY_SIZE];
  snprintf(why, sizeof why, "%s does not belong there", text_quote(words->word[index], shown));
  return not_understood(words, why, err);
}

bool words_split(const char *text, struct words *words, struct err *err) {
  const char *comma = strchr(text, ','), *end = comma ? comma : text + strlen(text);
  *words = (struct words){.text = text, .comma = comma ? comma + 1 : NULL};
  for (const char *at = text; (at += strspn(at, " \t")) < end;) {
    size_t size = strcspn(at, " \t,");
    if (words->count == WORDS_MAX) return not_understood(words, "it has too many words", err);
    if (size >= WORD_SIZE) return not_understood(words, "a word in it is too long", err);
    memcpy(words->word[words->count], at, size);
    words->at[words->count++] = at;
    at += size;
  }
  words->all = words->count;
  return words->count > 0 || not_understood(words, "it is empty", err);
}

bool word_is(const struct words *words, int index, const char *word) {
  return index < words->count && strcasecmp(words->word[index], word) == 0;
}

const char *words_every(const struct words *words) { return word_is(words, 0, "every") ? "every " : ""; }

const char *words_rest(const struct words *words, int index, char out[QUOTE_SIZE]) {
  const char *rest = index < words->all ? words->at[index] : words->comma ? words->comma - 1 : NULL;
  out[0] = '\0';
  if (!rest) return out;
  text_quote(rest, out);
  out[strlen(out) - 1] = '\0'; // the quotes go; a comma stands right behind its word
  out[0] = ' ';
  return out + (*rest == ',');
}

bool words_are(const struct words *words, int index, const char *const *expected) {
  for (; *expected; expected++, index++)
    if (!word_is(words, index, *expected)) return false;
  return true;
}

bool word_is_number(const struct words *words, int index) {
  return index < words->count && words->word[index][0] >= '0' && words->word[index][0] <= '9';
}

bool words_end(const struct words *words, int index, struct err *err) { return index >= words->count || strange_word(words, index, err); }

bool words_name(const struct words *words, int index, const char *what, char name[RULE_NAME], struct err *err) {
  char shown[QUOTE_SIZE], why[WHY_SIZE];
  snprintf(why, sizeof why, "it ends where a %s's name is expected", what);
  if (index >= words->count) return not_understood(words, why, err);
  const char *word = words->word[index];
  size_t size = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_-");
  if (word[size] || word[0] < 'a' || word[0] > 'z') {
    snprintf(why, sizeof why, "%s is not a %s's name, which is made of small letters, digits and underscores", text_quote(word, shown),
             what);
    return not_understood(words, why, err);
  }
  snprintf(name, RULE_NAME, "%s", word);
  return true;
}

bool words_time(const char *word, int *ms_of_day) {
  int hour, minute, digits = word[0] && word[1] == ':' ? 1 : 2;
  if (!digits_read(word, digits, &hour) || word[digits] != ':' || !digits_read(word + digits + 1, 2, &minute) || word[digits + 3])
    return false;
  if (hour > 23 || minute > 59) return false;
  *ms_of_day = hour * HOUR_MS + minute * MINUTE_MS;
  return true;
}
