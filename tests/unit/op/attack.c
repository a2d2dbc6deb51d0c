// Goal (RELIABILITY 5.4, L1): hostile Lua in each of the four places where a workflow can hold it, a condition, an action, what a form is
// judged by and the definition's top level, ends within a second of the processor in a sentence; its item stands as it was, and another
// item is served at once. Method: attacks of tests/unit/script/own_attacks.h through op_run as a board's people would meet them; every
// fourth, all where WAYMARK_LONG is set, and all that others wrote where WAYMARK_CONFORMANCE names them.
#include "../script/attacks.h"
#include "../script/own_attacks.h"
#include "../script/spent.h"
#include "fixture.h"
#include "run/casefile.h"

enum { TRIES = 3 }; // a machine that does other things may be late; three times in a row it was us

static const char TEMPLATE[] =
    "local function attack(item)\n%s\nend\n"
    "return { name = '%s', title = 'Attack', noun = 'attack', version = 1, ref = '%s-{number}',\n"
    "  roles = { owner = { title = 'Owner', everyone = true } }, read = { 'owner' }, start = { by = 'owner', form = { 'text' } },\n"
    "  fields = { text = { type = 'text', label = 'Text' } }, list = { title = 'text' }, initial = 'open',\n"
    "  states = { open = { title = 'Open', on = {\n"
    "    guarded = { label = 'Guarded', by = 'owner', target = 'done', guard = when('it holds', attack) },\n"
    "    acted = { label = 'Acted', by = 'owner', target = 'done', actions = { run('act', attack) } },\n"
    "    formed = { label = 'Formed', by = 'owner', target = 'done', form = { 'text' }, guard = when('the form is right', function(item)\n"
    "      if item.fields.text ~= 'go' then return false end return attack(item) end) } } },\n"
    "  done = { title = 'Done', type = 'final' } } }\n";

// Fields and states. A new reference.
static json_t *item_of(struct world *world, const char *ref) {
  struct err err;
  struct casefile *item = casefile_open(world->board, ref, &err);
  if (!item) fail_msg("%s: %s", ref, err.text);
  json_t *all = json_pack("[O, o]", item->fields, casefile_state_json(item));
  casefile_free(item);
  return all;
}

static void other_is_served(struct world *world, const char *after) {
  json_t *answer = NULL;
  struct err err = {0};
  json_t *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "count");
  int64_t before = spent_ms();
  if (!try_file(world, request, -1, &answer, &err)) fail_msg("after %s: %s", after, err.text);
  if (spent_ms() - before > LATE_MS) fail_msg("after %s another item took %d ms", after, (int)(spent_ms() - before));
  json_decref(answer);
}

// Asks, in time, and serves another item right after. True with the answer, or false with the sentence.
static bool attacked(struct world *world, json_t *request, const char *name, json_t **answer, struct err *err) {
  int64_t took = INT64_MAX;
  bool ok = false;
  *answer = NULL;
  for (int tries = 0; tries < TRIES && took > LATE_MS && !ok; tries++) {
    int64_t before = spent_ms();
    *err = (struct err){0};
    ok = try_file(world, json_incref(request), -1, answer, err);
    took = spent_ms() - before;
  }
  if (took > LATE_MS) fail_msg("%s: %s took %d ms", name, json_text(request, "op"), (int)took);
  if (!ok && !err->text[0]) fail_msg("%s was refused without a sentence", name);
  json_decref(request);
  other_is_served(world, name);
  return ok;
}

static json_t *send_of(const char *op, const char *ref, const char *event) {
  return json_pack("{s:s, s:s, s:s, s:s, s:{s:s*}}", "op", op, "as", "o.owner", "case", ref, "event", event, "data", "text",
                   strcmp(event, "formed") == 0 ? "go" : NULL);
}

// An event whose Lua attacks: refused with the item as it was, unless the attack gave an honest answer.
static void expect_unharmed(struct world *world, const char *ref, const char *event, const char *name) {
  json_t *before = item_of(world, ref), *answer;
  struct err err;
  bool taken = attacked(world, send_of("case.send", ref, event), name, &answer, &err);
  json_t *after = item_of(world, ref);
  if (!taken && !json_equal(before, after)) fail_msg("%s: \"%s\" changed the item: %s", name, event, json_dumps(after, 0));
  json_decref(before), json_decref(after), json_decref(answer);
}

static void expect_explained(struct world *world, const char *ref, const char *name) {
  json_t *answer;
  struct err err;
  if (!attacked(world, send_of("case.explain", ref, "formed"), name, &answer, &err)) fail_msg("%s: %s", name, err.text);
  const char *would = json_text(answer, "would");
  assert_true(would && (strcmp(would, "unknown") == 0 || strcmp(would, "refuse") == 0 || strcmp(would, "take") == 0));
  json_decref(answer);
}

static bool publish(struct world *world, const char *source, const char *name) {
  json_t *answer;
  struct err err;
  json_t *request =
      json_pack("{s:s, s:s, s:s, s:s, s:{}}", "op", "workflow.publish", "as", "m.test", "file", "attack.lua", "source", source, "modules");
  bool ok = attacked(world, request, name, &answer, &err);
  json_decref(answer);
  return ok;
}

static void start(struct world *world, const char *workflow, const char *ref) {
  done(world, "{'op':'case.start','as':'m.test','workflow':'%s','ref':'%s','data':{'text':'Item'}}", workflow, ref);
}

// All four places. Each event gets an item of its own, since an honest answer would end it.
// False: its workflow was refused as a whole.
static bool attack_everywhere(struct world *world, int number, const char *name, const char *attack) {
  static const char *const events[] = {"guarded", "acted", "formed"};
  char workflow[32], ref[40], *source = NULL;
  snprintf(workflow, sizeof workflow, "attack-%d", number);
  if (asprintf(&source, TEMPLATE, attack, workflow, workflow) < 0) abort();
  bool published = publish(world, source, name);
  free(source);
  for (size_t i = 0; published && i < sizeof events / sizeof events[0]; i++) {
    snprintf(ref, sizeof ref, "A%d-%zu", number, i);
    start(world, workflow, ref);
    if (i == 2) expect_explained(world, ref, name);
    expect_unharmed(world, ref, events[i], name);
  }
  publish(world, attack, name); // at the top level, and no workflow: refused in time
  return published;
}

static void attacks_of_every_class_harm_nobody(void **state) {
  struct world *world = *state;
  size_t step = getenv("WAYMARK_LONG") ? 1 : 4, published = 0;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i += step) {
    char *source = attack_source(&attacks[i]);
    published += json_is_utf8(source) && attack_everywhere(world, (int)i, attacks[i].name, source);
    free(source);
  }
  assert_true(published > 30);
}

static void attack_of_others(void *user, const char *file, const char *source, const char *outcome) {
  struct world *world = user;
  (void)outcome;
  // The journal's length is a number that no other has.
  if (json_is_utf8(source)) attack_everywhere(world, (int)entries(world), file, source);
}

static void attacks_of_others_harm_nobody(void **state) { attacks_run(attack_of_others, *state); }

// A page of an attacked item asks its conditions: at the end of these tests only the others' pages are looked at.
static int end_without_pages(void **state) {
  world_verify(*state);
  world_remove(*state);
  return 0;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(attacks_of_every_class_harm_nobody, world_make, end_without_pages),
    cmocka_unit_test_setup_teardown(attacks_of_others_harm_nobody, world_make, end_without_pages),
};
MAIN_OF(tests)
