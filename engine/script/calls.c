// Calling functions of definitions, from the parent's side: the sources go once, then only names and items (many.c).
//
// Each call has an answer or an error of its own. One that goes over a limit takes the worker with it; the others of its message are asked
// again without it. What cannot be blamed on one call (a crash, a silence, a lie) is asked one by one.
#include "base/mem.h"
#include "script/internal.h"

#include <stdlib.h>
#include <string.h>

enum {
  CALLS_MAX = 256,     // of one message
  PLAIN_TRIES_MAX = 3, // workers that were gone before anything ran
};

// One worker_call_many at work.
struct calling {
  struct worker *worker;
  const json_t *document;
  const char *file;
  struct worker_ask *asks;
  size_t count;
  size_t asked[CALLS_MAX]; // of one message: which asks
  size_t asked_count;
  int guilty; // calls that took a worker with them
  int tries;
  bool one_by_one;
};

static void fail(struct worker_ask *ask, const struct err *err) {
  ask->answered = true;
  ask->err = *err;
}

static void fail_all(struct calling *calling, const struct err *err) {
  for (size_t i = 0; i < calling->count; i++)
    if (!calling->asks[i].answered) fail(&calling->asks[i], err);
}

// ---- defining

static char *define_text(const struct calling *calling, int slot) {
  json_t *modules = json_object_get(calling->document, "modules");
  json_t *message = json_pack("{s:s, s:i, s:s, s:O, s:O?}", "op", "define", "slot", slot, "file", calling->file, "source",
                              json_object_get(calling->document, "source"), "modules", modules);
  if (calling->worker->fresh) json_put_flag(message, "fresh", true);
  char *text = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  return text;
}

static bool define(struct calling *calling, int slot, struct err *err) {
  char *text = define_text(calling, slot);
  struct request request = {.file = calling->file, .kind = ANSWER_DEFINED, .limit_ms = WORKER_LOAD_MS, .bytes = text};
  request.size = text ? strlen(text) : 0;
  json_t *answer = NULL;
  if (!text || request.size > SCRIPT_REQUEST_MAX)
    err_set(err, ERR_LIMIT, "%s: Its source and modules are too large together; split it up.", calling->file);
  else {
    known_forget(calling->worker, slot); // the worker empties the slot first, whatever then comes of it
    answer = worker_ask(calling->worker, &request, NULL, err);
  }
  if (!answer && err->code == ERR_BUSY) err->code = ERR_LIMIT;
  if (answer) known_put(calling->worker, slot, calling->file, calling->document, json_flag(answer, "warm"));
  json_decref(answer);
  free(text);
  return answer != NULL;
}

// The slot that holds the definition in a running worker; -1 with err.
static int ready_slot(struct calling *calling, struct err *err) {
  bool found;
  if (!worker_start(calling->worker, err)) return -1;
  int slot = known_slot(calling->worker, calling->file, calling->document, &found);
  return found || define(calling, slot, err) ? slot : -1;
}

// ---- one message

static int add_text(const char *bytes, size_t size, void *buf) {
  buf_add(buf, bytes, size);
  return 0;
}

