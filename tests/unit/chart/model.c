// Goal: selection, conflicts, exit, entry and done are those of W3C SCXML 1.0 Appendix D, on charts that nobody thought of (S1 to S5).
// Method: a slow model, transcribed from the norm's pseudo-code with sets and lists, runs beside the engine on hundreds of random charts
// and events; every transition taken, state left, state entered and event raised must be the same, in the same order.
// WAYMARK_SEED and WAYMARK_CHARTS choose other charts. A failure prints the seed, the chart and both traces.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NODES_MAX = 40, TRANSITIONS_MAX = 60, EVENTS = 4, QUEUE_MAX = 20000 };

// State 0 stands for <scxml>, around the workflow's root, state 1: the norm's element is never parallel and never left.
enum { SCXML, TOP };
enum kind { ATOMIC, COMPOUND, PARALLEL, FINAL };

struct node {
  enum kind kind;
  int parent, initial, depth;
  char id[64];
  bool raises_on_exit;
};

struct edge {
  int source, target, event; // -1: none
  bool internal, open;
  int guard_state; // -1: none; else it must be active
  int raises;      // -1: nothing
};

struct model {
  struct node nodes[NODES_MAX];
  struct edge edges[TRANSITIONS_MAX];
  int node_count, edge_count;
  bool active[NODES_MAX];
  char queue[QUEUE_MAX][80];
  int queue_first, queue_last, microsteps;
  bool failed;
  struct buf trace;
  uint64_t random;
};

static uint32_t pick(struct model *m, uint32_t below) {
  m->random ^= m->random << 13, m->random ^= m->random >> 7, m->random ^= m->random << 17; // xorshift
  return (uint32_t)(m->random >> 33) % below;
}

// ---- a random chart; nodes are made in document order, since a child is made before its next sibling

static void grow(struct model *m, int parent, int depth);

static int add_node(struct model *m, int parent, int depth, int number, bool region) {
  int n = m->node_count++;
  struct node *node = &m->nodes[n];
  *node = (struct node){.kind = ATOMIC, .parent = parent, .initial = -1, .depth = depth};
  char around[64];
  snprintf(around, sizeof around, "%s", m->nodes[parent].id);
  snprintf(node->id, sizeof node->id, "%.40s%ss%d", around, parent == TOP ? "" : ".", number);
  node->raises_on_exit = pick(m, 16) == 0;
  uint32_t what = pick(m, 10);
  bool room = depth < 4 && m->node_count + 12 < NODES_MAX;
  if (room && (region || what < 4))
    node->kind = pick(m, 3) == 0 ? PARALLEL : COMPOUND;
  else if (!region && what > 7 && (parent != TOP || what == 9))
    node->kind = FINAL;
  if (node->kind == COMPOUND || node->kind == PARALLEL) grow(m, n, depth + 1);
  return n;
}

static bool is_below(const struct model *m, int state, int ancestor) {
  for (int s = m->nodes[state].parent; s >= 0; s = m->nodes[s].parent)
    if (s == ancestor) return true;
  return false;
}

static void grow(struct model *m, int parent, int depth) {
  int count = 2 + (int)pick(m, 2), below[NODES_MAX], below_count = 0;
  for (int i = 0; i < count; i++) add_node(m, parent, depth, i, m->nodes[parent].kind == PARALLEL);
  for (int s = parent + 1; s < m->node_count; s++)
    if (m->nodes[s].parent == parent || pick(m, 4) == 0) below[below_count++] = s; // mostly a child, at times one deeper
  if (m->nodes[parent].kind == COMPOUND) m->nodes[parent].initial = below[pick(m, (uint32_t)below_count)];
}

