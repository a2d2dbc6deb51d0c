// waymark people hand-over, agency succeed, handover ...: all of somebody's work, or an agency's, goes to another. A large board takes a
// while; the board is asked for it a batch at a time, so that others are served in between, and goes on by itself if this ends.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// ---- looking ahead

static bool add_page(struct cli *cli, const json_t *request, json_t *all, struct err *err) {
  static const char *const lists[] = {"items", "troubles"}, *const counts[] = {"count", "others"};
  json_t *ask = json_copy((json_t *)request);
  json_put_text(ask, "after", json_text(all, "next"));
  json_t *page = call(cli, ask, -1, err);
  json_object_del(all, "next");
  for (size_t i = 0; page && i < 2; i++) {
    if (json_object_get(page, lists[i])) json_array_extend(json_array_at(all, lists[i]), json_object_get(page, lists[i]));
    json_put_number(all, counts[i], json_number(all, counts[i], 0) + json_number(page, counts[i], 0));
  }
  json_put_text(all, "next", json_text(page, "next"));
  json_decref(page);
  return page != NULL;
}

// Every page in one answer. A new reference; NULL with err.
static json_t *look(struct cli *cli, const json_t *request, struct err *err) {
  json_t *ask = json_copy((json_t *)request);
  json_put_text(ask, "op", "handover.preview");
  json_t *all = call(cli, json_incref(ask), -1, err);
  while (all && json_text(all, "next"))
    if (!add_page(cli, ask, all, err)) json_decref(all), all = NULL;
  json_decref(ask);
  return all;
}

static void print_texts(struct cli *cli, const char *label, const json_t *texts) {
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text) {
    const char *line = json_string_value(text);
    size_t size = strlen(line);
    print_line(cli, "  %s: %s%s", label, line, size && strchr(".!?", line[size - 1]) ? "" : ".");
  }
}

static void print_item(struct cli *cli, const json_t *item) {
  size_t i;
  json_t *row;
  print_line(cli, "%s  %s", json_text(item, "ref"), json_text(item, "title"));
  json_array_foreach(json_object_get(item, "fields"), i, row)
      print_line(cli, "  %s: %s, instead of %s.", json_text(row, "label"), json_text(row, "is"), json_text(row, "was"));
  json_array_foreach(json_object_get(item, "deadlines"), i, row) {
    const char *was = json_text(row, "was_local"), *is = json_text(row, "is_local");
    print_line(cli, "  Deadline %s: %s (was %s).", json_text(row, "what"), is ? is : "no date", was ? was : "no date");
  }
  print_texts(cli, "Takes over", json_object_get(item, "gains"));
  print_texts(cli, "Gives up", json_object_get(item, "loses"));
  print_texts(cli, "Mind", json_object_get(item, "conflicts"));
}

static void print_look(struct cli *cli, const json_t *answer) {
  int64_t count = json_number(answer, "count", 0), others = json_number(answer, "others", 0);
  size_t i;
  json_t *row;
  print_line(cli, "From %s to %s:", json_text(answer, "old_name"), json_text(answer, "new_name"));
  json_array_foreach(json_object_get(answer, "directory"), i, row) print_line(cli, "  %s.", json_string_value(row));
  json_array_foreach(json_object_get(answer, "warnings"), i, row) print_line(cli, "  Mind: %s", json_string_value(row));
  print_line(cli, "%lld open item%s would be handed over%s", (long long)count, count == 1 ? "" : "s", count ? ":" : ".");
  json_array_foreach(json_object_get(answer, "items"), i, row) print_item(cli, row);
  if (others) print_line(cli, "%lld more, which you may not see, would be handed over too.", (long long)others);
  json_array_foreach(json_object_get(answer, "troubles"), i, row)
      print_line(cli, "%s cannot be worked on: %s", json_text(row, "ref"), json_text(row, "text"));
  print_line(cli, "Nothing was changed. To do it, type the same again without --preview.");
}

static bool preview(struct cli *cli, json_t *request, struct err *err) {
  json_t *answer = look(cli, request, err);
  if (answer && !print_json(cli, answer)) print_look(cli, answer);
  json_decref(answer);
  json_decref(request);
  return answer != NULL;
}

