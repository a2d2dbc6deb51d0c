// One case as a one-page summary: what it is, where it stands, who holds it, who can move it, what is due and what happens then.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// Whose turn it is, who is late, and where nobody can say by when, why.
static void view_waits(struct cli *cli, const json_t *waits) {
  size_t i;
  json_t *wait;
  json_array_foreach(waits, i, wait) {
    const char *why = json_text(wait, "why");
    char *text = mem_format("%s%s%s", json_text(wait, "text"), why ? ": " : "", why ? why : "");
    print_pair(cli, i ? "" : "Turn", text);
    mem_free(text);
  }
}

static void view_head(struct cli *cli, const json_t *answer) {
  const char *title = json_text(answer, "title"), *kind = json_text(answer, "workflow_title"),
             *escalation = json_text(answer, "escalation");
  const json_t *rag = json_object_get(answer, "rag");
  char *where = json_join(json_object_get(answer, "state_titles"), "; "), *holder = print_who(json_object_get(answer, "holder"));
  print_line(cli, "%s  %s", json_text(answer, "ref"), title ? title : "");
  print_line(cli, "%s, at version %lld; it goes by version %lld of its workflow", kind ? kind : json_text(answer, "workflow"),
             (long long)json_number(answer, "revision", 0), (long long)json_number(answer, "workflow_version", 0));
  if (json_text(answer, "notice")) print_line(cli, "%s", json_text(answer, "notice"));
  if (json_flag(answer, "part")) print_line(cli, "You see a part of this %s; the rest of it is not for you.", json_text(answer, "noun"));
  fputc('\n', cli->out);
  print_pair(cli, "Where", where);
  print_pair(cli, "Held by", *holder ? holder : json_flag(answer, "part") ? NULL : "nobody");
  view_waits(cli, json_object_get(answer, "waits"));
  print_pair(cli, "Stranded", json_text(answer, "stranded"));
  print_pair(cli, "Returned", json_text(json_object_get(answer, "returned"), "text"));
  if (rag && *json_text(rag, "colour")) { // "" where it is not theirs to see
    const char *why = json_text(rag, "why"), *colour = json_text(rag, "colour");
    char *text = mem_format("%s%s%s", colour ? colour : "unknown", why && *why ? ": " : "", why ? why : "");
    print_pair(cli, "RAG", text);
    mem_free(text);
  }
  print_pair(cli, "RAG by owner", json_text(answer, "self_rag"));
  print_pair(cli, "Escalated", escalation);
  int64_t level = json_number(answer, "escalation", -1);
  char *number = level >= 0 ? mem_format("level %lld", (long long)level) : NULL;
  print_pair(cli, "Escalated", number);
  mem_free(number);
  mem_free(where);
  mem_free(holder);
}

static void view_texts(struct cli *cli, const char *heading, const json_t *texts) {
  size_t i;
  json_t *text;
  if (json_array_size(texts)) print_section(cli, heading);
  json_array_foreach(texts, i, text) if (json_is_string(text)) print_line(cli, "  - %s", json_string_value(text));
}

