// waymark evidence ...: documents that show what was done.
#include "base/mem.h"
#include "cli/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
  if (!print_json(cli, answer)) {
    print_line(cli, "%s: kept as evidence item %lld, %lld bytes, SHA-256 %s.", json_text(answer, "ref"),
               (long long)json_number(answer, "item", 0), (long long)json_number(answer, "size", 0), json_text(answer, "sha256"));
    print_outcome(cli, answer);
  }
  json_decref(answer);
  return true;
}

// ---- a copy of one

// What somebody called their file is not to lead anywhere else, nor to hide. Caller frees.
static char *plain_name(const char *name) {
  char *plain = mem_text(name && *name ? name : "evidence");
  for (char *at = plain; *at; at++)
    if (*at == '/' || (unsigned char)*at < ' ' || *at == 0x7F) *at = '-';
  if (plain[0] == '.' || plain[0] == '-') plain[0] = '_';
  return plain;
}

static bool put_number(const struct cli *cli, json_t *request, struct err *err) {
  char *end;
  const char *text = cli_operand(cli, 1);
  long long number = strtoll(text, &end, 10);
  if (*end || end == text || number < 1)
    return err_set(err, ERR_MISUSE, "\"%s\" is no number of a piece of evidence; \"waymark evidence list %s\" has them.", text,
                   cli_operand(cli, 0));
  json_put_number(request, "number", number);
  return true;
}

// Nothing stands under its name until the whole file does, and what stands there is never replaced.
static bool keep_as(struct cli *cli, const char *part, const char *path, struct err *err) {
  if (cli->env.files->rename_new(cli->env.user, part, path) == 0) return true;
  if (errno != EEXIST) return env_fail(err, "write", path);
  return err_set(err, ERR_REFUSED, "\"%s\" exists already and is not replaced; choose another name with --output.", path);
}

static json_t *get_into(struct cli *cli, json_t *request, const char *part, struct err *err) {
  int fd = cli->env.files->open(cli->env.user, part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  json_t *answer = fd < 0 ? (env_fail(err, "write", part), NULL) : call(cli, json_incref(request), fd, err);
  const char *asked = cli_option(cli, OPTION_OUTPUT);
  char *path = asked ? mem_text(asked) : plain_name(json_text(answer, "name"));
  bool kept = answer && (cli->env.files->sync(cli->env.user, fd) == 0 || env_fail(err, "write", part)) && keep_as(cli, part, path, err);
  if (fd >= 0) cli->env.files->close(cli->env.user, fd);
  if (fd >= 0 && !kept) cli->env.files->remove(cli->env.user, part);
  if (kept) json_put_text(answer, "path", path);
  mem_free(path);
  if (kept) return answer;
  json_decref(answer);
  return NULL;
}

static bool get_run(struct cli *cli, struct err *err) {
  const char *asked = cli_option(cli, OPTION_OUTPUT);
  if (asked && access(asked, F_OK) == 0)
    return err_set(err, ERR_REFUSED, "\"%s\" exists already and is not replaced; choose another name with --output.", asked);
  json_t *request = request_new(cli, "evidence.get"), *answer = NULL;
  json_put_text(request, "case", cli_operand(cli, 0));
  char *part = mem_format("%s.%ld.part", asked ? asked : "evidence", (long)getpid());
  if (put_number(cli, request, err)) answer = get_into(cli, request, part, err);
  if (cli_has(cli, OPTION_JSON)) json_object_del(answer, "path"); // the answer is the operation's, as everywhere
  if (answer && !print_json(cli, answer))
    print_line(cli, "%s: evidence item %lld copied to %s, %lld bytes, as it was added (SHA-256 %s).", json_text(answer, "ref"),
               (long long)json_number(answer, "item", 0), json_text(answer, "path"), (long long)json_number(answer, "size", 0),
               json_text(answer, "sha256"));
  json_decref(answer);
  json_decref(request);
  mem_free(part);
  return answer != NULL;
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
    .usage = "ITEM FILE",
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
    .usage = "ITEM",
    .summary = "an item's evidence",
    .help = "Lists the documents attached to an item; with --as-at those that were there then.",
    .example = "waymark evidence list RA-1",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = list_run,
};
const struct command command_evidence_get = {
    .noun = "evidence",
    .verb = "get",
    .usage = "ITEM N",
    .summary = "a copy of a piece of evidence",
    .help =
        "Copies evidence item N, as \"waymark evidence list\" numbers it, to the file that --output names, or else to its own name in the "
        "folder you stand in; nothing that is there is replaced. The copy is compared with what was added while it is written. That you "
        "took it is on record first.",
    .example = "waymark evidence get RA-1 2 --output register.pdf --as p.shah",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(OUTPUT),
    .run = get_run,
};
