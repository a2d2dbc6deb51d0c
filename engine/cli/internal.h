// What the commands share: the command line taken apart, the door to a board, and printing.
#ifndef WAYMARK_CLI_INTERNAL_H
#define WAYMARK_CLI_INTERNAL_H
#include "base/buf.h"
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct board; // run/board.h
struct chart; // chart/chart.h
struct cli;

// ---- options: one table, so that an option means one thing in every command (options.c)

#define OPTIONS(X)                                                                                                                         \
  X(AS, "as", "PERSON", "who asks: an id of \"waymark people list\", such as h.dixon; else WAYMARK_AS")                                    \
  X(BOARD, "board", "FOLDER", "the board; else WAYMARK_BOARD, else the folder you stand in or under")                                      \
  X(NOW, "now", "INSTANT", "sets the clock of a board that was made with a manual clock, for example 2016-09-01T09:00:00Z")                \
  X(JSON, "json", NULL, "print the answer as one line of JSON")                                                                            \
  X(SURE, "sure", NULL, "keep it although it looks as if it named a child: after such a warning, which is then on record")                 \
  X(HELP, "help", NULL, "print this")                                                                                                      \
  X(SEED, "seed", "FILE.lua", "the board's people, agencies, groups and posts; else a small example")                                      \
  X(MANUAL_CLOCK, "manual-clock", NULL, "its clock stands still but for --now: for training, examples and tests")                          \
  X(WORKFLOW, "workflow", "NAME", "only of this workflow")                                                                                 \
  X(STATE, "state", "STATE", "only in this state, by its word in the workflow, such as in_progress")                                       \
  X(LEAD, "lead", "NAME", "only led by an agency, group or post with these words in its name")                                             \
  X(RAG, "rag", "COLOUR", "only of this colour: red, amber, green, blue or grey")                                                          \
  X(TEXT, "text", "WORDS", "only where these words stand in the title or reference")                                                       \
  X(DUE_BEFORE, "due-before", "DATE", "only due before this date")                                                                         \
  X(OPEN, "open", NULL, "only what is not closed")                                                                                         \
  X(CLOSED, "closed", NULL, "only what is closed")                                                                                         \
  X(LATE, "late", NULL, "only where somebody is late with their turn: the owner, an agency, a group")                                      \
  X(MINE, "mine", NULL, "only what waits for you")                                                                                         \
  X(LIMIT, "limit", "NUMBER", "at most so many")                                                                                           \
  X(AFTER, "after", "REFERENCE", "only what comes after this reference")                                                                   \
  X(STALE, "stale", NULL, "only where a decision no longer stands, because what it was made on has changed")                               \
  X(STRANDED, "stranded", NULL, "only what nobody can move as things stand")                                                               \
  X(OF, "of", "CYCLE", "only the returns that this one asked for")                                                                         \
  X(REF, "ref", "REFERENCE", "the reference to give it; else the next free one")                                                           \
  X(TITLE, "title", "TITLE", "what lists call it")                                                                                         \
  X(DECIDED_BY, "decided-by", "PERSON", "who decided, when you write down somebody else's decision")                                       \
  X(KEY, "key", "KEY", "a word of your own: sent again with the same key, it is done once and answered the same")                          \
  X(VERSION, "version", "N", "the version of the item that you looked at: refused when it has changed since")                              \
  X(PROFILE, "profile", "NAME", "what its reader may see: a profile of \"waymark redaction list\"")                                        \
  X(SEEN, "seen", "N", "the version that whoever decided had before them, such as a meeting's paper; else as now")                         \
  X(UNTIL, "until", "DATE", "no further than this date, such as 2017-03-31")                                                               \
  X(SCRIPT, "script", "FILE", "what people do meanwhile: on each line a day and a command, as it is typed")                                \
  X(LEVEL, "level", "LEVEL", "what it shows: output, process, impact or outcome")                                                          \
  X(DATE, "date", "DATE", "the date of the document")                                                                                      \
  X(FLAG, "flag", "WORDS", "what is to be minded with it, such as \"personal data\": redaction profiles go by it")                         \
  X(DESCRIPTION, "description", "TEXT", "what the reader should look for in it")                                                           \
  X(OUTPUT, "output", "FILE", "where to write it; else it goes to the terminal")                                                           \
  X(CLOCK, "clock", "virtual|real", "whether a chart's delays are jumped over, which is usual, or waited for")                             \
  X(MAX_TIME, "max-time", "TIME", "how long a chart may run by its own clock, such as 500ms or 2m; else 60s")                              \
  X(EVENTS, "events", "SCRIPT.json", "the events to send, - for standard input; else it runs by itself")                                   \
  X(TRACE, "trace", NULL, "print also what is taken, left, entered, raised and sent")                                                      \
  X(FROM, "from", "DATE", "the first day")                                                                                                 \
  X(DIVISION, "division", "NAME", "whose bank holidays: england-and-wales, scotland or northern-ireland")                                  \
  X(ZONE, "zone", "NAME", "whose local time, such as Europe/London")                                                                       \
  X(VALUES, "values", "FILE.csv", "values of many fields: a sheet with the columns field and value, as `waymark case form` writes it")     \
  X(FIELD, "field", "NAME=VALUE", "what a field holds; once for each")                                                                     \
  X(MEETING, "meeting", "GROUP=DATE", "when a group meets; once for each meeting")                                                         \
  X(STOP, "stop", "FROM..TO=REASON", "days on which the clock was stopped; without TO it still is; once for each stop")                    \
  X(TIMES, "count", "N", "how many of what comes again and again")                                                                         \
  X(WHAT_IF, "what-if", "WHAT", "as if something else were so: \"stop today\", \"holiday DATE\" or FIELD=VALUE; once for each")            \
  X(AS_AT, "as-at", "INSTANT|DATE", "as it was at that moment, or at the end of that day, by what is known now")                           \
  X(KNOWN, "known", NULL, "with --as-at: by what was known then")                                                                          \
  X(REASON, "reason", "TEXT", "why; it is kept in the journal")                                                                            \
  X(LOCAL, "local", NULL, "a closure of this board alone, not a bank holiday of its division")                                             \
  X(DAYS, "days", NULL, "every day by its date")                                                                                           \
  X(FILE, "file", "FILE.csv", "the whole list of days off, with the headings date,name")                                                   \
  X(CHECKPOINT, "checkpoint", "FILE", "a signed checkpoint that was kept, as `waymark journal checkpoint` prints it")                      \
  X(ACCEPT_KEY, "accept-key", "KEY", "the board's signing key, of which the board itself said by another way that it is its own")          \
  X(COMPARE, "compare", "FOLDER|FILE", "what another witness kept: its folder, or the checkpoint in it")                                   \
  X(ALL, "all", NULL, "all of it")                                                                                                         \
  X(WITH_OPENED, "with-opened", NULL, "with all that the items opened in turn, such as the actions of a review")                           \
  X(WHERE, "where", "FIELD=VALUE", "only where the field holds this; once for each field")                                                 \
  X(TO, "to", "DATE", "up to the end of this day")                                                                                         \
  X(RECIPIENT, "recipient", "TEXT", "for whom it is; kept in the journal and shown on the cover")                                          \
  X(PURPOSE, "purpose", "TEXT", "what they need it for; kept in the journal and shown on the cover")                                       \
  X(CONSISTENT_WITH, "consistent-with", "FILE",                                                                                            \
    "a signed checkpoint that the recipient kept: the proof that this log continues it goes in")                                           \
  X(ENCRYPT, "encrypt", NULL, "with a password, which is asked for at the terminal or given by one of the next two")                       \
  X(PASSWORD_FILE, "password-file", "FILE", "the bundle's password is the first line of this file")                                        \
  X(PASSWORD_FD, "password-fd", "N", "the bundle's password is the first line of this open descriptor")                                    \
  X(FIELDS, "fields", "NAME,NAME", "these fields, in every entry; \"title\" is what lists call the item")                                  \
  X(ENTRIES, "entries", "N,N", "all that these entries of the item's history say")                                                         \
  X(EVIDENCE, "evidence", "N,N", "these items of evidence, their files too")                                                               \
  X(LOG, "log", NULL, "the log alone, without what its entries say, the tables and the files: seconds for a million entries")              \
  X(ON, "on", "DATE", "the day")                                                                                                           \
  X(ONLY, "only", "REFERENCE", "this item and nothing else; once for each")                                                                \
  X(WITH_PEOPLE, "with-people", NULL, "its people go along, and the posts that nobody holds there")                                        \
  X(PREVIEW, "preview", NULL, "only show what would happen")                                                                               \
  X(DEPUTY, "deputy", "PERSON", "who acts for them meanwhile")                                                                             \
  X(LEAVE_ANYWAY, "leave-anyway", NULL, "also where posts or open items would have nobody")                                                \
  X(AT, "at", "TIME", "when it begins, such as 10:00")                                                                                     \
  X(PLACE, "place", "TEXT", "where it is held")                                                                                            \
  X(GROUP, "group", "GROUP", "of this group: an id of \"waymark group list\", such as llip")                                               \
  X(CHAIRED_BY, "chaired-by", "PERSON", "who chaired; else whoever acts as the group's chair")                                             \
  X(MINUTE, "minute", "REFERENCE", "the minute in which it stands, such as 5.1")                                                           \
  X(CSV, "csv", NULL, "as lines for a spreadsheet")                                                                                        \
  X(HTML, "html", NULL, "as one page for a browser, to be read or printed")                                                                \
  X(FORMAT, "format", "text|csv|html", "as text, which is usual, as lines for a spreadsheet, or as one page for a browser or a printer")   \
  X(BY, "by", "WHAT", "what a report is grouped by")                                                                                       \
  X(WHAT, "what", "WHAT,WHAT", "what of an item: everything, summary, history, or fields; else everything")                                \
  X(PERSON, "person", "PERSON", "what this person can see and do")                                                                         \
  X(WITH, "with", "WHOM", "with whom: person:ID, post:POST, group:GROUP, agency:AGENCY, agency:AGENCY/POST or everyone")                   \
  X(BREAK_GLASS, "break-glass", "REASON", "why you must see an item that is not yours; it is kept in the journal, and people are told")    \
  X(WORDS, "words", NULL, "the words that commands and conditions use: of choices, steps and fields")                                      \
  X(MAP, "map", "OLD=NEW", "where a place of the older version goes on in the newer one, OLD= where it is left; once for each")            \
  X(DRY_RUN, "dry-run", NULL, "only show what moving them would change")                                                                   \
  X(UNDO, "undo", NULL, "move them back, as long as nothing came after")                                                                   \
  X(YES, "yes", NULL, "do it; without it, what would happen is only shown")

