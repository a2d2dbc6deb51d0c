// waymark scxml ...: SCXML documents run, read into Lua, and written from workflows. Whatever is wrong with a document ends in exit status
// 2, for 1 is a chart's own answer: that it ended in `fail`.
#include "scxml/scxml.h"

#include "base/mem.h"
#include "cli/internal.h"
#include "scxml/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SCRIPT_MAX = 8 << 20 };

static bool reject(struct cli *cli, const struct err *why) {
  fflush(cli->out);
  fprintf(stderr, "%s\n", why->text);
  cli->status = 2;
  return true;
}

static bool ends_in(const char *name, const char *ending) {
  size_t size = strlen(name), wanted = strlen(ending);
  return size > wanted && strcmp(name + size - wanted, ending) == 0;
}

// Of a document or a workflow in Lua. NULL: `err` says why, or the workflow's mistakes are printed and its text is empty.
static json_t *definition_of(struct cli *cli, struct err *err) {
  const char *file = cli_operand(cli, 0);
  return ends_in(file, ".lua") ? workflow_definition(cli, stderr, err) : scxml_read_file(file, err);
}

static bool put_text(struct cli *cli, char *text, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  if (!text) return reject(cli, err);
  bool ok = path ? env_write_new_file(&cli->env, path, text, strlen(text), err) : fputs(text, cli->out) >= 0;
  mem_free(text);
  return ok || err->text[0] == '\0';
}

static bool import_run(struct cli *cli, struct err *err) {
  err->text[0] = '\0';
  json_t *definition = scxml_read_file(cli_operand(cli, 0), err);
  if (!definition) return reject(cli, err);
  char *text = scxml_write_lua(definition, err);
  json_decref(definition);
  return put_text(cli, text, err);
}

static bool export_run(struct cli *cli, struct err *err) {
  err->text[0] = '\0';
  json_t *definition = definition_of(cli, err);
  if (!definition) return reject(cli, err);
  char *text = scxml_write(definition, err);
  json_decref(definition);
  return put_text(cli, text, err);
}

// ---- running

struct screen {
  struct cli *cli;
  int64_t start_ms;
};

// A reader at the other end of a pipe acts on each line, so each goes out at once.
static void tell(void *user, const json_t *line) {
  struct screen *screen = user;
  char *text = json_dumps(line, JSON_COMPACT);
  fprintf(screen->cli->out, "%s\n", text);
  fflush(screen->cli->out);
  free(text); // jansson's
}

static void wait(void *user, int64_t until_ms) {
  const struct screen *screen = user;
  int64_t left_ms;
  while ((left_ms = screen->start_ms + until_ms - screen->cli->env.now_ms(screen->cli->env.user)) > 0)
    nanosleep(&(struct timespec){.tv_sec = left_ms / 1000, .tv_nsec = left_ms % 1000 * 1000000}, NULL);
}

// NULL with err when it is more than a script may be, or no text.
static char *standard_input(struct err *err) {
  struct buf text;
  char piece[4096];
  size_t got;
  buf_init(&text);
  while (text.size <= SCRIPT_MAX && (got = fread(piece, 1, sizeof piece, stdin)) > 0) buf_add(&text, piece, got);
  bool large = text.size > SCRIPT_MAX, plain = !text.size || !memchr(text.data, '\0', text.size);
  if (!large && plain) return buf_take(&text);
  buf_clear(&text);
  err_set(err, large ? ERR_LIMIT : ERR_INVALID,
          large ? "The script of events is larger than %d MiB; send fewer events."
                : "The script of events has NUL bytes in it, so it is no text; it may have %d MiB of JSON.",
          SCRIPT_MAX >> 20);
  return NULL;
}

// The list of events of the script; a new reference.
static json_t *script_read(const struct cli *cli, struct err *err) {
  const char *path = cli_option(cli, OPTION_EVENTS);
  char *text = strcmp(path, "-") == 0 ? standard_input(err) : file_text(cli, path, SCRIPT_MAX, err);
  json_t *script = text ? json_read(text, strlen(text), "The script of events", err) : NULL;
  json_t *events = json_incref(json_object_get(script, "events"));
  bool ok = script && scxml_events_check(events, err);
  mem_free(text);
  json_decref(script);
  if (ok) return events;
  json_decref(events);
  return NULL;
}