// ---- doing it

static json_t *ask_step(struct cli *cli, const char *id, struct err *err) {
  json_t *request = request_new(cli, "handover.step");
  json_put_text(request, "id", id);
  return call(cli, request, -1, err);
}

// *answer gets "moved" and "troubles", and has no "moved" where it is not through, since others were before it.
static bool carry_out(struct cli *cli, json_t *answer, struct err *err) {
  const char *id = json_text(answer, "handover");
  for (bool more = true; more;) {
    json_t *done = ask_step(cli, id, err);
    if (!done) return false;
    json_array_extend(json_array_at(answer, "troubles"), json_object_get(done, "troubles"));
    if (json_object_get(done, "moved")) json_object_set(answer, "moved", json_object_get(done, "moved"));
    more = json_flag(done, "more");
    json_decref(done);
  }
  return true;
}

static void print_done(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  int64_t moved = json_number(answer, "moved", 0);
  json_array_foreach(json_object_get(answer, "directory"), i, row) print_line(cli, "%s.", json_string_value(row));
  json_array_foreach(json_object_get(answer, "troubles"), i, row)
      print_line(cli, "%s was left as it is: %s", json_text(row, "ref"), json_text(row, "text"));
  if (strcmp(json_text(answer, "status"), "waiting") == 0)
    print_line(cli, "Open items are handed over on %s; `waymark handover list` shows what waits.", json_text(answer, "on"));
  else
    print_line(cli, "%lld open item%s handed over.", (long long)moved, moved == 1 ? " was" : "s were");
}

static bool hand_over(struct cli *cli, json_t *request, struct err *err) {
  if (cli_has(cli, OPTION_PREVIEW)) return preview(cli, request, err);
  json_put_text(request, "op", "handover.begin");
  char *on = json_text(request, "on") ? mem_text(json_text(request, "on")) : NULL;
  json_t *answer = call(cli, request, -1, err);
  bool ok = answer && (strcmp(json_text(answer, "status"), "waiting") == 0 || carry_out(cli, answer, err));
  if (ok) json_put_text(answer, "on", on);
  if (ok && !print_json(cli, answer)) print_done(cli, answer);
  json_decref(answer);
  mem_free(on);
  return ok;
}

static json_t *request_of(const struct cli *cli, const char *kind) {
  json_t *request = request_new(cli, "");
  const char *ref;
  json_put_text(request, "kind", kind);
  json_put_text(request, "old", cli_operand(cli, 0));
  json_put_text(request, "new", cli_operand(cli, 1));
  request_option(cli, request, "reason", OPTION_REASON);
  for (size_t i = 0; (ref = cli_option_at(cli, OPTION_ONLY, i)); i++) json_array_add(json_array_at(request, "only"), ref);
  return request;
}

// Who only looks has none to give yet.
static bool has_reason(const struct cli *cli, struct err *err) {
  char name[80];
  command_name(cli->command, name, sizeof name);
  return cli_has(cli, OPTION_PREVIEW) || cli_has(cli, OPTION_REASON) ||
         err_set(err, ERR_MISUSE, "\"%s\" needs --reason TEXT, which is kept in the journal; --preview needs none.", name);
}

static bool person_run(struct cli *cli, struct err *err) { return has_reason(cli, err) && hand_over(cli, request_of(cli, "person"), err); }

static bool agency_run(struct cli *cli, struct err *err) {
  if (!has_reason(cli, err)) return false;
  json_t *request = request_of(cli, "agency");
  request_option(cli, request, "on", OPTION_ON);
  if (cli_has(cli, OPTION_WITH_PEOPLE)) json_put_flag(request, "with_people", true);
  return hand_over(cli, request, err);
}

// ---- what there is

static void print_stayed(struct cli *cli, const json_t *rows) {
  size_t i, j;
  json_t *row, *ref;
  json_array_foreach(rows, i, row) {
    long long stayed = (long long)json_number(row, "stayed", 0);
    struct buf refs;
    if (!stayed) continue;
    buf_init(&refs);
    json_array_foreach(json_object_get(row, "stayed_refs"), j, ref) buf_format(&refs, "%s%s", j ? ", " : ": ", json_string_value(ref));
    print_line(cli, "%s: %lld item%s could not be worked on and still name%s %s%s.", json_text(row, "id"), stayed, stayed == 1 ? "" : "s",
               stayed == 1 ? "s" : "", json_text(row, "old_name"), refs.size ? refs.data : "");
    buf_clear(&refs);
  }
}