static void add_edges(struct model *m) {
  int wanted = m->node_count + (int)pick(m, 20);
  for (int i = 0; i < wanted && m->edge_count < TRANSITIONS_MAX; i++) {
    struct edge edge = {.source = TOP + (int)pick(m, (uint32_t)m->node_count - 1),
                        .target = -1,
                        .event = (int)pick(m, EVENTS),
                        .guard_state = -1,
                        .raises = -1};
    if (m->nodes[edge.source].kind == FINAL) continue;
    if (pick(m, 6)) edge.target = TOP + 1 + (int)pick(m, (uint32_t)m->node_count - 2);
    edge.internal = pick(m, 3) == 0;
    edge.open = pick(m, 5) != 0;
    if (pick(m, 12) == 0) edge.event = -1;
    if (edge.event < 0 || pick(m, 4) == 0) edge.guard_state = TOP + 1 + (int)pick(m, (uint32_t)m->node_count - 2);
    if (pick(m, 8) == 0) edge.raises = (int)pick(m, EVENTS);
    m->edges[m->edge_count++] = edge;
  }
}

static void model_grow(struct model *m, uint64_t seed) {
  memset(m, 0, sizeof *m);
  m->random = seed * 2654435761u + 88172645463325252u;
  m->node_count = 2;
  m->nodes[SCXML] = (struct node){.kind = COMPOUND, .parent = -1, .initial = TOP};
  m->nodes[TOP] = (struct node){.kind = pick(m, 3) == 0 ? PARALLEL : COMPOUND, .parent = SCXML, .depth = 1};
  grow(m, TOP, 1);
  add_edges(m);
}

// ---- the same chart as a canonical definition

static json_t *raise_list(int event) {
  char name[16];
  snprintf(name, sizeof name, "e%d", event);
  return event < 0 ? json_array() : json_pack("[{s:s, s:s}]", "do", "raise", "event", name);
}

static json_t *edge_json(const struct model *m, const struct edge *edge, int number) {
  json_t *t = json_pack("{s:i, s:b, s:o}", "number", number, "internal", edge->internal, "actions", raise_list(edge->raises));
  char name[16];
  snprintf(name, sizeof name, "e%d", edge->event);
  if (edge->event >= 0) json_put_text(t, "event", name);
  if (edge->target >= 0) json_put_text(t, "target", m->nodes[edge->target].id);
  json_t *guard = json_pack("{s:s, s:[{s:s, s:s}]}", "op", "all", "of", "op", "when", "label", edge->open ? "open" : "shut");
  if (edge->guard_state >= 0)
    json_array_append_new(json_object_get(guard, "of"), json_pack("{s:s, s:s}", "op", "in_state", "state", m->nodes[edge->guard_state].id));
  json_object_set_new(t, "guard", guard);
  return t;
}

static json_t *node_json(const struct model *m, int n) {
  static const char *const kinds[] = {"atomic", "compound", "parallel", "final"};
  const struct node *node = &m->nodes[n];
  json_t *json = json_pack("{s:s, s:s, s:o, s:[], s:[]}", "id", node->id, "kind", kinds[node->kind], "exit",
                           raise_list(node->raises_on_exit ? 0 : -1), "transitions", "states");
  if (node->kind == COMPOUND) json_put_text(json, "initial", m->nodes[node->initial].id);
  for (int i = 0; i < m->edge_count; i++)
    if (m->edges[i].source == n) json_array_append_new(json_object_get(json, "transitions"), edge_json(m, &m->edges[i], i));
  for (int c = n + 1; c < m->node_count; c++)
    if (m->nodes[c].parent == n) json_array_append_new(json_object_get(json, "states"), node_json(m, c));
  return json;
}

// ---- Appendix D, word for word where C allows it

static void say(struct model *m, const char *what, const char *id) { buf_format(&m->trace, "%s %s\n", what, id); }

static void enqueue(struct model *m, const char *name, bool shown) {
  if (m->queue_last == QUEUE_MAX)
    m->failed = true;
  else
    snprintf(m->queue[m->queue_last++], sizeof m->queue[0], "%s", name);
  if (shown) say(m, "raise", name);
}

static void raise_event(struct model *m, int event) {
  char name[16];
  snprintf(name, sizeof name, "e%d", event);
  enqueue(m, name, true);
}

static bool is_atomic(const struct model *m, int s) { return m->nodes[s].kind == ATOMIC || m->nodes[s].kind == FINAL; }