static bool options_read(const struct cli *cli, struct scxml_run *run, json_t **events, struct err *err) {
  const char *clock = cli_option(cli, OPTION_CLOCK), *time = cli_option(cli, OPTION_MAX_TIME);
  if (clock && strcmp(clock, "real") != 0 && strcmp(clock, "virtual") != 0)
    return err_set(err, ERR_MISUSE, "--clock is \"virtual\" or \"real\", not \"%s\".", clock);
  if (time && !scxml_duration(time, &run->time_max_ms))
    return err_set(err, ERR_MISUSE, "--max-time %s is no time; write for example 60s, 500ms or 2m.", time);
  run->wait = clock && *clock == 'r' ? wait : NULL;
  run->trace = cli_has(cli, OPTION_TRACE);
  *events = cli_has(cli, OPTION_EVENTS) ? script_read(cli, err) : NULL;
  run->events = *events;
  return *events || !cli_has(cli, OPTION_EVENTS);
}

static bool run_definition(struct cli *cli, json_t *definition, struct err *err) {
  struct screen screen = {.cli = cli, .start_ms = cli->env.now_ms(cli->env.user)};
  const char *file = cli_operand(cli, 0), *slash = strrchr(file, '/');
  char *folder = slash ? mem_text_part(file, slash == file ? 1 : (size_t)(slash - file)) : mem_text(".");
  struct scxml_run run = {.folder = folder, .time_max_ms = SCXML_TIME_MAX_MS, .user = &screen, .tell = tell};
  json_t *events = NULL;
  enum scxml_end end = SCXML_PASSED;
  bool ok = options_read(cli, &run, &events, err) && scxml_run(definition, &run, &end, err);
  json_decref(events);
  mem_free(folder);
  if (ok) cli->status = (int)end;
  return ok || reject(cli, err);
}

static bool run_run(struct cli *cli, struct err *err) {
  err->text[0] = '\0';
  json_t *definition = definition_of(cli, err);
  if (definition && !json_text(definition, "datamodel")) {
    err_set(err, ERR_INVALID, "\"%s\" is a board's workflow; only SCXML charts are run here. Publish it on a board and start an item.",
            cli_operand(cli, 0));
    json_decref(definition);
    definition = NULL;
  }
  if (!definition) return reject(cli, err);
  bool ok = run_definition(cli, definition, err);
  json_decref(definition);
  return ok;
}

const struct command command_scxml_run = {
    .noun = "scxml",
    .verb = "run",
    .usage = "FILE",
    .summary = "run an SCXML chart and print what happens",
    .help = "Runs an SCXML 1.0 document, or the same chart in Lua, and prints a JSON object a line: each configuration, what is logged, "
            "and how it "
            "ended. Time is jumped over unless --clock is \"real\". With --events it is sent the events of a script, "
            "{\"events\":[{\"after\":MS,\"event\":{\"name\":...,\"data\":...}}]}, and ends after the last.\n\n"
            "Exit status 0: it ended in a final state (`pass`, where there are states called so); 1: in `fail`; 2: the document is "
            "refused; 3: a limit "
            "was passed; 4: nothing is left that could happen.",
    .example = "waymark scxml run door.scxml --events visit.json",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(CLOCK) | TAKES(MAX_TIME) | TAKES(EVENTS) | TAKES(TRACE),
    .run = run_run,
};
const struct command command_scxml_import = {
    .noun = "scxml",
    .verb = "import",
    .usage = "FILE",
    .summary = "write an SCXML document as Lua",
    .help = "Reads an SCXML 1.0 document and prints the same chart in Lua, or writes it to --output. Exit status 2 when the document is "
            "refused.",
    .example = "waymark scxml import door.scxml --output door.lua",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(OUTPUT),
    .run = import_run,
};
const struct command command_scxml_export = {
    .noun = "scxml",
    .verb = "export",
    .usage = "FILE",
    .summary = "write a workflow as SCXML",
    .help =
        "Reads a workflow in Lua, or an SCXML document, and prints it as SCXML 1.0 that other tools read, or writes it to --output. What "
        "SCXML has "
        "no words for (roles, forms, deadlines, ladders) stands in a namespace of its own, which other tools pass over and \"waymark scxml "
        "import\" reads.",
    .example = "waymark scxml export workflows/plan-action.lua --output plan-action.scxml",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(OUTPUT),
    .run = export_run,
};
