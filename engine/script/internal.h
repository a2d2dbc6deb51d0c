// Shared by the files of script/: the sandbox, what is read of a source, frames and answers. Other layers include worker.h only.
#ifndef WAYMARK_SCRIPT_INTERNAL_H
#define WAYMARK_SCRIPT_INTERNAL_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "script/heap.h"
#include "script/worker.h"

#include <lua.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Under AddressSanitizer addresses are not scarce, everything is slower, and the run-time library makes calls of its own.
#if defined(__SANITIZE_ADDRESS__)
#define SCRIPT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCRIPT_ASAN 1
#endif
#endif
#ifndef SCRIPT_ASAN
#define SCRIPT_ASAN 0
#endif

enum {
  SCRIPT_HOOK_STEPS = 100,         // how often the count hook looks; also what making a coroutine costs, since each counts anew
  SCRIPT_READER_MEMORY = 64 << 20, // the trusted reader of sources: about 100 bytes a byte of source
  SCRIPT_SLACK_MS = 150,           // of the processor, beside a limit: reading and writing the messages, and the worker's own last word
  SCRIPT_DEPTH_MAX = 180,          // nesting of what a script gives back: 64 states take 129, and JSON_DEPTH_MAX leaves room for wrapping
  SCRIPT_VALUES_MAX = 200000,      // values given back: a table used in many places counts each time
  SCRIPT_MARKS_MAX = 20000,        // tables whose place is remembered: a definition has hundreds
  SCRIPT_MODULES_MAX = 64,
  SCRIPT_REQUEST_MAX = 32 << 20,                // bytes of one request
  SCRIPT_WARM_MAX = 16,                         // definitions that a worker keeps loaded; twice HEAP_IMAGE_MAX each, at most
  SCRIPT_MANY_MS = 100,                         // wall time after which a message of many calls begins no other one
  SCRIPT_REST_MAX = 1 << 20,                    // bytes that a call may add before Lua's collector works: most add a hundredth
  SCRIPT_MANY_SIZE = 1 << 20,                   // bytes of answers after which it does not either; also of the calls of one message
  SCRIPT_START_MS = SCRIPT_ASAN ? 10000 : 3000, // processor time of a worker's start
  SCRIPT_LIFE_CPU_MS = 20000, // a worker that has used so much ends between two requests: RLIMIT_CPU counts its whole life
  WORKER_FD = 3,              // where a worker finds its socket
};

#define SCRIPT_WORN "{\"worn\":true}" // the answer of a worker that has used its life: nothing ran, ask another one

// Columns: C name, word in a frame, what the Lua did.
#define LIMITS(X)                                                                                                                          \
  X(LIMIT_STEPS, "steps", "ran for more than %d million steps and was stopped", WORKER_INSTRUCTIONS_MAX / 1000000)                         \
  X(LIMIT_MEMORY, "memory", "used more than %d MiB of memory and was stopped", WORKER_MEMORY_MAX >> 20)                                    \
  X(LIMIT_TEXT, "text", "made a text of more than %d MiB and was stopped", WORKER_STRING_MAX >> 20)                                        \
  X(LIMIT_ANSWER, "answer", "gave back more than %d MiB or 200000 values and was stopped", WORKER_ANSWER_MAX >> 20)                        \
  X(LIMIT_TIME, "time", "ran for more than %d ms and was stopped", 0)

enum limit {
#define LIMIT_ENUM(name, word, sentence, number) name,
  LIMITS(LIMIT_ENUM)
#undef LIMIT_ENUM
};

// ---- read of a source (reader.c)

struct place {
  int line, column; // from 1; 0: not known
};

struct made_key {
  const char *name; // NULL: the whole number `index`
  int64_t index;
  int file; // index into sandbox files
  struct place place;
};

// One table constructor as it is written.
struct made {
  int file; // index into sandbox files
  struct place place;
  struct made_key *keys;
  size_t key_count;
  bool is_ours; // made by the words of the plain form: it stands where what the author wrote stands, whatever is around it
};

