// Operations on workflows: check a file, publish it, list what is published.
#include "base/mem.h"
#include "chart/ending.h"
#include "op/internal.h"
#include "op/unheld.h"
#include "run/based.h"
#include "run/definition.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/standing.h"
#include "run/terms.h"

#include <string.h>

// The source that came with the request; NULL with a sentence when there is none.
static const char *ask_source(const struct op_call *call, const char *file, struct err *err) {
  const char *source = json_text(call->request, "source");
  if (source && *source) return source;
  err_set(err, ERR_INVALID, "%s is empty; a workflow is a Lua file that returns a table.", file);
  return NULL;
}

static void put_checked(json_t *answer, const json_t *document) {
  json_t *structure = json_object_get(document, "structure");
  json_object_set(answer, "name", json_object_get(structure, "name"));
  json_object_set(answer, "version", json_object_get(structure, "version"));
  json_object_set(answer, "definition", structure);
}

static void put_with(json_t *answer, const json_t *with) {
  json_t *list = json_array(), *one;
  size_t i;
  json_array_foreach(with, i, one) {
    json_t *row = json_object();
    put_checked(row, one);
    json_array_append_new(list, row);
  }
  if (i)
    json_object_set_new(answer, "with", list);
  else
    json_decref(list);
}

// A list that goes on for ever may be meant, so it is no mistake and is said. One of which there is one item alone is such a list.
static void put_endless(json_t *answer, const json_t *structure) {
  if (ending_any(structure) || standing_is(structure)) return;
  json_t *said = json_array_at(answer, "endless"), *text;
  text = json_sprintf(
      "Nothing of %s ever ends, as none of its steps is closed: each item stays open. Where that is meant, give one of them the tag "
      "`standing`.",
      json_text(structure, "name"));
  json_array_append_new(said, text);
}

// What is unheld there, none twice.
static void add_sentences(struct board *board, const json_t *structure, const json_t *asking, json_t *said) {
  json_t *more = unheld_of(board, structure, asking), *one;
  size_t i;
  json_array_foreach(more, i, one) if (!json_array_has(said, json_string_value(one))) json_array_append(said, one);
  json_decref(more);
}

static void take_members(json_t *answer, const json_t *from) {
  static const char *const members[] = {"older", "barred", "tried", "untried", "others", "noun"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *member = json_object_get(from, members[i]);
    if (member) json_object_set(answer, members[i], member);
  }
}

// What publishing it here would say of the items that live, or why it would be refused.
static void put_foreseen(struct op_call *call, const char *file, const char *source, const json_t *modules) {
  struct err err;
  size_t i;
  json_t *would = older_foresee(call, file, source, modules, &err), *one;
  const json_t *with = json_object_get(call->answer, "with");
  if (!would) json_put_text(call->answer, "refused", err.text);
  take_members(call->answer, would);
  json_array_foreach(json_object_get(would, "with"), i, one) take_members(json_array_get(with, i), one);
  json_decref(would);
}

// Whom of this board it would not reach.
static void put_reach(struct op_call *call, const json_t *document, const json_t *with) {
  json_t *said = json_array(), *asking = json_object_get(document, "structure"), *one;
  size_t i;
  add_sentences(call->board, asking, NULL, said);
  json_array_foreach(with, i, one) add_sentences(call->board, json_object_get(one, "structure"), asking, said);
  if (json_array_size(said)) json_object_set(call->answer, "unheld", said);
  json_decref(said);
}

// What is said of the board itself is for the office, who can put it right.
static bool is_for_office(const struct op_call *call) {
  const char *person = json_text(call->request, "as");
  return call->board && person && people_in_office(call->board, person);
}

// A worker for one check; a board has its own.
static bool check(struct op_call *call, struct err *err) {
  const char *file = ask_text(call, "file", err), *source = file ? ask_source(call, file, err) : NULL;
  if (!source) return false;
  struct worker *worker = worker_new();
  json_t *problems = json_array(), *modules = json_object_get(call->request, "modules"), *none = json_object();
  json_t *with = json_array(), *document = definition_read_with(worker, file, source, modules ? modules : none, problems, with);
  call->answer = json_pack("{s:b, s:O}", "ok", document != NULL, "problems", problems);
  if (document) put_checked(call->answer, document);
  if (document) put_with(call->answer, with);
  if (document) put_endless(call->answer, json_object_get(document, "structure"));
  if (document && is_for_office(call)) {
    put_reach(call, document, with);
    put_foreseen(call, file, source, modules ? modules : none);
  }
  json_decref(with);
  json_decref(document);
  json_decref(problems);
  json_decref(none);
  worker_free(worker);
  return true;
}