static bool is_in_final(const struct model *m, int s) {
  bool any = false, all = true;
  for (int c = 0; c < m->node_count; c++) {
    if (m->nodes[c].parent != s) continue;
    any |= m->nodes[c].kind == FINAL && m->active[c];
    all &= is_in_final(m, c);
  }
  return m->nodes[s].kind == COMPOUND ? any : m->nodes[s].kind == PARALLEL && all;
}

// findLCCA: the first proper ancestor of the source that is compound or <scxml> and holds the target.
static int lcca(const struct model *m, int source, int target) {
  int s = m->nodes[source].parent;
  while (s != SCXML && !(m->nodes[s].kind == COMPOUND && is_below(m, target, s))) s = m->nodes[s].parent;
  return s;
}

static int domain(const struct model *m, const struct edge *e) {
  if (e->target < 0) return -1;
  return e->internal && m->nodes[e->source].kind == COMPOUND && is_below(m, e->target, e->source) ? e->source
                                                                                                  : lcca(m, e->source, e->target);
}

static void exit_set(const struct model *m, const struct edge *e, bool set[NODES_MAX]) {
  for (int s = 0; s < m->node_count; s++) set[s] = e->target >= 0 && m->active[s] && is_below(m, s, domain(m, e));
}

static bool intersect(const struct model *m, const struct edge *a, const struct edge *b) {
  bool of_a[NODES_MAX], of_b[NODES_MAX], both = false;
  exit_set(m, a, of_a), exit_set(m, b, of_b);
  for (int s = 0; s < m->node_count; s++) both |= of_a[s] && of_b[s];
  return both;
}

struct chosen {
  int items[TRANSITIONS_MAX], count;
};

static bool has(const struct chosen *c, int item) {
  for (int i = 0; i < c->count; i++)
    if (c->items[i] == item) return true;
  return false;
}

static struct chosen without_conflicts(const struct model *m, const struct chosen *enabled) {
  struct chosen filtered = {0};
  for (int i = 0; i < enabled->count; i++) {
    const struct edge *t1 = &m->edges[enabled->items[i]];
    struct chosen remove = {0}, kept = {0};
    bool preempted = false;
    for (int j = 0; j < filtered.count && !preempted; j++) {
      const struct edge *t2 = &m->edges[filtered.items[j]];
      if (!intersect(m, t1, t2)) continue;
      if (is_below(m, t1->source, t2->source))
        remove.items[remove.count++] = filtered.items[j];
      else
        preempted = true;
    }
    if (preempted) continue;
    for (int j = 0; j < filtered.count; j++)
      if (!has(&remove, filtered.items[j])) kept.items[kept.count++] = filtered.items[j];
    kept.items[kept.count++] = enabled->items[i];
    filtered = kept;
  }
  return filtered;
}

static bool is_enabled(const struct model *m, const struct edge *e, const char *event) {
  char name[16] = "";
  if (e->event >= 0) snprintf(name, sizeof name, "e%d", e->event);
  return strcmp(name, event) == 0 && e->open && (e->guard_state < 0 || m->active[e->guard_state]);
}

static struct chosen select_transitions(const struct model *m, const char *event) {
  struct chosen enabled = {0};
  for (int atomic = 0; atomic < m->node_count; atomic++) {
    bool found = !m->active[atomic] || !is_atomic(m, atomic);
    for (int s = atomic; s >= 0 && !found; s = m->nodes[s].parent)
      for (int i = 0; i < m->edge_count && !found; i++) {
        if (m->edges[i].source != s || !is_enabled(m, &m->edges[i], event)) continue;
        if (!has(&enabled, i)) enabled.items[enabled.count++] = i;
        found = true;
      }
  }
  return without_conflicts(m, &enabled);
}

static void add_descendants(const struct model *m, int state, bool set[NODES_MAX]);

static bool some_below(const struct model *m, const bool set[NODES_MAX], int ancestor) {
  for (int s = 0; s < m->node_count; s++)
    if (set[s] && is_below(m, s, ancestor)) return true;
  return false;
}