struct reader;
struct reader *reader_new(void);
void reader_free(struct reader *reader);
// Why a source that Lua accepts must be refused all the same, whatever its names: a sentence that the caller frees, or NULL.
char *reader_doubt(struct reader *reader, const char *source, size_t size);
// Why Lua refused `source`: a sentence. Caller frees *text.
void reader_explain(struct reader *reader, const char *source, size_t size, const char *message, struct place *place, char **text);
// The source with its constructors marked, numbered on from `made_count`, which grows; NULL with a sentence when it must be refused.
// `known`: the words that a source may use. Caller frees the answer.
struct made_list {
  struct made *items;
  size_t count;
};
char *reader_mark(struct reader *reader, const char *source, size_t size, const json_t *known, int file, struct made_list *made,
                  struct place *place, char **text);

// ---- one fresh Lua state (sandbox.c, library.c)

struct sandbox_file {
  char label[40];     // the chunk's name within Lua, whose own buffer for names is small
  const char *name;   // as the caller calls it; owned by the sandbox
  const char *source; // borrowed
  size_t size;
};

struct sandbox {
  lua_State *L;
  struct heap *heap; // borrowed; NULL: the C library's
  size_t memory, memory_max;
  size_t collect_at; // memory above which a resting collector works again; SIZE_MAX: it works
  int64_t steps, steps_max;
  bool in_process;       // of a plugin (plugin.h): a limit raises instead of ending the process
  int64_t end_ms;        // of CLOCK_MONOTONIC, when a plugin is stopped; 0: never
  bool is_over;          // a limit was passed
  struct reader *reader; // NULL when sources are not to be marked
  struct made_list made;
  struct sandbox_file files[SCRIPT_MODULES_MAX + 1];
  int file_count;
  int mark_count;
  int placed_count;      // keys that the words of the plain form put somewhere (placing.c)
  const json_t *modules; // borrowed
  json_t *used;          // names of the modules that were loaded
};

// Registry keys.
#define SANDBOX_BASE "waymark.base"     // the table of every word a source may use
#define SANDBOX_MARKS "waymark.marks"   // table -> its constructor's number, or minus the line that made it
#define SANDBOX_LOADED "waymark.loaded" // module name -> its value, or false while it loads
#define SANDBOX_PRELUDE "[waymark]"     // how trusted Lua is called in messages: never shown

bool sandbox_open(struct sandbox *sandbox, size_t memory_max); // libraries in place, budgets not yet counted
bool sandbox_open_in(struct sandbox *sandbox, size_t memory_max, struct heap *heap);
bool sandbox_open_here(struct sandbox *sandbox, size_t memory_max, int64_t steps_max); // of a plugin
void sandbox_close(struct sandbox *sandbox);
void sandbox_budget(struct sandbox *sandbox); // from here on work is counted
void sandbox_rest(struct sandbox *sandbox);   // collects all garbage; then the collector rests until SCRIPT_REST_MAX bytes were added
struct sandbox *sandbox_of(lua_State *L);
void sandbox_charge(lua_State *L, int64_t steps);             // ends the process when nothing is left
_Noreturn void sandbox_limit(lua_State *L, enum limit limit); // answers and ends the process: nothing in Lua can catch that
_Noreturn void sandbox_over(lua_State *L, const char *what);  // of a plugin: raises "It WHAT and was stopped."
void library_open(lua_State *L);                              // fills SANDBOX_BASE with the allow-list
bool selftest_run(char *wrong, size_t size);                  // known answers; false says which one is wrong

// ---- tables that cannot be changed (seal.c)

void seal_put(lua_State *L, const char *name); // replaces the table on top by a sealed one that shows it
bool seal_open(lua_State *L);                  // replaces a sealed table on top by what it shows; false: it is none
int seal_make(lua_State *L);                   // the same for Lua: (TABLE, NAME) -> sealed
int seal_shown(lua_State *L);                  // (TABLE) -> what it shows; nothing where it is not sealed

// ---- chunks, words and mistakes (chunk.c)