enum option_name {
#define OPTION_ENUM(name, word, value, help) OPTION_##name,
  OPTIONS(OPTION_ENUM)
#undef OPTION_ENUM
      OPTION_COUNT
};

// A set of options, a bit each: GCC and clang have integers of 128 bits on all machines that Debian runs on with 64.
typedef unsigned __int128 option_set;
_Static_assert(OPTION_COUNT <= 128, "TAKES has a bit for each");
#define TAKES(name) ((option_set)1 << OPTION_##name)

struct option_row {
  const char *word;  // "decided-by"
  const char *value; // NULL: it takes none
  const char *help;
};
const struct option_row *option_row(enum option_name option);

bool option_repeats(enum option_name option); // may be given more than once

enum { OPTIONS_MORE_MAX = 256 }; // of all that may be given more than once

struct args {
  char **operands; // what is no option, in order; borrowed from argv
  size_t operand_count;
  const char *values[OPTION_COUNT]; // NULL: not given; "" for one that takes no value; the first of several
  struct {
    enum option_name option;
    const char *value;
  } more[OPTIONS_MORE_MAX]; // the second and later
  size_t more_count;
};
bool args_read(struct args *args, int argc, char **argv, struct err *err);

// ---- commands: one row each, beside its function; table.c lists them

struct command {
  const char *noun;    // "case"
  const char *verb;    // "send"; NULL when the noun is the whole command
  const char *usage;   // its operands: "ITEM EVENT [FIELD=VALUE...]"
  const char *summary; // one line without a full stop
  const char *help;    // paragraphs for the reader
  const char *example; // one line or more, as typed
  size_t operand_min, operand_max;
  option_set takes; // options beyond those that every command takes
  option_set needs; // those of them that must be given
  bool (*run)(struct cli *cli, struct err *err);
};
enum { OPERANDS_ANY = 1 << 20 };

