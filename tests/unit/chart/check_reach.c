// Goal: what checking says of the whole is so: a state that "nothing leads to" is never entered, one that "nobody can leave" is never left,
// one that leads on "for ever" never lets a step end, from one from which "no end can be reached" none ever is, and whatever is accepted
// compiles. Method: random small workflows with histories,
// several targets and patterns; each accusation is put right in a way that the walk does not use, then the step engine walks every
// configuration that events can bring about and looks. The seed is fixed.
#include "chart/chart.h"
#include "chart/step.h"
#include "check_harness.h"

enum { CHARTS = 4000, STATES = 14, EVENTS = 4, CONFIGS = 150 };

static uint64_t seed;

static int roll(int sides) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (int)((seed >> 33) % (uint64_t)sides);
}

// ---- a random workflow

struct plan {
  json_t *states[STATES]; // raw
  char *ids[STATES];
  int parents[STATES];
  int count;
};

static bool is_kind(const json_t *state, const char *kind) {
  const char *type = json_text(state, "type");
  return type && strcmp(type, kind) == 0;
}

static void grow(struct plan *plan, json_t *nursery, int parent, int depth, bool in_parallel) {
  int wanted = 2 + roll(2);
  for (int i = 0; i < wanted && plan->count < STATES; i++) {
    int number = plan->count++, what = roll(10);
    json_t *state = json_object();
    char *key = mem_format("s%d", number);
    plan->states[number] = state;
    plan->parents[number] = parent;
    plan->ids[number] = parent < 0 ? mem_text(key) : mem_format("%s.%s", plan->ids[parent], key);
    json_object_set_new(nursery, key, state);
    mem_free(key);
    bool has_room = depth < 3 && plan->count + 2 < STATES;
    if (i > 0 && what == 0 && !in_parallel)
      json_put_text(state, "type", "final");
    else if (i > 0 && what < 3 && parent >= 0)
      json_put_text(state, "type", "history");
    else if (has_room && what < 7) {
      if (what < 5) json_put_text(state, "type", "parallel");
      grow(plan, json_object_at(state, "states"), number, depth + 1, what < 5);
    }
  }
}

static json_t *some_targets(const struct plan *plan) {
  const char *one = plan->ids[roll(plan->count)], *other = plan->ids[roll(plan->count)];
  return roll(6) == 0 ? json_pack("[s,s]", one, other) : json_string(one);
}

// A state below the one around a history state, mostly: a child of it unless the history is deep.
static json_t *some_default(const struct plan *plan, int history, bool deep) {
  int around = plan->parents[history], at = around;
  for (int tries = 0; tries < 40; tries++) {
    at = roll(plan->count);
    int above = plan->parents[at];
    while (deep && above >= 0 && above != around) above = plan->parents[above];
    if (above == around && !is_kind(plan->states[at], "history")) break;
  }
  return json_string(plan->ids[at]);
}

static void lead(const struct plan *plan, int from) {
  static const char *const events[] = {"e0", "e1", "e2", "e3", "done.state.*", "*"};
  json_t *state = plan->states[from];
  if (is_kind(state, "final")) return;
  if (is_kind(state, "history")) {
    bool deep = roll(2);
    json_put_flag(state, "deep", deep);
    json_object_set_new(state, "target", some_default(plan, from, deep));
    return;
  }
  if (roll(12) == 0) json_object_set_new(state, "always", json_pack("{s:o}", "target", some_targets(plan)));
  for (int i = roll(3); i > 0; i--) {
    int event = roll(roll(3) ? EVENTS : 6);
    json_t *way = json_pack("{s:o,s:b}", "target", some_targets(plan), "internal", roll(3) == 0);
    if (event < EVENTS) json_put_text(way, "by", "all");
    json_object_set_new(json_object_at(state, "on"), events[event], way);
  }
}

static json_t *random_workflow(struct plan *plan) {
  json_t *raw = read_json("{'name':'walk','title':'Walk','version':1,'roles':{'all':{'everyone':true}},'start':{'by':'all'},"
                          "'fields':{'never':{'type':'text'}}}");
  *plan = (struct plan){0};
  grow(plan, json_object_at(raw, "states"), -1, 0, false);
  for (int i = 0; i < plan->count; i++) lead(plan, i);
  return raw;
}

static void plan_clear(struct plan *plan) {
  for (int i = 0; i < plan->count; i++) mem_free(plan->ids[i]);
}

// ---- accusations