static void print_rows(struct cli *cli, const json_t *rows) {
  static const char *const headings[] = {"Id", "From", "To", "On", "Is", "Items", "Why"}, *const members[] = {
                                                                                              "id",     "old_name", "new_name", "on",
                                                                                              "status", NULL,       "reason"};
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  for (size_t c = 0; c < 7; c++) grid_column(grid, headings[c], c == 1 || c == 2 || c == 6 ? GRID_FLEX : GRID_FIXED);
  json_array_foreach(rows, i, row) {
    char *moved = json_object_get(row, "moved") ? mem_format("%lld", (long long)json_number(row, "moved", 0)) : NULL;
    for (size_t c = 0; c < 7; c++) grid_cell(grid, members[c] ? json_text(row, members[c]) : moved);
    mem_free(moved);
  }
  if (i == 0) print_line(cli, "Nothing was handed over yet.");
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
  print_stayed(cli, rows);
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "handover.list"), -1, err);
  if (answer && !print_json(cli, answer)) print_rows(cli, json_object_get(answer, "handovers"));
  json_decref(answer);
  return answer != NULL;
}

static bool withdraw_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "handover.withdraw");
  json_put_text(request, "id", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_line(cli, "It was taken back: the agency goes on.");
  json_decref(answer);
  return answer != NULL;
}

const struct command command_people_hand_over = {
    .noun = "people",
    .verb = "hand-over",
    .usage = "OLD NEW",
    .summary = "all that somebody holds goes to another",
    .help = "Hands over what OLD holds to NEW: posts, posts of agencies, memberships of groups, and every open item in which a field that "
            "a role goes by "
            "names OLD, each with an entry that says who, whose and why. What is a record of the past, such as who attested, stays, and so "
            "does what is "
            "closed. --preview shows each item before, with what would become a conflict of interest. With --only, only that item goes "
            "over, and "
            "nothing else. NEW is told once. The reason stands in each item's history. If it is cut off, the server or the next \"waymark "
            "run-due\" goes on.",
    .example = "waymark people hand-over p.shah t.harker --as h.dixon --preview\n"
               "waymark people hand-over p.shah t.harker --as h.dixon --reason \"Maternity leave\"",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(ONLY) | TAKES(PREVIEW) | TAKES(REASON),
    .run = person_run,
};
const struct command command_agency_succeed = {
    .noun = "agency",
    .verb = "succeed",
    .usage = "OLD NEW",
    .summary = "one agency follows another, with its open work",
    .help = "From that day on NEW follows OLD, such as an ICB a CCG: OLD ends the day before, its open items go over to NEW with an entry "
            "each, and where OLD is "
            "named it reads \"OLD, since that day NEW\". Closed items stay OLD's, and who leads NEW may see them. A day that is still to "
            "come is kept, and "
            "the work goes over then. With --with-people those who belong to OLD belong to NEW from then on.",
    .example = "waymark agency succeed ccg icb --on 2022-07-01 --as h.dixon --reason \"Health and Care Act 2022\" --with-people --preview",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(WITH_PEOPLE) | TAKES(PREVIEW) | TAKES(REASON),
    .needs = TAKES(ON),
    .run = agency_run,
};
const struct command command_handover_list = {
    .noun = "handover",
    .verb = "list",
    .usage = "",
    .summary = "what was handed over, and what waits for its day",
    .help = "Lists every hand-over of a person's or an agency's work.",
    .example = "waymark handover list",
    .run = list_run,
};
const struct command command_handover_withdraw = {
    .noun = "handover",
    .verb = "withdraw",
    .usage = "ID",
    .summary = "take one back that waits for its day",
    .help = "Takes back that one agency is to follow another, while its day is still to come: the agency goes on as it was.",
    .example = "waymark handover withdraw 000000000412 --as h.dixon --reason \"Put off by a year\"",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = withdraw_run,
};
