// waymark evidence ...: documents that show what was done.
#include "base/mem.h"
#include "cli/internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(const char *path, struct err *err) {
  struct stat about;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe that nobody writes to must not hang us
  if (fd < 0) return env_fail(err, "read", path), -1;
  if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) return fd;
  close(fd);
  err_set(err, ERR_INVALID, "\"%s\" is not a file that can be kept as evidence; give the path of a document.", path);
  return -1;
}

static json_t *request_add(const struct cli *cli) {
  const char *path = cli_operand(cli, 1), *slash = strrchr(path, '/');
  json_t *request = request_new(cli, "evidence.add");
  json_put_text(request, "case", cli_operand(cli, 0));
  json_put_text(request, "name", slash ? slash + 1 : path);
  request_option(cli, request, "title", OPTION_TITLE);
  request_option(cli, request, "level", OPTION_LEVEL);
  request_option(cli, request, "date", OPTION_DATE);
  request_option(cli, request, "description", OPTION_DESCRIPTION);
  request_option(cli, request, "flag", OPTION_FLAG);
  return request;
}

static bool add_run(struct cli *cli, struct err *err) {
  int fd = open_file(cli_operand(cli, 1), err);
  if (fd < 0) return false;
  json_t *answer = call(cli, request_add(cli), fd, err);
  close(fd);
  if (!answer) return false;
  if (!print_json(cli, answer))
    print_line(cli, "%s: kept as evidence item %lld, %lld bytes, SHA-256 %s.", json_text(answer, "ref"),
               (long long)json_number(answer, "item", 0), (long long)json_number(answer, "size", 0), json_text(answer, "sha256"));
  json_decref(answer);
  return true;
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "evidence.list");
  json_put_text(request, "case", cli_operand(cli, 0));
  json_t *answer = call(cli, request, -1, err);
  if (!answer) return false;
  const json_t *evidence = json_object_get(answer, "evidence");
  if (!print_json(cli, answer)) {
    page_as_at(cli, answer);
    page_evidence(cli, evidence, 0);
    if (json_array_size(evidence) == 0) print_line(cli, "%s has no evidence yet.", json_text(answer, "ref"));
  }
  json_decref(answer);
  return true;
}

const struct command command_evidence_add = {
    .noun = "evidence",
    .verb = "add",
    .usage = "CASE FILE",
    .summary = "attach a document to an item",
    .help = "Keeps a copy of the file in the board, named by its SHA-256, and attaches it to the item. What was attached is never removed: "
            "it can be withdrawn, with a reason. Leave out names, dates of birth and addresses of children and families: the title is "
            "looked at "
            "for such things, what stands in the file is not.",
    .example = "waymark evidence add RA-1 register.pdf --as p.shah --level process --title \"Training register, autumn 2016\"",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(DATE) | TAKES(DESCRIPTION) | TAKES(FLAG),
    .needs = TAKES(LEVEL) | TAKES(TITLE),
    .run = add_run,
};
const struct command command_evidence_list = {
    .noun = "evidence",
    .verb = "list",
    .usage = "CASE",
    .summary = "an item's evidence",
    .help = "Lists the documents attached to an item; with --as-at those that were there then.",
    .example = "waymark evidence list RA-1",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = list_run,
};