// "/states/a/states/b" is "a.b". Caller frees.
static char *id_of(const char *pointer) {
  struct buf id = {0};
  for (const char *at = pointer; (at = strstr(at, "/states/"));) {
    at += strlen("/states/");
    buf_format(&id, "%s%.*s", id.size ? "." : "", (int)strcspn(at, "/"), at);
  }
  return buf_take(&id);
}

// Ids of states of which something was said.
struct said {
  json_t *unreached, *unleft, *endless, *trapped;
};

static json_t *state_of(const struct plan *plan, const char *id) {
  for (int i = 0; i < plan->count; i++)
    if (strcmp(plan->ids[i], id) == 0) return plan->states[i];
  fail_msg("there is no state %s", id);
  return NULL;
}

// Puts right what is said of a dead end. False: another mistake, of which the random workflow has many.
static bool put_right(json_t *raw, const struct plan *plan, const struct problem *problem, struct said *said) {
  bool reach = strncmp(problem->text, "Nothing leads to", 16) == 0, leave = strncmp(problem->text, "Nobody can leave", 16) == 0,
       trap = strncmp(problem->text, "No end can be", 13) == 0, ends = trap || strstr(problem->text, "for ever") == NULL;
  if (!reach && !leave && !trap && ends) return false;
  char *id = id_of(problem->pointer), *event = mem_format("mend_%zu", json_array_size(said->unreached));
  json_array_add(reach ? said->unreached : leave ? said->unleft : trap ? said->trapped : said->endless, id);
  if (reach) json_object_set_new(json_object_at(raw, "on"), event, json_pack("{s:s,s:s}", "target", id, "by", "all"));
  if (leave) json_put_text(state_of(plan, id), "tags", "closed");
  if (trap) json_object_set_new(state_of(plan, id), "tags", json_pack("[s]", "standing"));
  if (!ends)
    json_object_set_new(json_object_get(state_of(plan, id), "always"), "guard", json_pack("{s:s,s:s}", "op", "has", "field", "never"));
  mem_free(event);
  mem_free(id);
  return true;
}

// Takes away the guards that put endless ways right.
static void unguard(json_t *state, const struct said *said) {
  size_t i;
  json_t *transition, *child;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) {
    if (json_array_has(said->endless, json_text(state, "id"))) json_object_del(transition, "guard");
  }
  json_array_foreach(json_object_get(state, "states"), i, child) unguard(child, said);
}

// The definition once every accusation is put right; NULL: it has other mistakes.
static json_t *mended(json_t *raw, const struct plan *plan, struct said *said) {
  for (int pass = 0; pass < STATES; pass++) {
    struct problems problems;
    problems_init(&problems);
    json_t *made = definition_check(raw, &host, &problems);
    bool ok = true;
    for (size_t i = 0; i < problems.count; i++) ok = ok && put_right(raw, plan, &problems.items[i], said);
    problems_clear(&problems);
    if (made || !ok) return made;
  }
  return NULL;
}

// ---- the walk

struct walk {
  const struct chart *chart;
  json_t *seen; // configurations without their numbers, as keys; true: one from which no end is to be reached
  json_t *todo; // configurations
  const struct said *said;
};

// The configuration, its history with it, without counting activations.
static char *name_of(const struct walk *walk, const struct config *config) {
  json_t *written = config_write(walk->chart, config), *active = json_object_get(written, "active"), *number;
  const char *id;
  json_object_del(written, "entered");
  json_object_foreach(active, id, number) json_integer_set(number, 0);
  char *name = json_canonical(written);
  json_decref(written);
  return name;
}

static bool is_trapped(const struct walk *walk, const struct config *config) {
  for (int state = 1; state < chart_state_count(walk->chart); state++)
    if (config_is_active(config, state) && json_array_has(walk->said->trapped, json_text(chart_state(walk->chart, state), "id")))
      return true;
  return false;
}

// From what was trapped once all that follows is; what was looked at before that was known is looked at again.
static bool note(struct walk *walk, const struct config *before, const struct config *after) {
  char *name = name_of(walk, after), *was = before ? name_of(walk, before) : NULL;
  const json_t *seen = json_object_get(walk->seen, name);
  bool trapped = is_trapped(walk, after) || (was && json_is_true(json_object_get(walk->seen, was))),
       fresh = !seen || (trapped && !json_is_true(seen));
  if (trapped && (config_has_tag(walk->chart, after, "closed") || config_is_final(walk->chart, after)))
    fail_msg("no end should be reached: %s", name);
  fresh = fresh && json_object_size(walk->seen) < CONFIGS;
  if (fresh) json_put_flag(walk->seen, name, trapped);
  mem_free(name);
  mem_free(was);
  return fresh;
}