const struct command *command_at(size_t index); // NULL past the last
// The command that the first operands name, and how many operands its name took; NULL with a sentence when there is none.
const struct command *command_find(const struct args *args, size_t *used, struct err *err);
bool command_check(const struct command *command, const struct args *args, struct err *err);
void command_name(const struct command *command, char *out, size_t size);              // "waymark case send"
struct option_row option_said(const struct command *command, enum option_name option); // in that command's words; command may be NULL

// Where an option means something of its own (option_words.c).
struct option_meaning {
  const char *noun, *verb; // verb NULL: every verb of the noun that takes it
  enum option_name option;
  const char *value, *help; // value NULL: as everywhere
};
const struct option_meaning *option_meaning_at(size_t index); // NULL past the last

void help_print_all(FILE *out, int width);
bool help_print_noun(FILE *out, int width, const char *noun); // false: there is no such noun
void help_print_command(FILE *out, int width, const struct command *command);

// ---- one run of the program

struct cli {
  const struct command *command;
  struct args args; // operands without the command's own name
  struct env env;
  FILE *out;
  int width;           // columns to print in
  int status;          // exit status of a command that did its work and found something wrong
  struct board *board; // open in this process, or
  int server;          // a connection to the server that has it; -1: none
  bool said_held;      // that the board's clock is held
};
int cli_run(int argc, char **argv);                                                      // the exit status
const char *cli_option(const struct cli *cli, enum option_name option);                  // NULL: not given
const char *cli_option_at(const struct cli *cli, enum option_name option, size_t index); // of several; NULL past the last
const char *cli_operand(const struct cli *cli, size_t index);                            // NULL: not given
bool cli_has(const struct cli *cli, enum option_name option);