// `ref` NULL: of the past, of which nothing can be worked out again.
static void view_due(struct cli *cli, const json_t *dues, const char *ref) {
  size_t i;
  json_t *due;
  if (!json_array_size(dues)) return;
  print_section(cli, ref ? "What is due, and what happens then" : "What was due, and what was to happen then");
  struct grid *grid = grid_new();
  grid_column(grid, "When", GRID_FIXED);
  grid_column(grid, "Name", GRID_FLEX);
  grid_column(grid, "Then", GRID_FLEX);
  grid_column(grid, "To", GRID_FLEX);
  grid_column(grid, "Rule", GRID_SPARE);
  json_array_foreach(dues, i, due) {
    const char *local = json_text(due, "local");
    char *to = print_who(json_object_get(due, "to"));
    char *when = mem_format("%s%s", local ? local : json_text(due, "due"), json_flag(due, "provisional") ? ", provisional" : "");
    grid_cell(grid, when);
    mem_free(when);
    grid_cell(grid, json_text(due, "what_words"));
    grid_cell(grid, json_text(due, "then"));
    grid_cell(grid, to);
    grid_cell(grid, json_text(due, "rule_words"));
    mem_free(to);
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
  if (ref) print_line(cli, "  \"waymark case deadline %s NAME\" shows how one of them was worked out.", ref);
}

// The role's title with the names of its people; how they come to it is in --json.
static void add_role(struct buf *out, const json_t *role) {
  const char *title = json_text(role, "title");
  json_t *names = json_array(), *who;
  size_t i;
  json_array_foreach(json_object_get(role, "people"), i, who) json_array_append(names, json_object_get(who, "name"));
  char *people = print_who(names);
  if (out->size) buf_text(out, ", or ");
  buf_format(out, "%s (%s)", title ? title : json_text(role, "role"), *people ? people : "nobody holds it today");
  mem_free(people);
  json_decref(names);
}

// The fields that must be given, or those that may be, by the words that are typed before the "=". Caller frees.
static char *form_words(const json_t *form, bool optional) {
  struct buf out;
  size_t i;
  json_t *field;
  buf_init(&out);
  json_array_foreach(form, i, field) {
    const char *name = json_is_string(field) ? json_string_value(field) : json_text(field, "field");
    const char *label = json_text(field, "label"); // where the word alone says too little
    if (name && json_flag(field, "optional") == optional)
      buf_format(&out, "%s%s%s%s%s", out.size ? ", " : "", name, label ? " (" : "", label ? label : "", label ? ")" : "");
  }
  return buf_take(&out);
}

enum { MAY_MAX = 24 }; // more would hide all that is around it

// What may be given; of a long form its beginning, and where the rest is.
static void view_may(struct cli *cli, const json_t *move, const char *ref) {
  const json_t *form = json_object_get(move, "form");
  json_t *some = json_array(), *field;
  size_t i, count = 0;
  json_array_foreach(form, i, field) {
    if (json_flag(field, "optional") && count++ < MAY_MAX) json_array_append(some, field);
  }
  char *may = form_words(some, true);
  if (*may && count > MAY_MAX)
    print_line(cli, "      if you like: %s and %zu more: \"waymark case form %s %s\" lists them", may, count - MAY_MAX, ref,
               json_text(move, "event"));
  else if (*may)
    print_line(cli, "      if you like: %s", may);
  mem_free(may);
  json_decref(some);
}

static void view_move(struct cli *cli, const json_t *move, const char *ref) {
  const char *label = json_text(move, "label"), *event = json_text(move, "event"), *ready = json_text(move, "ready");
  struct buf by;
  size_t i;
  json_t *role;
  buf_init(&by);
  json_array_foreach(json_object_get(move, "by"), i, role) add_role(&by, role);
  const json_t *form = json_object_get(move, "form");
  char *must = form_words(form, false), *why_not = json_join(json_object_get(move, "why_not"), "; ");
  print_line(cli, "  %s (%s)%s", label ? label : event, event, json_flag(move, "yours") ? ": yours to do or record" : "");
  if (by.size) print_line(cli, "      by %s", by.data);
  if (*must) print_line(cli, "      give: %s", must);
  view_may(cli, move, ref);
  if (ready && strcmp(ready, "true") != 0 && *why_not) print_line(cli, "      needs: %s", why_not);
  mem_free(must);
  mem_free(why_not);
  buf_clear(&by);
}

static bool is_ready(const json_t *move) {
  const char *ready = json_text(move, "ready");
  return !ready || strcmp(ready, "true") == 0;
}

static bool view_moves_that(struct cli *cli, const json_t *answer, bool ready, const char *heading) {
  const json_t *moves = json_object_get(answer, "moves");
  size_t i;
  json_t *move;
  bool any = false;
  json_array_foreach(moves, i, move) {
    if (is_ready(move) != ready) continue;
    if (!any) print_section(cli, heading);
    any = true;
    view_move(cli, move, json_text(answer, "ref"));
  }
  return any;
}

static void view_moves(struct cli *cli, const json_t *answer) {
  bool past = json_object_get(answer, "as_at") != NULL;
  const char *can = past ? "What could be done then, and by whom" : "What can be done now, and by whom";
  bool now = view_moves_that(cli, answer, true, can);
  bool later = view_moves_that(cli, answer, false, past ? "What could not be done yet" : "What cannot be done yet");
  if (now || later) return;
  print_section(cli, can);
  if (json_flag(answer, "part"))
    print_line(cli, past ? "  Nothing that was yours to do." : "  Nothing that is yours to do.");
  else
    print_line(cli, past ? "  Nothing: it was finished, or waited for a date." : "  Nothing: it is finished, or waits for a date.");
}

// What the engine did not word for people is shown as JSON rather than left out.
static char *shown(const json_t *field) {
  const char *text = json_text(field, "shown");
  const json_t *value = json_object_get(field, "value");
  if (text) return mem_text(text);
  if (!value || json_is_null(value)) return mem_text("");
  return json_is_string(value) ? mem_text(json_string_value(value)) : json_canonical(value);
}

static char *with_round(const json_t *field) {
  char *text = shown(field), *whole;
  if (!json_flag(field, "former")) return text;
  whole = mem_format("%s (as it was given before; it can be given anew)", text);
  mem_free(text);
  return whole;
}

// A value that was carried forward says from where, and whether anybody has confirmed it since.
static char *with_origin(const json_t *field) {
  const json_t *carried = json_object_get(field, "carried");
  char *text = with_round(field);
  if (!carried) return text;
  const char *ref = json_text(carried, "ref"), *on = json_text(carried, "on"), *confirmed = json_text(carried, "confirmed_on");
  char *whole = mem_format("%s (from %s%s%s, %s%s)", text, ref ? ref : "an earlier return", on ? " of " : "", on ? on : "",
                           confirmed ? "confirmed on " : "not confirmed yet", confirmed ? confirmed : "");
  mem_free(text);
  return whole;
}

static void view_fields(struct cli *cli, const json_t *fields) {
  size_t i;
  json_t *field;
  if (json_array_size(fields)) print_section(cli, "What is recorded");
  json_array_foreach(fields, i, field) {
    const char *label = json_text(field, "label");
    char *text = with_origin(field);
    print_pair(cli, label ? label : json_text(field, "name"), text);
    mem_free(text);
  }
}

// R4: what was decided on what was seen, and whether it still stands.
static void view_approvals(struct cli *cli, const json_t *approvals) {
  size_t i;
  json_t *approval;
  if (json_array_size(approvals)) print_section(cli, "Decisions on what was seen");
  json_array_foreach(approvals, i, approval)
      print_line(cli, "  %s (%s): %s%s", json_text(approval, "label"), json_text(approval, "event"),
                 json_flag(approval, "stands") ? "" : "NO LONGER STANDS, ", json_text(approval, "text"));
}

static void view_incidents(struct cli *cli, const json_t *incidents) {
  size_t i;
  json_t *incident;
  if (json_array_size(incidents)) print_section(cli, "Stuck steps (an administrator can skip or retry them)");
  json_array_foreach(incidents, i, incident) {
    const char *event = json_text(incident, "event"), *reason = json_text(incident, "reason"), *status = json_text(incident, "status");
    print_line(cli, "  %s  %s%s%s%s%s", json_text(incident, "id"), event ? event : "", event ? ": " : "", reason ? reason : "",
               status ? " - " : "", status ? status : "");
  }
}

void page_evidence(struct cli *cli, const json_t *evidence, int indent) {
  size_t i;
  json_t *item;
  struct grid *grid = grid_new();
  grid_column(grid, "Item", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "Level", GRID_FIXED);
  grid_column(grid, "Grade", GRID_FLEX);
  grid_column(grid, "By", GRID_FLEX);
  grid_column(grid, "Date", GRID_FIXED);
  grid_column(grid, "File", GRID_SPARE);
  json_array_foreach(evidence, i, item) {
    const char *withdrawn = json_text(item, "withdrawn"), *grade = json_text(item, "grade"), *date = json_text(item, "date");
    char *id = mem_format("%lld", (long long)json_number(item, "id", (json_int_t)i + 1));
    char *gone = json_flag(item, "erased") ? mem_text("erased") : withdrawn ? mem_format("withdrawn: %s", withdrawn) : NULL;
    grid_cell(grid, id);
    grid_cell(grid, json_text(item, "title"));
    grid_cell(grid, json_text(item, "level"));
    grid_cell(grid, gone ? gone : grade ? grade : "not graded");
    grid_cell(grid, json_text(item, "by"));
    grid_cell(grid, date ? date : "");
    grid_cell(grid, json_text(item, "name"));
    mem_free(id);
    mem_free(gone);
  }
  grid_print(grid, cli->out, cli->width, indent);
  grid_free(grid);
}

static void view_erased(struct cli *cli, const json_t *answer) {
  const json_t *hold = json_object_get(answer, "hold");
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(answer, "erased"), i, one)
      print_line(cli, "  Content was erased on %s: %s", json_text(one, "at_local"), json_text(one, "reason"));
  if (hold)
    print_line(cli, "  %s on legal hold since %s: %s", json_text(hold, "ref") ? "It is" : "The whole board is",
               json_text(hold, "since_local"), json_text(hold, "reason"));
}

void page_case(struct cli *cli, const json_t *answer) {
  const json_t *evidence = json_object_get(answer, "evidence");
  page_as_at(cli, answer);
  view_head(cli, answer);
  view_erased(cli, answer);
  view_texts(cli, "Warnings", json_object_get(answer, "warnings"));
  view_due(cli, json_object_get(answer, "due"), json_object_get(answer, "as_at") ? NULL : json_text(answer, "ref"));
  view_moves(cli, answer);
  view_fields(cli, json_object_get(answer, "fields"));
  page_parties(cli, json_object_get(answer, "parties"));
  if (json_array_size(evidence)) {
    print_section(cli, "Evidence");
    page_evidence(cli, evidence, 2);
  }
  page_shares(cli, json_object_get(answer, "shares"));
  view_approvals(cli, json_object_get(answer, "approvals"));
  view_incidents(cli, json_object_get(answer, "incidents"));
}
