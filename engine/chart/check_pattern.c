// Events by pattern: `*` is any, `x.*` is `x` and whatever begins with `x.` (DEFINITION.md, format 2). In a workflow a pattern follows what
// others do, and must be able to match something that happens in it.
#include "base/mem.h"
#include "chart/check_internal.h"
#include "chart/internal.h"

#include <string.h>

bool pattern_is(const char *event) { return strchr(event, '*') != NULL; }

// "x.*" without its last two letters: the size of x; 0 for "*"; -1: neither.
static int stem_size(const char *pattern) {
  size_t size = strlen(pattern);
  if (strcmp(pattern, "*") == 0) return 0;
  bool is_prefix = size > 2 && strcmp(pattern + size - 2, ".*") == 0 && strcspn(pattern, "*") == size - 1;
  return is_prefix ? (int)size - 2 : -1;
}

bool pattern_check(struct check *check, const struct node *node, const char *event) {
  if (stem_size(event) >= 0 && !strpbrk(event, " \t\r\n")) return true;
  mistake(check, node, "`%s` is no pattern: write `*` for any event, or `name.*` for `name` and all that begin with `name.`.", event);
  return false;
}

bool pattern_covers(const char *pattern, const char *event) { return pattern_matches(pattern, event, false); }

// ---- in a workflow

// Can all be over inside this state, so that `done.state.ID` is raised?
static bool can_be_done(const struct check *check, int state) {
  enum state_kind kind = check->states[state]->kind;
  bool is_any = false;
  for (int child = state + 1; child <= check->states[state]->last && child > 0; child = state_next(check, child)) {
    enum state_kind is = check->states[child]->kind;
    if (is == STATE_HISTORY) continue;
    if (kind == STATE_COMPOUND && is == STATE_FINAL) return true;
    if (kind == STATE_PARALLEL && !can_be_done(check, child)) return false;
    is_any = true;
  }
  return kind == STATE_PARALLEL && is_any;
}

// All that can happen, by name: what states wait for, what is raised, and what the engine raises.
static json_t *events_known(const struct check *check) {
  json_t *events = json_array();
  json_array_extend(events, check->handled);
  json_array_extend(events, check->raised);
  stale_events_add(check, events);
  if (parties_any(check)) relayed_events_add(events);
  for (int i = 1; i < check->state_count; i++) {
    if (!can_be_done(check, i)) continue;
    char *name = mem_format("done.state.%s", check->states[i]->id);
    json_array_add(events, name);
    mem_free(name);
  }
  return events;
}

static bool matches_any(const char *pattern, const json_t *events) {
  size_t i;
  json_t *event;
  json_array_foreach(events, i, event) if (pattern_covers(pattern, json_string_value(event))) return true;
  return false;
}

// Every pattern that would match one of the events: for "done.state.a" these are "done.*", "done.state.*" and "done.state.a.*".
static json_t *patterns_of(const json_t *events) {
  json_t *patterns = json_array(), *event;
  size_t i;
  json_array_foreach(events, i, event) {
    const char *name = json_string_value(event);
    for (size_t size = strcspn(name, "."); size; size = name[size] ? size + 1 + strcspn(name + size + 1, ".") : 0) {
      char *pattern = mem_format("%.*s.*", (int)size, name);
      if (!json_array_has(patterns, pattern)) json_array_add(patterns, pattern);
      mem_free(pattern);
    }
  }
  return patterns;
}

static void nothing_matches(struct check *check, const struct node *node, const char *pattern, const json_t *events) {
  json_t *patterns = patterns_of(events);
  char *hint = near_hint(check, pattern, patterns);
  mistake(check, node, "`%s` matches no event of this workflow: nothing of the kind is waited for or raised.%s", pattern, hint);
  mem_free(hint);
  json_decref(patterns);
}

void patterns_report(struct check *check) {
  if (json_array_size(check->patterns) == 0) return;
  json_t *events = events_known(check);
  for (int i = 0; i < check->state_count; i++) {
    struct node on = node_member(&check->states[i]->node, "on");
    const char *event;
    json_t *value;
    json_object_foreach((json_t *)on.value, event, value) {
      struct node node = node_member(&on, event);
      if (stem_size(event) > 0 && pattern_is(event) && !matches_any(event, events)) nothing_matches(check, &node, event, events);
    }
  }
  json_decref(events);
}

static bool is_unguarded(const struct node *list) {
  bool is_one = transition_is_one(list);
  for (size_t i = 0; i < (is_one ? 1 : node_count(list)); i++) {
    struct node item = is_one ? *list : node_item(list, i);
    if (!node_member(&item, "guard").value) return true;
  }
  return false;
}

// What people may do is lost when a pattern before it in the same state always comes first.
void pattern_hides_check(struct check *check, const struct node *on, const struct node *node) {
  const char *earlier;
  json_t *value;
  json_object_foreach((json_t *)on->value, earlier, value) {
    struct node list = node_member(on, earlier);
    if (strcmp(earlier, node->key) == 0) return;
    if (!pattern_is(earlier) || pattern_is(node->key) || !pattern_covers(earlier, node->key) || !is_unguarded(&list)) continue;
    mistake(check, node, "This is never taken: `%s` before it has no `guard`, so it is always taken first; let it stand last.", earlier);
    return;
  }
}

// ---- in an SCXML chart

// W3C SCXML 1.0, 3.12.1: one or several, each of tokens parted by dots. Its schema knows `.*` too, which is any event.
void descriptor_check(struct check *check, const struct node *node, const char *event) {
  static const char blanks[] = " \t\r\n";
  size_t count = 0;
  for (const char *at = event + strspn(event, blanks); *at; at += strspn(at, blanks), count++) {
    size_t size = strcspn(at, blanks);
    char *one = mem_text_part(at, size);
    if (pattern_is(one) && stem_size(one) < 0 && strcmp(one, ".*") != 0)
      mistake(check, node, "`%s` is no event: a `*` stands alone, or last after a dot.", one);
    mem_free(one);
    at += size;
  }
  if (count == 0) mistake(check, node, "Here an event is needed, such as `go`, `error.*` or `*`.");
}
