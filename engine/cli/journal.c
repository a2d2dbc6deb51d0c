// waymark journal ..., waymark rebuild: is the record what was written, its signed head and proofs, and making the tables afresh from it.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKPOINT_FILE_MAX = 100000 }; // a note with 64 signatures, the most that is read, is far below it

static void print_problem(struct cli *cli, const json_t *problem) {
  json_int_t sequence = json_number(problem, "sequence", -1);
  const char *table = json_text(problem, "table"),
             *text = json_is_string(problem) ? json_string_value(problem) : json_text(problem, "text");
  struct buf where;
  buf_init(&where);
  if (sequence >= 0) buf_format(&where, "entry %lld: ", (long long)sequence);
  if (table) buf_format(&where, "table %s: ", table);
  print_line(cli, "  - %s%s", where.size ? where.data : "", text ? text : "");
  buf_clear(&where);
}

// Puts the text of the file that --checkpoint names, where one was given.
static bool put_checkpoint(struct cli *cli, json_t *request, struct err *err) {
  const char *path = cli_option(cli, OPTION_CHECKPOINT);
  if (!path) return true;
  char *text = file_text(cli, path, CHECKPOINT_FILE_MAX, err);
  json_put_text(request, "checkpoint", text);
  mem_free(text);
  return text != NULL;
}

static json_t *ask_verify(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "journal.verify");
  if (cli_has(cli, OPTION_ALL)) json_put_flag(request, "all", true);
  if (cli_has(cli, OPTION_LOG)) json_put_flag(request, "log", true);
  if (put_checkpoint(cli, request, err)) return call(cli, request, -1, err);
  json_decref(request);
  return NULL;
}

static bool verify_run(struct cli *cli, struct err *err) {
  size_t i;
  json_t *problem, *note, *answer = ask_verify(cli, err);
  if (!answer) return false;
  const json_t *problems = json_object_get(answer, "problems");
  size_t count = json_array_size(problems);
  bool ok = json_flag(answer, "ok");
  if (!print_json(cli, answer)) {
    if (ok)
      print_line(cli, "The %s holds: %lld entries, %s.", cli_has(cli, OPTION_LOG) ? "log" : "journal",
                 (long long)json_number(answer, "entries", 0),
                 cli_has(cli, OPTION_LOG) ? "every header and the whole tree as it should be; what they say was not read"
                                          : "every hash and every table as it should be");
    if (ok) print_line(cli, "Root %s", json_text(answer, "root"));
    json_array_foreach(json_object_get(answer, "notes"), i, note) print_line(cli, "%s", json_string_value(note));
    json_array_foreach(problems, i, problem) print_problem(cli, problem);
  }
  json_decref(answer);
  return ok ||
         err_set(
             err, ERR_CORRUPT,
             "The journal does not hold: %zu %s, listed above. Keep a copy of the board's folder as it is, then compare it with a backup.",
             count, count == 1 ? "problem" : "problems");
}

static bool rebuild_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "journal.rebuild"), -1, err);
  if (answer && !print_json(cli, answer))
    print_line(cli, "Every table was made afresh from the journal's %lld entries.", (long long)json_number(answer, "entries", 0));
  json_decref(answer);
  return answer != NULL;
}

// To the file of --output, which is not replaced, else to the terminal.
static bool write_text(struct cli *cli, const char *text, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  if (path) return env_write_new_file(&cli->env, path, text, strlen(text), err);
  fputs(text, cli->out);
  return true;
}

// The note, with the lines of the witnesses that cosigned this very head: others read it as they would without. Caller frees.
static char *cosigned_note(const json_t *answer) {
  struct buf note;
  size_t i;
  json_t *row;
  buf_init(&note);
  buf_text(&note, json_text(answer, "checkpoint"));
  json_array_foreach(json_object_get(answer, "cosigned"), i,
                     row) if (json_number(row, "size", 0) == json_number(json_object_get(answer, "head"), "size", -1))
      buf_format(&note, "%s\n", json_text(row, "line"));
  return buf_take(&note);
}

// Beside a note that goes to a file there is room for the key; on the terminal the note alone is printed, so that it can be kept as it is.
static bool write_note(struct cli *cli, const json_t *answer, const char *note, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT), *key = json_text(answer, "key");
  if (!write_text(cli, note, err)) return false;
  if (path && key) fprintf(cli->out, "%s is written. The key that signed it, for `waymark bundle verify --key`:\n%s\n", path, key);
  return true;
}

static bool checkpoint_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "journal.checkpoint"), -1, err);
  char *note = answer ? cosigned_note(answer) : NULL;
  bool ok = answer && (cli_has(cli, OPTION_JSON) ? output_show(cli, answer, NULL, NULL, err) : write_note(cli, answer, note, err));
  mem_free(note);
  json_decref(answer);
  return ok;
}

// Digits are an entry's number; a reference that is nothing but digits is not given by any workflow.
static void put_what(json_t *request, const char *what) {
  bool is_number = what[strspn(what, "0123456789")] == '\0' && strlen(what) < 16;
  if (is_number)
    json_put_number(request, "entry", strtoll(what, NULL, 10));
  else
    json_put_text(request, "case", what);
}

// What is answered is for programs, so it is JSON either way.
static bool print_answer(struct cli *cli, json_t *answer) {
  char *text = answer ? json_canonical(answer) : NULL;
  if (answer && !print_json(cli, answer)) fprintf(cli->out, "%s\n", text);
  mem_free(text);
  json_decref(answer);
  return text != NULL;
}