// Raises with a whole message. Pushes the compiled chunk with its own environment.
void chunk_load(lua_State *L, const char *file, const char *source, size_t size);
int chunk_explain(lua_State *L); // message handler: an error value becomes "FILE:LINE:COLUMN: sentence"
// The words of the formats 1 to 4 and 6 to 9, and of the plain form, each a text of its own: a definition has those in its hash (V1) that
// it used.
enum { PRELUDES = 10 };
struct words {
  const char *text; // NULL: a dialect without any; a definition that used none of them
  size_t size;
};
// Runs a dialect's words, which fill SANDBOX_BASE. The use of any but the first is noted among the modules.
void chunk_words(lua_State *L, const struct words words[PRELUDES]);
struct place chunk_caller(lua_State *L, int *file); // the nearest line of a script on the stack
_Noreturn void chunk_fail(lua_State *L, int file, struct place place, const char *sentence);
struct words chunk_prelude(int number);     // the words of dialect "workflow", as shipped
const char *chunk_prelude_name(int number); // what they are called among the modules
int chunk_prelude_find(const char *name);   // -1: it is none

// placing.c: for the words of the plain form, (NEW, KEY, OLD, OLD_KEY): NEW[KEY] stands where the author wrote OLD[OLD_KEY], and in this
// order. Without KEY: NEW itself. Without OLD_KEY: where OLD stands. Without OLD: only the order is said.
int placing_put(lua_State *L);
// (TABLE) -> the keys that its constructor writes, in order; empty where that is not known.
int placing_order(lua_State *L);

// module.c: `use` and `based_on`
int module_use(lua_State *L);
int module_base(lua_State *L);

// ---- values (value.c, pointer.c, text.c)

struct value_out {
  struct buf json;
  struct buf positions; // members of the positions object; unused when places are not wanted
  bool want_positions;
  bool plain; // of a session: functions are refused
};
// The value on top of the stack as JSON. False with the sentence in err; over a size, ends the process.
bool value_write(lua_State *L, struct value_out *out, struct err *err);
void value_push(lua_State *L, const json_t *json);                  // JSON as plain tables
bool value_find(lua_State *L, const char *pointer);                 // pushes what is there below the top; false: nothing is
void buf_json_text(struct buf *buf, const char *text, size_t size); // a JSON string
bool text_is_utf8(const char *text, size_t size);                   // and holds no NUL, which JSON text of ours never does

// ---- frames (frame.c) and answers (answer.c)

// How long one exchange with a worker may take (patience.c). Begin one for each; it goes from the sending to the receiving.
struct patience {
  pid_t pid;
  int limit_ms;                       // of the worker's processor time, and by the wall of a worker that sleeps
  int64_t end_ms;                     // of frame_clock: for what comes in crumbs
  int64_t used_from_us, used_last_us; // of the processor; used_from_us -1: not looked yet
  int slices, idle;                   // that passed; since it last worked or wanted to
  bool spent;                         // it has had its time of the processor
};
struct patience patience_begin(pid_t pid, int limit_ms);
int patience_slice_ms(const struct patience *patience); // how long to wait before each look
bool patience_look(struct patience *patience);          // a slice passed without a word; false: wait no longer
bool patience_is_over(const struct patience *patience); // by the wall; NULL never is
int64_t patience_used(pid_t pid);                       // milliseconds of the processor until now
// Why it was not waited for any longer: ERR_LIMIT with a whole sentence. `said_ms`: the limit as authors know it.
void patience_say(const struct patience *patience, const char *file, int said_ms, struct err *err);

int64_t frame_clock(void); // CLOCK_MONOTONIC in milliseconds
// `patience` NULL waits for ever. ERR_BUSY: it was lost; ERR_NOT_FOUND: the other end closed.
bool frame_send(int fd, const char *bytes, size_t size, struct patience *patience, struct err *err);
// Caller frees *bytes. Besides these, ERR_LIMIT: longer than size_max.
bool frame_receive(int fd, size_t size_max, struct patience *patience, char **bytes, size_t *size, struct err *err);