static void add_children(const struct model *m, int parallel, bool set[NODES_MAX]) {
  for (int c = 0; c < m->node_count; c++)
    if (m->nodes[c].parent == parallel && !some_below(m, set, c)) add_descendants(m, c, set);
}

static void add_ancestors(const struct model *m, int state, int ancestor, bool set[NODES_MAX]) {
  for (int a = m->nodes[state].parent; a != ancestor; a = m->nodes[a].parent) {
    set[a] = true;
    if (m->nodes[a].kind == PARALLEL) add_children(m, a, set);
  }
}

static void add_descendants(const struct model *m, int state, bool set[NODES_MAX]) {
  set[state] = true;
  if (m->nodes[state].kind == COMPOUND) {
    add_descendants(m, m->nodes[state].initial, set);
    add_ancestors(m, m->nodes[state].initial, state, set);
  } else if (m->nodes[state].kind == PARALLEL)
    add_children(m, state, set);
}

// SCXML 3.4: each parallel state around the final one that has ended with it, innermost first. <scxml> and the root raise nothing here.
static void raise_done(struct model *m, int final) {
  char name[80];
  int s = m->nodes[final].parent;
  snprintf(name, sizeof name, "done.state.%s", m->nodes[s].id);
  if (s != TOP) enqueue(m, name, true);
  for (s = m->nodes[s].parent; s > TOP && m->nodes[s].kind == PARALLEL && is_in_final(m, s); s = m->nodes[s].parent) {
    snprintf(name, sizeof name, "done.state.%s", m->nodes[s].id);
    enqueue(m, name, true);
  }
}

static void enter_states(struct model *m, const bool set[NODES_MAX], bool starting) {
  for (int s = 0; s < m->node_count; s++) {
    if (!set[s]) continue;
    m->active[s] = true;
    if (s != TOP || starting) say(m, "enter", m->nodes[s].id);
    if (m->nodes[s].kind == FINAL) raise_done(m, s);
  }
}

static void microstep(struct model *m, const struct chosen *enabled) {
  bool leaving[NODES_MAX] = {0}, entering[NODES_MAX] = {0}, set[NODES_MAX];
  if (m->microsteps++ == STEP_MICROSTEPS_MAX) m->failed = true;
  for (int i = 0; i < enabled->count; i++) {
    exit_set(m, &m->edges[enabled->items[i]], set);
    for (int s = 0; s < m->node_count; s++) leaving[s] |= set[s];
    buf_format(&m->trace, "take %d\n", enabled->items[i]);
  }
  for (int s = m->node_count - 1; s >= 0; s--) {
    if (!leaving[s]) continue;
    if (s != TOP) say(m, "exit", m->nodes[s].id);
    if (m->nodes[s].raises_on_exit) raise_event(m, 0);
    m->active[s] = false;
  }
  for (int i = 0; i < enabled->count; i++)
    if (m->edges[enabled->items[i]].raises >= 0) raise_event(m, m->edges[enabled->items[i]].raises);
  for (int i = 0; i < enabled->count; i++)
    if (m->edges[enabled->items[i]].target >= 0) add_descendants(m, m->edges[enabled->items[i]].target, entering);
  for (int i = 0; i < enabled->count; i++) {
    const struct edge *e = &m->edges[enabled->items[i]];
    if (e->target >= 0) add_ancestors(m, e->target, domain(m, e), entering);
  }
  enter_states(m, entering, false);
}

static void finish_macrostep(struct model *m) {
  while (!m->failed && !is_in_final(m, TOP)) {
    struct chosen enabled = select_transitions(m, "");
    if (!enabled.count) {
      if (m->queue_first == m->queue_last) return;
      enabled = select_transitions(m, m->queue[m->queue_first++]);
    }
    if (enabled.count) microstep(m, &enabled);
  }
}

static void model_start(struct model *m) {
  bool entering[NODES_MAX] = {0};
  add_descendants(m, TOP, entering);
  enter_states(m, entering, true);
  finish_macrostep(m);
}