// Whom the workflow just published reaches not, as the board stands. Gives back what it says, a new reference; NULL with err.
static json_t *add_unheld(struct op_call *call, const json_t *published, const json_t *asking, json_t *said, struct err *err) {
  json_t *document = definition_find(call->board->store, json_text(published, "hash"), err);
  json_t *structure = document ? json_incref(json_object_get(document, "structure")) : NULL;
  if (structure) put_endless(call->answer, structure);
  if (structure) add_sentences(call->board, structure, asking, said);
  json_decref(document);
  return structure;
}

static bool put_unheld(struct op_call *call, struct err *err) {
  json_t *said = json_array(), *one;
  size_t i;
  json_t *asking = add_unheld(call, call->answer, NULL, said, err);
  bool ok = asking != NULL;
  json_array_foreach(json_object_get(call->answer, "with"), i, one) {
    json_t *made = ok ? add_unheld(call, one, asking, said, err) : NULL;
    ok = made != NULL;
    json_decref(made);
  }
  if (json_array_size(said)) json_object_set(call->answer, "unheld", said);
  json_decref(asking);
  json_decref(said);
  return ok;
}

// The modules that came along, else those of the board's own folder.
static json_t *modules_of(struct op_call *call, const char *source, struct err *err) {
  json_t *given = json_object_get(call->request, "modules");
  if (json_is_object(given)) return json_incref(given);
  json_t *modules = definition_modules(&call->board->env, call->board->folder, err);
  char *folder = mem_format("%s/workflows", call->board->folder);
  bool ok = modules && based_add(&call->board->env, folder, source, modules, err);
  mem_free(folder);
  if (ok) return modules;
  json_decref(modules);
  return NULL;
}

static bool publish(struct op_call *call, struct err *err) {
  const char *file = ask_text(call, "file", err), *source = file ? ask_source(call, file, err) : NULL;
  if (!source) return false;
  struct id actor;
  people_key(call->board, json_text(call->request, "as"), &actor);
  json_t *modules = modules_of(call, source, err);
  bool ok = modules && definition_publish(call->board, file, source, modules, &actor, &call->answer, err) && put_unheld(call, err) &&
            older_put(call, err);
  json_decref(modules);
  return ok;
}

struct counting {
  struct op_call *call;
  const char *hash, *person;
  int64_t count;
};

// R1: a count sees what the reader may see.
static bool count_one(void *user, json_t *row) {
  struct counting *counting = user;
  if (strcmp(json_text(row, "definition"), counting->hash) != 0) return true;
  struct err err;
  struct casefile *item = casefile_from_row(counting->call->board, row, false, &err);
  if (item && rights_see(counting->call->board, item, counting->person)) counting->count++;
  casefile_free(item);
  return true;
}

// Those of one name, each with what it says; NULL: all of them, without.
static bool put_definition(struct op_call *call, const char *wanted, json_t *row, struct err *err) {
  if (!wanted) return true;
  json_t *document = definition_find(call->board->store, json_text(row, "hash"), err);
  if (document) json_object_set(row, "definition", json_object_get(document, "structure"));
  json_decref(document);
  return document != NULL;
}

static json_t *listed(struct op_call *call, const char *wanted) {
  json_t *all = workflow_list(call->board->store), *rows = json_array(), *row;
  size_t i;
  json_array_foreach(all, i, row) if (!wanted || strcmp(json_text(row, "name"), wanted) == 0) json_array_append(rows, row);
  json_decref(all);
  return rows;
}

static void say(struct op_call *call, json_t *row, const char *member) {
  char *said = json_text(row, member) ? terms_say(call->board->terms, json_text(row, member)) : NULL;
  if (said) json_put_text(row, member, said);
  mem_free(said);
}

static bool list(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *wanted = ask_maybe(call, "name");
  if (!person) return false;
  json_t *all = listed(call, wanted), *row;
  bool ok = true;
  size_t i;
  json_array_foreach(all, i, row) {
    ok = ok && put_definition(call, wanted, row, err);
    struct counting counting = {.call = call, .hash = json_text(row, "hash"), .person = person};
    ok = ok && case_each(call->board->store, json_text(row, "name"), count_one, &counting, err);
    json_put_number(row, "cases", counting.count);
    say(call, row, "title");
    say(call, row, "noun");
  }
  if (ok) call->answer = json_pack("{s:O}", "workflows", all);
  json_decref(all);
  return ok;
}

const struct op ops_workflow[] = {
    {.name = "workflow.check", .who = OP_ANYBODY, .alone = true, .run = check},
    {.name = "workflow.publish", .who = OP_OFFICE, .what = "publish a workflow", .writes = true, .run = publish},
    {.name = "workflow.list", .who = OP_PERSON, .run = list},
    {0},
};
