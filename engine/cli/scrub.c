// waymark evidence scrub: re-reads every evidence file. The board says what its journal names, a few at a time; the files are read here, so
// that a server keeps answering, and in a buffer of one size however large they are.
#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"
#include "store/evidence.h"

#include <string.h>

struct scrub {
  struct cli *cli;
  const char *board;
  json_t *names;    // [{"sha256","sequence"}], each once
  json_t *problems; // [{"sequence","text"}]
  struct progress progress;
};

static void add_names(json_t *names, json_t *seen, const json_t *files) {
  size_t i;
  json_t *file;
  json_array_foreach(files, i, file) {
    const char *sha256 = json_text(file, "sha256");
    if (json_object_get(seen, sha256)) continue;
    json_object_set_new(seen, sha256, json_true());
    json_array_append(names, file);
  }
}

static bool ask_names(struct scrub *scrub, struct err *err) {
  json_t *seen = json_object();
  int64_t from = 0;
  bool ok = true;
  while (ok && from >= 0) {
    json_t *request = request_new(scrub->cli, "evidence.named");
    json_put_number(request, "from", from);
    json_t *answer = call(scrub->cli, request, -1, err);
    ok = answer != NULL;
    add_names(scrub->names, seen, json_object_get(answer, "files"));
    from = json_number(answer, "next", -1);
    json_decref(answer);
  }
  json_decref(seen);
  return ok;
}

static void check_all(struct scrub *scrub) {
  size_t i, count = json_array_size(scrub->names);
  json_t *file;
  struct err err;
  json_array_foreach(scrub->names, i, file) {
    progress_show(&scrub->progress, "Re-reading evidence", (int64_t)i, (int64_t)count);
    if (!evidence_check(&scrub->cli->env, scrub->board, json_text(file, "sha256"), &err))
      json_array_append_new(scrub->problems,
                            json_pack("{s:I, s:s}", "sequence", (json_int_t)json_number(file, "sequence", 0), "text", err.text));
  }
  progress_end(&scrub->progress);
}

// What no entry names is put aside in the same go.
static bool tidy(struct scrub *scrub, int64_t *moved, struct err *err) {
  for (bool more = true; more;) {
    json_t *answer = call(scrub->cli, request_new(scrub->cli, "evidence.tidy"), -1, err);
    if (!answer) return false;
    *moved += json_number(answer, "moved", 0);
    more = json_flag(answer, "more");
    json_decref(answer);
  }
  return true;
}

static void print_found(const struct scrub *scrub, int64_t moved) {
  size_t i;
  json_t *problem;
  struct cli *cli = scrub->cli;
  if (json_array_size(scrub->problems) == 0)
    print_line(cli, "Evidence intact: of %zu evidence files every byte was read again and is as it was added.",
               json_array_size(scrub->names));
  json_array_foreach(scrub->problems, i, problem)
      print_line(cli, "  - entry %lld: %s", (long long)json_number(problem, "sequence", 0), json_text(problem, "text"));
  if (moved) print_line(cli, "Files that no entry names: %lld, moved to evidence/quarantine.", (long long)moved);
}

static bool say(const struct scrub *scrub, int64_t moved, struct err *err) {
  size_t bad = json_array_size(scrub->problems);
  json_t *answer = json_pack("{s:b, s:I, s:O, s:I}", "ok", bad == 0, "files", (json_int_t)json_array_size(scrub->names), "problems",
                             scrub->problems, "moved", (json_int_t)moved);
  if (!print_json(scrub->cli, answer)) print_found(scrub, moved);
  json_decref(answer);
  return bad == 0 || err_set(err, ERR_CORRUPT, "Evidence was lost or changed: %zu of %zu files, listed above. Put them back from a backup.",
                             bad, json_array_size(scrub->names));
}

static bool scrub_run(struct cli *cli, struct err *err) {
  char *board = board_folder(cli, err);
  struct scrub scrub = {.cli = cli, .board = board, .names = json_array(), .problems = json_array()};
  int64_t moved = 0;
  bool ok = board && ask_names(&scrub, err) && tidy(&scrub, &moved, err);
  call_end(cli); // reading takes long, and needs no store
  if (ok) {
    check_all(&scrub);
    ok = say(&scrub, moved, err);
  }
  json_decref(scrub.names);
  json_decref(scrub.problems);
  mem_free(board);
  return ok;
}

const struct command command_evidence_scrub = {
    .noun = "evidence",
    .verb = "scrub",
    .usage = "",
    .summary = "re-read all evidence",
    .help =
        "Reads every evidence file again and compares it with the SHA-256 under which it was added. Files that no entry names are moved to "
        "evidence/quarantine, from where a server, or the next scrub, removes them when their time is over. Exit status 3 when a file is "
        "missing or changed.",
    .example = "waymark evidence scrub",
    .operand_max = 0,
    .run = scrub_run,
};