static void put_text(struct buf *out, const char *text) {
  json_t *string = json_string(text);
  json_dump_callback(string, add_text, out, JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(string);
}

// The calls that are still to be answered go in until the message is large. Neighbours often share their item, which then goes once.
static void write_message(struct calling *calling, int slot, struct buf *out) {
  struct buf calls;
  const json_t *last = NULL;
  int items = 0;
  buf_init(&calls);
  buf_format(out, "{\"op\":\"many\",\"slot\":%d,\"items\":[", slot);
  calling->asked_count = 0;
  size_t most = calling->one_by_one ? 1 : CALLS_MAX;
  for (size_t i = 0; i < calling->count && calling->asked_count < most && out->size < SCRIPT_MANY_SIZE; i++) {
    const struct worker_ask *ask = &calling->asks[i];
    if (ask->answered) continue;
    if (ask->item != last) {
      if (items++) buf_char(out, ',');
      json_dump_callback(ask->item, add_text, out, JSON_COMPACT);
      last = ask->item;
    }
    buf_text(&calls, calls.size ? ",[" : "[");
    put_text(&calls, ask->fn);
    buf_format(&calls, ",%d]", items - 1);
    calling->asked[calling->asked_count++] = i;
  }
  buf_text(out, "],\"calls\":[");
  buf_add(out, calls.data, calls.size);
  buf_text(out, "]}");
  buf_clear(&calls);
}

static void take_answers(struct calling *calling, const json_t *answers) {
  for (size_t i = 0; i < json_array_size(answers) && i < calling->asked_count; i++) {
    struct worker_ask *ask = &calling->asks[calling->asked[i]];
    struct err err;
    json_t *answer = answer_check(json_incref(json_array_get(answers, i)), ANSWER_CALL, calling->file, &err);
    if (!answer) {
      if (err.code == ERR_CORRUPT) err.code = ERR_INVALID;
      fail(ask, &err);
      continue;
    }
    ask->answered = true;
    ask->value = json_incref(json_object_get(answer, "value"));
    json_decref(answer);
  }
}

// Beside the call's own time: the calls before it in the message, and reading a definition that is not kept loaded.
static int more_ms(const struct calling *calling, int slot) {
  int before = calling->asked_count > 1 ? SCRIPT_MANY_MS : 0;
  return calling->worker->known[slot].warm ? before : before + WORKER_LOAD_MS;
}

// No answer came: who is to blame?
static void blame(struct calling *calling, int call, struct err *err) {
  bool named = call >= 0 && (size_t)call < calling->asked_count;
  if (!named && calling->asked_count > 1) {
    calling->one_by_one = true;
    return;
  }
  // It did not answer, and had not had its time: that is the machine's doing more often than the call's, which gets one more try.
  if (err->code == ERR_BUSY && calling->tries++ == 0) return;
  if (err->code == ERR_BUSY) err->code = ERR_LIMIT;
  fail(&calling->asks[calling->asked[named ? call : 0]], err);
  calling->guilty++;
  calling->tries = 0;
}

static void send_message(struct calling *calling, int slot) {
  struct buf text;
  struct err err = {0};
  int call = -1;
  uint64_t generation = calling->worker->generation;
  buf_init(&text);
  write_message(calling, slot, &text);
  if (text.size > SCRIPT_REQUEST_MAX) { // one item alone: write_message adds none to a message that is large
    err_set(&err, ERR_LIMIT, "%s: The item is larger than %d MiB, which is more than a function can be given.", calling->file,
            SCRIPT_REQUEST_MAX >> 20);
    fail(&calling->asks[calling->asked[calling->asked_count - 1]], &err);
    buf_clear(&text);
    return;
  }
  struct request request = {.file = calling->file,
                            .kind = ANSWER_MANY,
                            .limit_ms = WORKER_CALL_MS,
                            .more_ms = more_ms(calling, slot),
                            .bytes = text.data,
                            .size = text.size};
  json_t *answer = worker_ask(calling->worker, &request, &call, &err);
  const json_t *answers = json_object_get(answer, "answers");
  if (json_array_size(answers))
    take_answers(calling, answers);
  else if (answer && (generation == calling->worker->generation || ++calling->tries > PLAIN_TRIES_MAX)) {
    err_set(&err, ERR_BROKEN, "%s: The worker that runs its Lua answered nothing; nothing was changed.", calling->file);
    fail_all(calling, &err);
  } else if (!answer)
    blame(calling, call, &err);
  json_decref(answer);
  buf_clear(&text);
}

static bool any_left(const struct calling *calling) {
  for (size_t i = 0; i < calling->count; i++)
    if (!calling->asks[i].answered) return true;
  return false;
}

static bool is_callable(const json_t *document, const struct worker_ask *ask) {
  return json_is_string(json_object_get(document, "source")) && json_is_object(ask->item) && ask->fn && json_is_utf8(ask->fn);
}

static void refuse_uncallable(struct calling *calling, const char *name) {
  struct err err;
  err_set(&err, ERR_INVALID, "%s: The definition has no source to call a function of, or there is no item to call it with.", name);
  for (size_t i = 0; i < calling->count; i++)
    if (!is_callable(calling->document, &calling->asks[i])) fail(&calling->asks[i], &err);
}

void worker_call_many(struct worker *worker, const json_t *document, struct worker_ask *asks, size_t count) {
  const char *given = json_text(json_object_get(document, "structure"), "name"), *name = given ? given : "workflow";
  char *file = mem_format("%s.lua", name);
  struct calling calling = {.worker = worker, .document = document, .file = file, .asks = asks, .count = count};
  refuse_uncallable(&calling, name);
  while (any_left(&calling) && calling.guilty < WORKER_GUILTY_MAX) {
    struct err err = {0};
    int slot = ready_slot(&calling, &err);
    if (slot < 0)
      fail_all(&calling, &err);
    else
      send_message(&calling, slot);
  }
  mem_free(file);
}

json_t *worker_call(struct worker *worker, const json_t *document, const char *fn, const json_t *item, struct err *err) {
  struct worker_ask ask = {.fn = fn, .item = item};
  worker_call_many(worker, document, &ask, 1);
  json_t *answer = ask.value ? json_pack("{s:o}", "value", ask.value) : NULL;
  if (!answer && ask.value) err_set(&ask.err, ERR_LIMIT, "There was no memory for what %s answered; nothing was changed.", fn);
  if (!answer) *err = ask.err;
  return answer;
}
