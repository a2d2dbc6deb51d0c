// waymark bundle ...: one zip with everything about an item, for somebody outside; and checking such a zip.
#include "base/mem.h"
#include "cli/internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A file name of the reference's letters, digits, dots, dashes; anything else becomes a dash. Caller frees.
static char *plain_name(const char *ref) {
  char *name = mem_text(ref);
  for (char *at = name; *at; at++)
    if (!isalnum((unsigned char)*at) && *at != '.' && *at != '_') *at = '-';
  if (name[0] == '.') name[0] = '-';
  return name;
}

static json_t *create_into(struct cli *cli, int fd, struct err *err) {
  json_t *request = request_new(cli, "bundle.create");
  char *top = plain_name(cli_operand(cli, 0));
  json_put_text(request, "case", cli_operand(cli, 0));
  json_put_text(request, "top", top);
  mem_free(top);
  return call(cli, request, fd, err);
}

static bool sync_folder_of(const struct cli *cli, const char *path) {
  const char *slash = strrchr(path, '/');
  char *folder = slash ? mem_text_part(path, slash == path ? 1 : (size_t)(slash - path)) : mem_text(".");
  bool ok = cli->env.files->sync_folder(cli->env.user, folder) == 0;
  mem_free(folder);
  return ok;
}

// Nothing stands under the asked name until the whole zip does.
static json_t *create_at(struct cli *cli, const char *path, struct err *err) {
  const struct env_files *files = cli->env.files;
  void *user = cli->env.user;
  if (access(path, F_OK) == 0) {
    err_set(err, ERR_REFUSED, "\"%s\" exists already and is not replaced; choose another name with --output.", path);
    return NULL;
  }
  char *part = mem_format("%s.part", path);
  int fd = files->open(user, part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  json_t *answer = fd < 0 ? (env_fail(err, "write", part), NULL) : create_into(cli, fd, err);
  bool kept = answer && files->sync(user, fd) == 0 && files->rename_new(user, part, path) == 0 && sync_folder_of(cli, path);
  if (answer && !kept) {
    env_fail(err, "write", path);
    json_decref(answer);
    answer = NULL;
  }
  if (fd >= 0) files->close(user, fd);
  if (fd >= 0 && !answer) files->remove(user, part);
  mem_free(part);
  return answer;
}

static bool create_run(struct cli *cli, struct err *err) {
  const char *asked = cli_option(cli, OPTION_OUTPUT);
  char *name = plain_name(cli_operand(cli, 0)), *path = asked ? mem_text(asked) : mem_format("%s.zip", name);
  json_t *answer = create_at(cli, path, err);
  if (answer && !print_json(cli, answer))
    print_line(cli, "%s: %s written, %lld files, %lld bytes, SHA-256 %s.", json_text(answer, "ref"), path,
               (long long)json_number(answer, "files", 0), (long long)json_number(answer, "bytes", 0), json_text(answer, "sha256"));
  json_decref(answer);
  mem_free(name);
  mem_free(path);
  return answer != NULL;
}

static void print_texts(struct cli *cli, const char *sign, const json_t *texts) {
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text)
      print_line(cli, "  %s %s", sign, json_is_string(text) ? json_string_value(text) : json_text(text, "text"));
}

static bool verify_run(struct cli *cli, struct err *err) {
  json_t *request = json_pack("{s:s, s:s}", "op", "bundle.verify", "path", cli_operand(cli, 0));
  json_t *answer = call_boardless(cli, request, err);
  if (!answer) return false;
  bool ok = json_flag(answer, "ok");
  const json_t *problems = json_object_get(answer, "problems");
  if (!print_json(cli, answer)) {
    print_line(cli, "%s: %s, %lld files, %lld bytes.", cli_operand(cli, 0), ok ? "whole" : "NOT whole",
               (long long)json_number(answer, "files", 0), (long long)json_number(answer, "bytes", 0));
    print_texts(cli, "-", problems);
    print_texts(cli, "-", json_object_get(answer, "proven"));
  }
  size_t count = json_array_size(problems);
  json_decref(answer);
  return ok || err_set(err, ERR_REFUSED, "\"%s\" does not verify: %zu %s, listed above.", cli_operand(cli, 0), count,
                       count == 1 ? "problem" : "problems");
}

const struct command command_bundle_create = {
    .noun = "bundle",
    .verb = "create",
    .usage = "CASE",
    .summary = "one zip with everything about an item",
    .help = "Writes a zip that needs no Waymark to read: timeline, evidence, journal, the workflow itself, and checksums over all of it "
            "(BagIt). "
            "The same item gives the same bytes. Making it is noted in the item's journal.",
    .example = "waymark bundle create RA-1 --as h.dixon --output inspector.zip",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(OUTPUT),
    .run = create_run,
};
const struct command command_bundle_verify = {
    .noun = "bundle",
    .verb = "verify",
    .usage = "FILE.zip",
    .summary = "check a bundle, without any board",
    .help =
        "Checks that a bundle is whole and unchanged, and says what that proves and what it does not. It needs no board and no network.",
    .example = "waymark bundle verify inspector.zip",
    .operand_min = 1,
    .operand_max = 1,
    .run = verify_run,
};