enum answer_kind {
  ANSWER_READY,
  ANSWER_LOAD,
  ANSWER_CALL,
  ANSWER_DEFINED,
  ANSWER_MANY,
  ANSWER_TRUTH, // of a session: its value is true or false,
  ANSWER_COUNT, // a number of items,
  ANSWER_DONE   // or just true
};
// Reads what a worker sent, believing nothing: its shape is checked member by member. `file` names the source in sentences.
// ERR_CORRUPT: it is not what was agreed; ERR_INVALID and ERR_LIMIT: what the worker says of the script.
json_t *answer_read(const char *bytes, size_t size, enum answer_kind kind, const char *file, struct err *err);
// The same for one that was read already, such as a member of ANSWER_MANY. Takes over answer.
json_t *answer_check(json_t *answer, enum answer_kind kind, const char *file, struct err *err);
size_t answer_size_max(enum answer_kind kind);
void answer_clean(char *text); // control characters become spaces, so that no answer can forge a line of a log

// ---- the parent's worker (worker.c, patience.c, known.c, calls.c)

// A definition that the running worker has in a slot. The texts are compared, not the document: who changes one gets what it says now.
struct known {
  json_t *source, *modules; // NULL: the slot is empty
  char *file;
  bool warm;
  uint64_t used; // the worker's tick when it was asked last
};

struct worker {
  pid_t pid; // 0: none
  int fd;
  const char *called;  // its first argument; NULL: "waymark"
  bool fresh;          // see worker_be_fresh
  uint64_t generation; // grows with every process
  uint64_t messages;   // that were sent, of any kind
  uint64_t tick;
  struct known known[SCRIPT_WARM_MAX];
};

struct request {
  const char *file;
  enum answer_kind kind;
  int limit_ms; // of the worker's processor time, as the sentence says it
  int more_ms;  // that it may use besides, for what is not the script's
  const char *bytes;
  size_t size;
};

bool worker_start(struct worker *worker, struct err *err); // unless it runs
int worker_stop(struct worker *worker);                    // kills it, and answers how it ended, as waitpid says it
// One request, one answer. `call`, when given: the call that the worker names as the one that went over a limit; -1: it names none.
// ERR_BUSY: it did not answer and was killed, and that need not be the script's doing; the sentence is whole.
json_t *worker_ask(struct worker *worker, const struct request *request, int *call, struct err *err);
void known_clear(struct worker *worker);
// The slot that holds it, with *found; else the one to define it in.
int known_slot(struct worker *worker, const char *file, const json_t *document, bool *found);
void known_forget(struct worker *worker, int slot);
void known_put(struct worker *worker, int slot, const char *file, const json_t *document, bool warm);

// ---- the child (jail.c, request.c)

_Noreturn void worker_serve(void);   // what worker_main does once it is in its jail
void jail_lifetime(int cpu_seconds); // of the whole process; before jail_enter
void jail_enter(void);               // limits and the system call filter; ends the process when refused
void jail_timer(int cpu_ms);         // 0 disarms
void jail_mark(int call);            // which call of a message runs, for last words; -1: none
int jail_marked(void);
void request_run(const json_t *request, struct buf *answer); // "load", answered
// A source and the words that it may use. All borrowed.
struct source {
  const char *file, *text;
  size_t size;
  struct words words[PRELUDES];
};
// Runs the words, then the source, from when on its budget counts; pushes what it gave back. Raises.
void request_source(lua_State *L, const struct source *source);
void request_error(struct buf *answer, const char *text); // {"error":TEXT}
// {"value":..} of what is on top of the stack, or the error that it makes.
void request_value(struct sandbox *sandbox, bool places, struct buf *answer);

// Embedded Lua (lua.S).
#define SCRIPT_TEXT(name)                                                                                                                  \
  extern const char script_lua_##name[];                                                                                                   \
  extern const char script_lua_##name##_end[];
SCRIPT_TEXT(positions)
SCRIPT_TEXT(syntax)
SCRIPT_TEXT(names)
SCRIPT_TEXT(reader)
SCRIPT_TEXT(sandbox)
SCRIPT_TEXT(workflow)
SCRIPT_TEXT(chart)
SCRIPT_TEXT(clock)
SCRIPT_TEXT(approval)
SCRIPT_TEXT(returns)
SCRIPT_TEXT(values)
SCRIPT_TEXT(each)
SCRIPT_TEXT(opened)
SCRIPT_TEXT(gather)
SCRIPT_TEXT(plain)
SCRIPT_TEXT(selftest)
#undef SCRIPT_TEXT
#endif
