// Rules and absences that name whoever hands over. See handover_named.h.
#include "run/handover_named.h"

#include "base/mem.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/sight_rule.h"

#include <stdlib.h>
#include <string.h>

struct naming {
  struct board *board;
  const json_t *handover;
  const char *old, *new;
  struct entry *entry;
  json_t *said;
  long long next_rule; // numbers are used once, so a rule that goes over gets one of its own
};

static bool is(const char *text, const char *other) { return text && strcmp(text, other) == 0; }

static void say(const struct naming *naming, char *line) { // takes over `line`
  json_array_add(naming->said, line);
  mem_free(line);
}

static void put(const struct naming *naming, const char *kind, json_t *document) { // takes over `document`
  char *part = mem_format("directory/%s/%s", kind, json_text(document, "id"));
  entry_part(naming->entry, part, document);
  mem_free(part);
}

// ---- rules

static json_t *rule_for_new(struct naming *naming, const json_t *rule) {
  char at[INSTANT_TEXT], *id = mem_format("%lld", naming->next_rule++), *subject = mem_format("person:%s", naming->new);
  json_t *after = json_deep_copy(rule);
  instant_write(board_now(naming->board), at);
  json_put_text(after, "id", id);
  json_put_text(after, "subject", subject);
  json_put_text(after, "reason", json_text(naming->handover, "reason"));
  json_put_text(after, "by", json_text(naming->handover, "by"));
  json_put_text(after, "at", at);
  mem_free(subject);
  mem_free(id);
  return after;
}

static void move_rule(struct naming *naming, const json_t *rule) {
  const char *id = json_text(rule, "id"), *workflow = json_text(rule, "workflow");
  json_t *after = rule_for_new(naming, rule), *gone = json_copy((json_t *)rule);
  json_put_text(gone, "effect", "removed");
  say(naming,
      mem_format("Rule %s, to see more of %s: it ends, and rule %s is for whoever takes over", id, workflow, json_text(after, "id")));
  put(naming, SIGHT_RULE_KIND, gone);
  put(naming, SIGHT_RULE_KIND, after);
}

static void look_at_rules(struct naming *naming, const json_t *rules) {
  char *subject = mem_format("person:%s", naming->old);
  size_t i;
  json_t *rule;
  json_array_foreach(rules, i, rule) {
    long long id = atoll(json_text(rule, "id"));
    if (id >= naming->next_rule) naming->next_rule = id + 1;
  }
  json_array_foreach(rules, i, rule) {
    if (!sight_rule_holds(rule) || !is(json_text(rule, "subject"), subject)) continue;
    if (is(json_text(rule, "effect"), "allow"))
      move_rule(naming, rule);
    else
      say(naming, mem_format("Rule %s, to see less of %s, stays theirs", json_text(rule, "id"), json_text(rule, "workflow")));
  }
  mem_free(subject);
}

// ---- absences

// Dates as text compare as they do; one without an end lasts.
static bool is_over(const json_t *absence, const char *today) {
  const char *to = json_text(absence, "to");
  return to && strcmp(to, today) < 0;
}

static void change_absences(const struct naming *naming, const json_t *person, const char *today) {
  json_t *after = json_deep_copy(person), *absence;
  bool any = false, own = is(json_text(person, "id"), naming->new);
  size_t i;
  json_array_foreach(json_object_get(after, "absences"), i, absence) {
    if (!is(json_text(absence, "deputy"), naming->old) || is_over(absence, today)) continue;
    any = true;
    if (own)
      json_object_del(absence, "deputy");
    else
      json_put_text(absence, "deputy", naming->new);
  }
  if (any) {
    const char *name = json_text(person, "name");
    say(naming,
        mem_format(own ? "Deputy while %s is away: nobody, since they take over" : "Deputy while %s is away", name ? name : "somebody"));
    put(naming, "person", after);
  } else
    json_decref(after);
}

void handover_named(struct board *board, const json_t *handover, struct entry *entry, json_t *said) {
  struct naming naming = {board, handover, json_text(handover, "old"), json_text(handover, "new"), entry, said, 1};
  json_t *rules = json_incref((json_t *)board_documents(board, SIGHT_RULE_KIND)),
         *people = json_incref((json_t *)board_documents(board, "person")), *person;
  char today[DATE_TEXT];
  size_t i;
  board_today(board, board_now(board), today);
  look_at_rules(&naming, rules);
  json_array_foreach(people, i, person) change_absences(&naming, person, today);
  json_decref(people);
  json_decref(rules);
}