// ---- the door to a board (call.c)

char *board_folder(const struct cli *cli, struct err *err);                       // Caller frees; NULL when no board was named or is near
json_t *request_new(const struct cli *cli, const char *op);                       // with `as`, `now`, `as_at` and `known`; the caller's
json_t *request_about(const struct cli *cli, const char *op, const char *member); // of what the first operand names
void request_option(const struct cli *cli, json_t *request, const char *member, enum option_name option); // puts it when it was given
void request_words(const struct cli *cli, json_t *request, const char *member, enum option_name option);  // what stands between commas
// Asks the board, in process or of the server that has it, and gives the request up. `file` -1: none.
json_t *call(struct cli *cli, json_t *request, int file, struct err *err);
json_t *call_boardless(struct cli *cli, json_t *request, struct err *err);
// Opens the board here, or reaches the server that has it; a command that holds it for a moment is waited for.
bool call_open(struct cli *cli, struct err *err);
void call_end(struct cli *cli);

// The definition of the workflow in Lua that the first operand names, checked as "waymark workflow check" does; a new reference. NULL:
// `err` says why, or its mistakes were printed to `out` and err's sentence counts them (workflow.c).
json_t *workflow_definition(struct cli *cli, FILE *out, struct err *err);
// The request with a workflow's source, and what lies in lib/ beside it; gives the request up. NULL with err.
json_t *workflow_request(const struct cli *cli, json_t *request, const char *file, struct err *err);
json_t *workflow_parts(const struct cli *cli, const char *file, struct err *err); // what lies in lib/ beside a file; a new reference
// The same of a file by name: {"name","version","definition","with"?:[{"name","version","definition"}]}.
json_t *workflow_read(struct cli *cli, const char *file, FILE *out, struct err *err);
// What an operand names, in the same shape: a file, or NAME@VERSION or NAME of the board (workflow_read.c).
json_t *workflow_named(struct cli *cli, size_t operand, struct err *err);
// Is every workflow that a checked one opens one that there is, unless its name is like none (workflow_opens.c)?
bool workflow_opens_known(struct cli *cli, const json_t *checked, struct err *err);
// Has the chart say groups by their names, where a board is at hand whose directory knows them (workflow_groups.c).
void workflow_name_groups(struct cli *cli, struct chart *chart);
void workflow_print_part(const struct cli *cli, const char *mark, const char *text); // one sentence of a procedure
// What `newer` says otherwise than `older`: procedures with those that come along, and the definitions that they were read from. A new
// reference; printed by workflow_beside_view.
json_t *workflow_beside(const json_t *older, const json_t *was, const json_t *newer, const json_t *is);
char *workflow_field_words(const json_t *field); // "How many?" (a whole number), workflow_field.c. Caller frees.
// The words of commands and conditions (workflow_words.c), of what workflow_named found. A new reference; printed by workflow_words_view.
json_t *workflow_words(const json_t *found, struct err *err);
void workflow_words_view(struct cli *cli, const json_t *words);
// Shortens what rows of a difference say of choices that ask as before but for these questions (workflow_less.c).
void workflow_less(json_t *rows, const json_t *questions);
void workflow_beside_view(struct cli *cli, const json_t *answer);
// Of what workflow_named found, the one whose name the second operand says, else the file's own (workflow_expand.c). Borrowed; NULL with
// err.
json_t *workflow_meant(const struct cli *cli, json_t *found, struct err *err);
char *share_folder(void); // where the shipped workflows and calendars lie (share.c). Caller frees

// What `change` of the calendar would move, all pages in one answer, by reference (redating.c). A new reference; NULL with err.
json_t *redating_look(struct cli *cli, const char *change, const json_t *request, struct err *err);