static bool prove_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "journal.prove");
  put_what(request, cli_operand(cli, 0));
  return print_answer(cli, call(cli, request, -1, err));
}

static bool put_size(json_t *request, const char *member, const char *text, struct err *err) {
  if (!*text || text[strspn(text, "0123456789")] || strlen(text) > 15)
    return err_set(err, ERR_MISUSE, "\"%s\" is no number of entries; give two such as 120 340, or --checkpoint FILE.", text);
  json_put_number(request, member, strtoll(text, NULL, 10));
  return true;
}

static bool put_sizes(struct cli *cli, json_t *request, struct err *err) {
  const char *old = cli_operand(cli, 0), *now = cli_operand(cli, 1);
  if (cli_has(cli, OPTION_CHECKPOINT) == (old != NULL))
    return err_set(err, ERR_MISUSE, "Give either two numbers of entries or --checkpoint FILE.");
  if (old) return put_size(request, "from", old, err) && (!now || put_size(request, "to", now, err));
  return put_checkpoint(cli, request, err);
}

static bool consistency_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "journal.consistency");
  if (put_sizes(cli, request, err)) return print_answer(cli, call(cli, request, -1, err));
  json_decref(request);
  return false;
}

static bool accept_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "journal.accept");
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer))
    print_line(cli, "The board goes on from this copy, with %lld entries. That an older one was taken, and why, is on record.",
               (long long)json_number(answer, "entries", 0));
  json_decref(answer);
  return answer != NULL;
}

const struct command command_journal_verify = {
    .noun = "journal",
    .verb = "verify",
    .usage = "",
    .summary = "is the record what was written?",
    .help =
        "Works out every hash of the journal again, and compares every table and every evidence file with it, and what was signed. With "
        "--checkpoint also a signed checkpoint that somebody kept elsewhere: only that shows a record that was written anew, and signed "
        "anew, as a whole. Of the checkpoints that were signed with each change, each key's last and a sample of a thousand are looked at; "
        "--all looks at every one, which takes a minute for a million. --log checks the log alone. Exit status 3 when anything was "
        "changed.",
    .example = "waymark journal verify\nwaymark journal verify --checkpoint minutes-2026-09.txt",
    .operand_max = 0,
    .takes = TAKES(CHECKPOINT) | TAKES(ALL) | TAKES(LOG),
    .run = verify_run,
};
const struct command command_journal_checkpoint = {
    .noun = "journal",
    .verb = "checkpoint",
    .usage = "",
    .summary = "the record's signed head, to be kept elsewhere",
    .help =
        "Prints how many entries the journal has and the one hash that stands for all of them, signed by the board. Kept elsewhere (in "
        "minutes, in a mail to the chair), it shows later that nothing before it was changed: `waymark journal verify --checkpoint FILE`. "
        "With "
        "--output the key that signed it is printed too: whoever gets a bundle proves by it whose it is (`waymark bundle verify --key`).",
    .example = "waymark journal checkpoint --output minutes-2026-09.txt",
    .operand_max = 0,
    .takes = TAKES(OUTPUT),
    .run = checkpoint_run,
};
const struct command command_journal_prove = {
    .noun = "journal",
    .verb = "prove",
    .usage = "ITEM|ENTRY",
    .summary = "proof that an item's entries are in the record",
    .help = "Prints, as JSON, each entry's header and the hashes that lead from it to the signed checkpoint beside it (an inclusion proof "
            "of RFC "
            "9162). It holds no content. A number is that of one entry of the journal, for the office.",
    .example = "waymark journal prove RA-2016-001",
    .operand_min = 1,
    .operand_max = 1,
    .run = prove_run,
};
const struct command command_journal_consistency = {
    .noun = "journal",
    .verb = "consistency",
    .usage = "OLD [NEW]",
    .summary = "proof that the record only grew",
    .help =
        "Prints, as JSON, the hashes that show that the journal of OLD entries is the beginning of that of NEW (a consistency proof of RFC "
        "9162); without NEW, of the signed one of now. With --checkpoint, OLD is that of a kept checkpoint, which must fit.",
    .example = "waymark journal consistency 120 340\nwaymark journal consistency --checkpoint minutes-2026-09.txt",
    .operand_max = 2,
    .takes = TAKES(CHECKPOINT),
    .run = consistency_run,
};
const struct command command_journal_accept_older = {
    .noun = "journal",
    .verb = "accept-older",
    .usage = "",
    .summary = "go on from an older copy of the store",
    .help = "When a backup was put back that is older than what was signed last, nothing more is recorded, so that nobody works on in the "
            "wrong "
            "copy. If the newer one is lost for good, this goes on from the older, and says so on record. A witness will say so too.",
    .example = "waymark journal accept-older --reason \"The disk failed on Monday\" --as h.dixon",
    .operand_max = 0,
    .takes = TAKES(REASON),
    .needs = TAKES(REASON),
    .run = accept_run,
};
const struct command command_rebuild = {
    .noun = "rebuild",
    .usage = "",
    .summary = "make every table afresh from the journal",
    .help = "Throws away everything that can be worked out from the journal and works it out again. The journal itself is never changed.",
    .example = "waymark rebuild",
    .operand_max = 0,
    .run = rebuild_run,
};