static void model_send(struct model *m, const char *event) {
  m->queue_first = m->queue_last = m->microsteps = 0;
  struct chosen enabled = {0};
  if (!is_in_final(m, TOP)) enabled = select_transitions(m, event);
  if (!enabled.count) return;
  microstep(m, &enabled);
  finish_macrostep(m);
}

// ---- side by side

static enum truth judge(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  (void)user, (void)view, (void)reason;
  return strcmp(json_text(guard, "label"), "open") == 0 ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static void add_effects(struct buf *out, const struct step_result *result) {
  for (size_t i = 0; i < result->effect_count; i++) {
    const struct effect *effect = &result->effects[i];
    if (effect->kind == EFFECT_TAKE) buf_format(out, "take %d\n", (int)json_number(effect->spec, "number", -1));
    if (effect->kind == EFFECT_EXIT) buf_format(out, "exit %s\n", effect->state);
    if (effect->kind == EFFECT_ENTER) buf_format(out, "enter %s\n", effect->state);
    if (effect->kind == EFFECT_RAISE) buf_format(out, "raise %s\n", effect->name);
  }
}

static void compare(struct model *m, const struct step_result *result, const json_t *definition, uint64_t seed, const char *event) {
  struct buf seen = {0};
  add_effects(&seen, result);
  const char *theirs = m->trace.size ? m->trace.data : "", *ours = seen.size ? seen.data : "";
  bool same = m->failed ? result->outcome == STEP_FAILED : strcmp(theirs, ours) == 0;
  if (!same) {
    char *text = json_canonical(definition);
    print_error("seed %llu, event \"%s\"\n%s\nmodel:\n%s\nengine (%s):\n%s\n", (unsigned long long)seed, event, text,
                m->failed ? "failed" : theirs, result->outcome == STEP_FAILED ? result->reason.data : "", ours);
    free(text);
  }
  buf_clear(&seen);
  buf_clear(&m->trace);
  assert_true(same);
}

static int play(struct model *m, uint64_t seed) {
  model_grow(m, seed);
  json_t *definition = json_pack("{s:i, s:s, s:o}", "format", 1, "name", "random", "root", node_json(m, TOP)), *fields = json_object();
  struct err err = {0};
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
  const struct step_host host = {.guard = judge};
  struct step_result result;
  int taken = 0;
  model_start(m);
  step_start(chart, fields, 0, "1970-01-01", NULL, &host, &result);
  compare(m, &result, definition, seed, "start");
  for (int i = 0; i < 12 && !m->failed; i++) {
    char name[16];
    snprintf(name, sizeof name, "e%d", (int)pick(m, EVENTS));
    json_t *event = json_pack("{s:s}", "name", name);
    struct config *config = result.config;
    result.config = NULL;
    step_result_clear(&result);
    model_send(m, name);
    step_run(chart, config, fields, &(struct step_event){.event = event}, 0, "1970-01-01", &host, &result);
    compare(m, &result, definition, seed, name);
    taken += result.outcome == STEP_TAKEN;
    if (!result.config)
      result.config = config;
    else
      config_free(config);
    json_decref(event);
  }
  step_result_clear(&result);
  chart_free(chart);
  json_decref(fields);
  json_decref(definition);
  return taken;
}

static uint64_t setting(const char *name, uint64_t missing) { return getenv(name) ? strtoull(getenv(name), NULL, 10) : missing; }

static void test_engine_and_model_agree(void **state) {
  (void)state;
  uint64_t seed = setting("WAYMARK_SEED", 1), count = setting("WAYMARK_CHARTS", 400), taken = 0;
  struct model *m = mem_new(sizeof *m);
  for (uint64_t i = 0; i < count; i++) taken += (uint64_t)play(m, seed + i);
  mem_free(m);
  print_message("%llu events taken in %llu charts\n", (unsigned long long)taken, (unsigned long long)count);
  // Charts in which hardly anything happens would prove nothing.
  assert_true(taken > count * 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_engine_and_model_agree)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