static void look(struct walk *walk, const struct config *before, const struct config *after) {
  for (int state = 1; state < chart_state_count(walk->chart); state++) {
    const char *id = json_text(chart_state(walk->chart, state), "id");
    bool now = config_is_active(after, state), was = before && config_is_active(before, state);
    if (now && json_array_has(walk->said->unreached, id)) fail_msg("nothing should lead to %s", id);
    if (was && !now && json_array_has(walk->said->unleft, id)) fail_msg("nobody should be able to leave %s", id);
  }
  if (note(walk, before, after)) json_array_append_new(walk->todo, config_write(walk->chart, after));
}

static void take(struct walk *walk, const struct config *before, struct step_result *result) {
  for (size_t i = 0; result->outcome == STEP_TAKEN && i < result->effect_count; i++) {
    const struct effect *effect = &result->effects[i];
    if (effect->kind == EFFECT_ENTER && json_array_has(walk->said->endless, effect->state))
      fail_msg("a step that enters %s should never end", effect->state);
  }
  if (result->outcome == STEP_TAKEN) look(walk, before, result->config);
  step_result_clear(result);
}

static void send_each(struct walk *walk, const json_t *written, const json_t *fields) {
  struct err err;
  struct config *config = config_read(walk->chart, written, &err);
  if (!config) fail_msg("%s", err.text);
  for (int i = 0; i < EVENTS; i++) {
    char name[16];
    snprintf(name, sizeof name, "e%d", i);
    json_t *event = json_pack("{s:s,s:{}}", "name", name, "data");
    struct step_result result;
    step_run(walk->chart, config, fields, &(struct step_event){.event = event, .timer_state = -1}, 0, "2016-04-04", &(struct step_host){0},
             &result);
    take(walk, config, &result);
    json_decref(event);
  }
  config_free(config);
}

static void walk_through(json_t *definition, const struct said *said) {
  struct err err;
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("it was accepted, but: %s", err.text);
  struct walk walk = {.chart = chart, .seen = json_object(), .todo = json_array(), .said = said};
  json_t *fields = json_object(), *event = json_object();
  struct step_result result;
  step_start(chart, fields, 0, "2016-04-04", event, &(struct step_host){0}, &result);
  take(&walk, NULL, &result);
  while (json_array_size(walk.todo)) {
    json_t *next = json_incref(json_array_get(walk.todo, 0));
    json_array_remove(walk.todo, 0);
    send_each(&walk, next, fields);
    json_decref(next);
  }
  json_decref(walk.seen);
  json_decref(walk.todo);
  json_decref(fields);
  json_decref(event);
  chart_free(chart);
}

// What was found over all charts.
struct sum {
  int accepted, accused, remembering, endless, trapped;
};

static void one_chart(uint64_t number, struct sum *sum) {
  struct plan plan;
  struct said said = {json_array(), json_array(), json_array(), json_array()};
  seed = number * 7919 + 1;
  json_t *raw = random_workflow(&plan), *definition = mended(raw, &plan, &said);
  if (definition) {
    unguard(json_object_get(definition, "root"), &said);
    walk_through(definition, &said);
    sum->accepted++;
    sum->accused += json_array_size(said.unreached) + json_array_size(said.unleft) > 0;
    sum->endless += json_array_size(said.endless) > 0;
    sum->trapped += json_array_size(said.trapped) > 0;
    for (int i = 0; i < plan.count; i++) sum->remembering += is_kind(plan.states[i], "history");
  }
  json_decref(definition);
  json_decref(raw);
  json_decref(said.unreached), json_decref(said.unleft), json_decref(said.endless), json_decref(said.trapped);
  plan_clear(&plan);
}

static void dead_ends_are_dead_ends(void **state) {
  (void)state;
  struct sum sum = {0};
  for (int i = 0; i < CHARTS; i++) one_chart((uint64_t)i, &sum);
  print_message("%d of %d were accepted, %d of them after an accusation, %d were endless, %d trapped; %d history states\n", sum.accepted,
                CHARTS, sum.accused, sum.endless, sum.trapped, sum.remembering);
  assert_true(sum.accepted > 500 && sum.accused > 200 && sum.accused < sum.accepted && sum.endless > 50 && sum.trapped > 50 &&
              sum.remembering > 300);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(dead_ends_are_dead_ends)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
