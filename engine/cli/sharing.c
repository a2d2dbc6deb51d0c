// waymark case share, unshare and open: letting somebody see one item, and seeing one in an emergency.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>

static void print_shared(struct cli *cli, const json_t *answer) {
  const char *until = json_text(answer, "until");
  char *what = json_join(json_object_get(answer, "what"), ", ");
  print_line(cli, "%s is shared with %s%s%s: %s. It is share %lld.", json_text(answer, "ref"), json_text(answer, "with_words"),
             until ? " until the end of " : "", until ? until : "", what, (long long)json_number(answer, "number", 0));
  mem_free(what);
}

static bool share_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "case.share", "case");
  request_option(cli, request, "with", OPTION_WITH);
  request_option(cli, request, "until", OPTION_UNTIL);
  request_option(cli, request, "reason", OPTION_REASON);
  request_words(cli, request, "what", OPTION_WHAT);
  return answer_show(cli, call(cli, request, -1, err), print_shared);
}

static void print_unshared(struct cli *cli, const json_t *answer) {
  print_line(cli, "Share %lld of %s was taken back: nothing is seen by it any more.", (long long)json_number(answer, "number", 0),
             json_text(answer, "ref"));
}

static bool unshare_run(struct cli *cli, struct err *err) {
  char *end;
  const char *text = cli_operand(cli, 1);
  long long number = strtoll(text, &end, 10);
  if (*end || end == text || number < 1)
    return err_set(err, ERR_MISUSE, "\"%s\" is no number of a share; \"waymark case show %s\" lists them.", text, cli_operand(cli, 0));
  json_t *request = request_about(cli, "case.unshare", "case");
  json_put_number(request, "number", number);
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_unshared);
}

static void print_open(struct cli *cli, const json_t *answer) {
  print_line(cli, "You see all of %s until %s. The %s and whoever holds it are told that, and your reason is on record.",
             json_text(answer, "ref"), json_text(answer, "until_local"), json_text(answer, "office"));
}

static bool open_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "case.open", "case");
  request_option(cli, request, "reason", OPTION_BREAK_GLASS);
  return answer_show(cli, call(cli, request, -1, err), print_open);
}

void page_shares(struct cli *cli, const json_t *shares) {
  size_t i;
  json_t *share;
  if (json_array_size(shares)) print_section(cli, "Shared with");
  json_array_foreach(shares, i, share) {
    const char *until = json_text(share, "until"), *ends = json_text(share, "ends_local");
    char *what = json_join(json_object_get(share, "what"), ", ");
    print_line(cli, "  %lld  %s%s%s%s: %s, %s %s on %s", (long long)json_number(share, "number", 0), json_text(share, "with_words"),
               until || ends ? " until " : "", until ? "the end of " : "",
               until  ? until
               : ends ? ends
                      : "",
               what, json_flag(share, "broken_glass") ? "broken glass of" : "by", json_text(share, "by_name"),
               json_text(share, "at_local"));
    mem_free(what);
  }
}

const struct command command_case_share = {
    .noun = "case",
    .verb = "share",
    .usage = "ITEM",
    .summary = "let somebody see one item, for a time",
    .help =
        "Lets whoever is SUBJECT see this item, or a part of it: everyone, person:ID, post:POST, group:GROUP, agency:AGENCY for all its "
        "people, or agency:AGENCY/POST. Without --what they see the summary that lists show. The share ends by itself at the end of the "
        "day that --until names, or when it is taken back; it gives sight alone. It is the office's to give, is on record, and is "
        "shown with the item to whoever sees all of it. What a rule of the board denies stays denied.",
    .example = "waymark case share RA-2016-001 --with person:m.lane --what everything --until 2016-12-01 --as h.dixon --reason \"panel "
               "member\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(WHAT) | TAKES(UNTIL),
    .needs = TAKES(WITH) | TAKES(REASON),
    .run = share_run,
};
const struct command command_case_unshare = {
    .noun = "case",
    .verb = "unshare",
    .usage = "ITEM N",
    .summary = "take a share of an item back",
    .help = "Takes share N back at once, as \"waymark case show\" numbers them. That it was given stays on record. Sight that comes from a "
            "broken glass is taken back alike.",
    .example = "waymark case unshare RA-2016-001 1 --as h.dixon --reason \"the panel has reported\"",
    .operand_min = 2,
    .operand_max = 2,
    .needs = TAKES(REASON),
    .run = unshare_run,
};
const struct command command_case_open = {
    .noun = "case",
    .verb = "open",
    .usage = "ITEM",
    .summary = "break the glass: see an item that is not yours, in an emergency",
    .help = "For the posts of the board's setting break_glass (the Independent Chair, the Business Manager and the data protection officer "
            "where the board has no such setting): shows all of the item for 24 hours. It asks why, tells the Business Manager and whoever "
            "holds the item at once, and is on record. Nothing else ever asks a reader why.",
    .example = "waymark case open RA-2016-001 --break-glass \"the police ask tonight, the owner cannot be reached\" --as r.steel",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(BREAK_GLASS),
    .run = open_run,
};
