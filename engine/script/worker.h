// The worker: a child process, this program itself started with --worker, in which alone the Lua of workflows runs.
// It holds no keys, no files, no sockets but its answer; killing it is always safe. Its answers are hostile input.
// Protocol: 4 bytes big-endian length, then JSON, each way. One request at a time.
#ifndef WAYMARK_SCRIPT_WORKER_H
#define WAYMARK_SCRIPT_WORKER_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  WORKER_INSTRUCTIONS_MAX = 1000000, // VM instructions a call: about 10 ms
  WORKER_MEMORY_MAX = 16 << 20,      // bytes of Lua heap a call
  WORKER_SOURCE_MAX = 256 << 10,     // bytes of one source
  WORKER_STRING_MAX = 1 << 20,       // bytes of one string made by rep, format, gsub, concat
  WORKER_ANSWER_MAX = 4 << 20,       // bytes of JSON that the parent reads
  WORKER_CALL_MS = 250,              // processor time of a call
  WORKER_LOAD_MS = 900,              // processor time of reading a definition
  WORKER_GUILTY_MAX = 2,             // calls over a limit that one asking puts up with: each costs a worker
};

// The name under which a definition's modules hold the words of its dialect: part of its hash (V1), and run again as they were.
#define WORKER_PRELUDE "prelude"
// The same for the words of formats 2 to 4 and 6 to 9, each only in definitions that used one of them: no older definition's hash moves.
#define WORKER_PRELUDE_2 "prelude-2"
#define WORKER_PRELUDE_3 "prelude-3"
#define WORKER_PRELUDE_4 "prelude-4"
#define WORKER_PRELUDE_6 "prelude-6"
#define WORKER_PRELUDE_7 "prelude-7"
#define WORKER_PRELUDE_8 "prelude-8"
#define WORKER_PRELUDE_9 "prelude-9"
#define WORKER_PRELUDE_10 "prelude-10"
// And for the words of the plain form.
#define WORKER_PRELUDE_PLAIN "prelude-plain"

struct worker;

struct worker *worker_new(void);         // Starts nothing yet: the first request does. Free with worker_free.
void worker_free(struct worker *worker); // Kills the process.

// Runs a source that returns a table. `modules`: {NAME: SOURCE} that `use "NAME"` may load. Answers
// {"value": raw (DEFINITION.md), "positions": {JSON POINTER: [FILE, LINE, COLUMN]}, "modules": {NAME: SOURCE} of those used and,
// for a dialect with words, of WORKER_PRELUDE, and of each further prelude where one of its words was used} or NULL. FILE is `file`, or a
// module's NAME as it stands in `modules`. `err.text` begins "FILE:LINE:" where a place is known; ERR_INVALID for a mistake of the author,
// ERR_LIMIT over a limit. `dialect`: "workflow" (guards, actions, ... in the environment) or "board" (plain tables only).
json_t *worker_load(struct worker *worker, const char *dialect, const char *file, const char *source, const json_t *modules,
                    struct err *err);

// One call: the function at path `fn` of a definition document ({"source","modules",...}) with one item
// {"fields","event","states":[..],"now":MS,"today"}.
struct worker_ask {
  const char *fn;     // borrowed
  const json_t *item; // borrowed; neighbours with the very same one share its way
  bool answered;
  json_t *value;  // a new reference; NULL with err
  struct err err; // as of worker_load
};

// Asks all in as few messages as it takes. The sources go over once; after that the worker has the definition loaded, and every call finds
// it as loading left it, so none sees what another did, and each has budgets of its own. A call over a limit fails by itself; the others
// are asked again without it. Once WORKER_GUILTY_MAX did that, what is left stays unanswered: it may be asked by itself.
void worker_call_many(struct worker *worker, const json_t *document, struct worker_ask *asks, size_t count);

// The same for one: {"value": JSON}, or NULL with err.
json_t *worker_call(struct worker *worker, const json_t *document, const char *fn, const json_t *item, struct err *err);

// From here on every call gets a Lua state of its own, as a definition does that cannot be kept loaded. For measuring and for comparing.
void worker_be_fresh(struct worker *worker);

uint64_t worker_messages(const struct worker *worker); // that were sent to it, of any kind: for measuring

int worker_main(void); // What `waymark --worker` runs: serves requests on descriptor 3 until it closes.
#endif