// FIELD=VALUE, FIELD:=JSON and FIELD=@FILE from operand `first` on (fields.c). A new object; NULL with err.
bool fields_add(const struct cli *cli, const char *word, json_t *fields, struct err *err); // one FIELD=VALUE more
// A line of a simulation's script, "2016-11-01 case send RA-1 submit --as p.owner statement=...", as a request with "at"; `what` names the
// line. A new reference; NULL with err.
json_t *simulate_line(const struct cli *cli, const char *line, size_t size, const char *what, struct err *err);
json_t *fields_read(const struct cli *cli, size_t first, struct err *err);
char *field_name(const char *word, size_t size);                         // "1.1" is c_1_1. Caller frees.
bool values_add(const struct cli *cli, json_t *fields, struct err *err); // those of the sheet that --values names, if it does (form.c)
json_t *fields_option(const struct cli *cli, struct err *err);           // those of --field, read alike
char *file_text(const struct cli *cli, const char *path, size_t size_max, struct err *err); // UTF-8 or refused. Caller frees.

// ---- printing: columns of the terminal, UTF-8, no control characters reach it (text.c, grid.c)

int text_screen(FILE *out);                        // columns of the terminal; in a pipe COLUMNS, else 100
size_t text_width(const char *text);               // in columns
char *text_clean(const char *text);                // control characters and damaged UTF-8 made harmless. Caller frees.
size_t text_fit(const char *text, size_t columns); // how many bytes of it fit, cut between words where one ends
void text_wrap(FILE *out, int width, int first_indent, int indent, const char *text); // ends with a line end
void text_pad(FILE *out, size_t columns);

struct grid;                                          // a table
enum grid_kind { GRID_FIXED, GRID_FLEX, GRID_SPARE }; // never narrowed; narrowed and wrapped; left out first where the screen is narrow
struct grid *grid_new(void);
void grid_column(struct grid *grid, const char *heading, enum grid_kind kind);
void grid_cell(struct grid *grid, const char *text);                  // row after row; NULL is empty
void grid_print(struct grid *grid, FILE *out, int width, int indent); // prints nothing but its headings' absence when it has no rows
void grid_free(struct grid *grid);

bool print_json(struct cli *cli, const json_t *answer); // true when --json asked for it and it was printed
// Prints it as JSON where --json asked for that, else by `view`; takes it over. False: there is none, `call` has failed.
bool answer_show(struct cli *cli, json_t *answer, void (*view)(struct cli *cli, const json_t *answer));
typedef void (*answer_printer)(struct cli *cli, const json_t *answer);
bool output_is_free(const struct cli *cli, struct err *err); // is there nothing yet where --output is to write? Asked before the board is
// Prints to the file of --output, else to the terminal, as JSON where --json asks for that; `title` is what it says was written.
bool output_show(struct cli *cli, const json_t *answer, answer_printer print, const char *title, struct err *err);
void print_section(struct cli *cli, const char *heading);                                        // a blank line and the heading
void print_pair(struct cli *cli, const char *label, const char *text);                           // nothing when text is NULL or ""
void print_line(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3))); // wrapped
void print_csv_cell(struct cli *cli, const char *text, bool last);                               // a cell of a line for a spreadsheet
void print_receipt(struct cli *cli, const json_t *receipt);                                      // time/receipt.h
char *print_who(const json_t *array);                      // [WHO] as "Priya Shah (owner), ..." Caller frees.
char *print_told(const json_t *array);                     // [{"to","name","role"}]. Caller frees.
void print_outcome(struct cli *cli, const json_t *answer); // what it opened and whom it told, a line each (page_sent.c)
char *print_opened(const json_t *array);                   // [OPENED] as "ER-001, ER-002 (Errand)", page_sent.c. Caller frees.
char *print_time(const char *instant);                     // "Mon 4 Apr 2016 22:59 UTC"; NULL for NULL. Caller frees.

// How far something long has come, where standard error is a terminal (progress.c). `what` is a literal. `user` is a struct progress.
struct progress {
  const char *what;
  int hundredths;
};
void progress_show(void *user, const char *what, int64_t done, int64_t all);
void progress_end(const struct progress *progress);

// ---- pages: the larger answers as text

void page_as_at(struct cli *cli, const json_t *answer); // of which moment the page is; nothing of today's
void page_case(struct cli *cli, const json_t *answer);
void page_cases(struct cli *cli, const json_t *answer);
void page_todo(struct cli *cli, const json_t *answer);
void page_history(struct cli *cli, const json_t *answer);
void page_explain(struct cli *cli, const json_t *answer);
void page_forecast(struct cli *cli, const json_t *answer);
void page_evidence(struct cli *cli, const json_t *evidence, int indent);
void page_parties(struct cli *cli, const json_t *all); // who was asked for a return
void page_shares(struct cli *cli, const json_t *shares);
void page_sent(struct cli *cli, const json_t *answer); // what an event came to
void page_fired(struct cli *cli, const json_t *fired);
#endif
