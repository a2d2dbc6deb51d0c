// See rules_read.h. A place for each text, found by its letters; two that share one take turns in it.
#include "run/rules_read.h"

#include "base/mem.h"

#include <string.h>

enum { PLACES = 64 }; // a large workflow has some dozens of rules

struct rules_read {
  struct place {
    char *text; // NULL: nothing yet
    struct rule rule;
  } places[PLACES];
};

struct rules_read *rules_read_new(void) {
  return mem_new(sizeof(struct rules_read));
}

void rules_read_free(struct rules_read *rules) {
  for (size_t i = 0; rules && i < PLACES; i++) mem_free(rules->places[i].text);
  mem_free(rules);
}

static size_t place_of(const char *text) {
  size_t sum = 0;
  for (; *text; text++) sum = sum * 31 + (unsigned char)*text;
  return sum % PLACES;
}

const struct rule *rules_read_of(struct rules_read *rules, const char *text, struct err *err) {
  struct place *place = &rules->places[place_of(text)];
  struct rule rule;
  if (place->text && strcmp(place->text, text) == 0) return &place->rule;
  if (!rule_read(text, &rule, err)) return NULL;
  mem_free(place->text);
  *place = (struct place){mem_text(text), rule};
  return &place->rule;
}
