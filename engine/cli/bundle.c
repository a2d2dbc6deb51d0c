// waymark bundle ...: one zip with everything about some items, for somebody outside; and checking such a zip.
#include "base/mem.h"
#include "cli/internal.h"
#include "cli/password.h"
#include "seal/note.h"

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

// The signed note in the file that an option names; NULL when it was not given, or with err. Caller frees.
static char *note_of(struct cli *cli, enum option_name option, struct err *err) {
  return cli_has(cli, option) ? file_text(cli, cli_option(cli, option), NOTE_SIZE_MAX, err) : NULL;
}

// ---- create

static char *top_of(const struct cli *cli) { // Caller frees.
  const char *workflow = cli_option(cli, OPTION_WORKFLOW);
  return cli->args.operand_count > 1 ? mem_text("bundle") : plain_name(workflow ? workflow : cli_operand(cli, 0));
}

static bool put_where(struct cli *cli, json_t *request, struct err *err) {
  const char *word;
  for (size_t i = 0; (word = cli_option_at(cli, OPTION_WHERE, i)); i++) {
    const char *equals = strchr(word, '=');
    if (!equals || equals == word)
      return err_set(err, ERR_MISUSE, "\"%s\" is not FIELD=VALUE; write for example --where lead_agency=police.", word);
    char *field = mem_text_part(word, (size_t)(equals - word));
    json_put_text(json_object_at(request, "where"), field, equals + 1);
    mem_free(field);
  }
  return true;
}

// Told to the board and to nobody else: it is in no journal.
static bool put_password(struct cli *cli, json_t *request, struct err *err) {
  if (!cli_has(cli, OPTION_ENCRYPT) && !password_is_given(cli)) return true;
  char *password = password_read(cli, true, err);
  json_put_text(request, "password", password);
  bool ok = password != NULL;
  password_free(password);
  return ok;
}

static json_t *create_request(struct cli *cli, const char *top, struct err *err) {
  json_t *request = request_new(cli, "bundle.create");
  char *kept = note_of(cli, OPTION_CONSISTENT_WITH, err);
  bool ok = put_where(cli, request, err) && put_password(cli, request, err) && (kept || !cli_has(cli, OPTION_CONSISTENT_WITH));
  for (size_t i = 0; i < cli->args.operand_count; i++) json_array_add(json_array_at(request, "cases"), cli_operand(cli, i));
  if (cli_has(cli, OPTION_WITH_OPENED)) json_put_flag(request, "with_opened", true);
  request_option(cli, request, "workflow", OPTION_WORKFLOW);
  request_option(cli, request, "period_from", OPTION_FROM);
  request_option(cli, request, "period_to", OPTION_TO);
  request_option(cli, request, "recipient", OPTION_RECIPIENT);
  request_option(cli, request, "purpose", OPTION_PURPOSE);
  request_option(cli, request, "profile", OPTION_PROFILE);
  request_option(cli, request, "checkpoint", OPTION_CHECKPOINT);
  json_put_text(request, "consistent_with", kept);
  json_put_text(request, "top", top);
  mem_free(kept);
  if (ok) return request;
  json_decref(request);
  return NULL;
}

static json_t *create_into(struct cli *cli, int fd, struct err *err) {
  char *top = top_of(cli);
  json_t *request = create_request(cli, top, err);
  mem_free(top);
  return request ? call(cli, request, fd, err) : NULL;
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

static void print_created(struct cli *cli, const char *path, const json_t *answer) {
  long long items = (long long)json_number(answer, "items", 0);
  char *what = items == 1 ? mem_text(json_text(answer, "ref")) : mem_format("%lld items", items);
  print_line(cli, "%s: %s written, %lld files, %lld bytes, SHA-256 %s.", what, path, (long long)json_number(answer, "files", 0),
             (long long)json_number(answer, "bytes", 0), json_text(answer, "sha256"));
  mem_free(what);
}

static bool create_run(struct cli *cli, struct err *err) {
  if (cli->args.operand_count == 0 && !cli_has(cli, OPTION_WORKFLOW))
    return err_set(err, ERR_MISUSE,
                   "\"waymark bundle create\" needs ITEM... after it, or --workflow NAME; see \"waymark bundle create --help\".");
  const char *asked = cli_option(cli, OPTION_OUTPUT);
  char *name = top_of(cli), *path = asked ? mem_text(asked) : mem_format("%s.zip", name);
  json_t *answer = create_at(cli, path, err);
  if (answer && !print_json(cli, answer)) print_created(cli, path, answer);
  json_decref(answer);
  mem_free(name);
  mem_free(path);
  return answer != NULL;
}

// ---- verify

static void print_texts(struct cli *cli, const char *sign, const json_t *texts) {
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text)
      print_line(cli, "  %s %s", sign, json_is_string(text) ? json_string_value(text) : json_text(text, "text"));
}

// KEY itself, or the first line of the file that holds it. Caller frees; NULL with err.
static char *key_of(struct cli *cli, struct err *err) {
  const char *given = cli_option(cli, OPTION_KEY), *plus = strchr(given, '+');
  if (plus && strchr(plus + 1, '+') && access(given, F_OK) != 0) return mem_text(given);
  char *text = file_text(cli, given, NOTE_SIZE_MAX, err);
  if (text) text[strcspn(text, "\r\n")] = '\0';
  return text;
}

static json_t *ask_with(struct cli *cli, json_t *request, const char *password, struct err *err) {
  json_put_text(request, "password", password);
  return call_boardless(cli, json_incref(request), err);
}

// Only opening it shows that a bundle is encrypted; then somebody who sits at a terminal is asked.
static bool may_ask(const struct err *err) { return strstr(err->text, "is encrypted: give the password") && isatty(STDIN_FILENO); }

static json_t *ask_verify(struct cli *cli, json_t *request, struct err *err) {
  bool is_given = password_is_given(cli);
  char *password = is_given ? password_read(cli, false, err) : NULL;
  json_t *answer = password || !is_given ? ask_with(cli, request, password, err) : NULL;
  if (!answer && !is_given && may_ask(err) && (password = password_read(cli, false, err))) answer = ask_with(cli, request, password, err);
  password_free(password);
  json_decref(request);
  return answer;
}

static json_t *verify_request(struct cli *cli, struct err *err) {
  char *key = cli_has(cli, OPTION_KEY) ? key_of(cli, err) : NULL, *kept = note_of(cli, OPTION_CHECKPOINT, err);
  bool ok = (key || !cli_has(cli, OPTION_KEY)) && (kept || !cli_has(cli, OPTION_CHECKPOINT));
  json_t *request = ok ? json_pack("{s:s, s:s}", "op", "bundle.verify", "path", cli_operand(cli, 0)) : NULL;
  if (ok) json_put_text(request, "signing_key", key);
  if (ok) json_put_text(request, "checkpoint", kept);
  mem_free(key);
  mem_free(kept);
  return request;
}

static void print_verified(struct cli *cli, const json_t *answer) {
  const json_t *open = json_object_get(answer, "not_proven");
  print_line(cli, "%s: %s, %lld files, %lld bytes.", cli_operand(cli, 0), json_flag(answer, "ok") ? "whole" : "NOT whole",
             (long long)json_number(answer, "files", 0), (long long)json_number(answer, "bytes", 0));
  print_texts(cli, "-", json_object_get(answer, "problems"));
  print_texts(cli, "-", json_object_get(answer, "proven"));
  if (json_array_size(open)) print_line(cli, "Not proven:");
  print_texts(cli, "-", open);
}

static bool verify_run(struct cli *cli, struct err *err) {
  json_t *request = verify_request(cli, err), *answer = request ? ask_verify(cli, request, err) : NULL;
  if (!answer) return false;
  bool ok = json_flag(answer, "ok");
  if (!print_json(cli, answer)) print_verified(cli, answer);
  size_t count = json_array_size(json_object_get(answer, "problems"));
  json_decref(answer);
  return ok || err_set(err, ERR_REFUSED, "\"%s\" does not verify: %zu %s, listed above.", cli_operand(cli, 0), count,
                       count == 1 ? "problem" : "problems");
}

const struct command command_bundle_create = {
    .noun = "bundle",
    .verb = "create",
    .usage = "[ITEM...]",
    .summary = "one zip with everything about some items",
    .help =
        "Writes a zip that needs no Waymark to read: for each item its timeline, evidence, deadlines and journal, with a proof that each "
        "entry stands in the log that was signed; the workflows and calendars; and checksums over all of it (BagIt). Name the items, or "
        "choose them by workflow, by what their fields hold and by a period in which something happened to them. What you may not see "
        "is neither in it nor counted. "
        "The same items and options give the same bytes on any day, unless it is encrypted (--encrypt, WinZip's AES-256). Making it is "
        "noted in each item's journal; for somebody outside, "
        "with --recipient and --purpose. With --profile it holds what a redaction profile lets its reader see; all that is withheld is "
        "said "
        "at its place, and everything still verifies.",
    .example = "waymark bundle create RA-1 --as h.dixon --output RA-1.zip\n"
               "waymark bundle create --workflow review-action --where lead_agency=police --from 2016-04-01 --to 2017-03-31 --as h.dixon "
               "--recipient \"Ofsted\" --purpose \"Inspection, March 2017\" --output inspector.zip",
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(OUTPUT) | TAKES(WITH_OPENED) | TAKES(WORKFLOW) | TAKES(WHERE) | TAKES(FROM) | TAKES(TO) | TAKES(RECIPIENT) |
             TAKES(PURPOSE) | TAKES(CHECKPOINT) | TAKES(CONSISTENT_WITH) | TAKES(ENCRYPT) | TAKES(PASSWORD_FILE) | TAKES(PASSWORD_FD) |
             TAKES(PROFILE),
    .run = create_run,
};
const struct command command_bundle_verify = {
    .noun = "bundle",
    .verb = "verify",
    .usage = "FILE.zip",
    .summary = "check a bundle, without any board",
    .help =
        "Checks that a bundle is whole and unchanged, and says what that proves and what it does not. It needs no board and no network. "
        "With --key it also proves whose log it is, and with --checkpoint that it is the log of a checkpoint that you kept.",
    .example = "waymark bundle verify inspector.zip\nwaymark bundle verify inspector.zip --key board.key --checkpoint kept.txt",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(KEY) | TAKES(CHECKPOINT) | TAKES(PASSWORD_FILE) | TAKES(PASSWORD_FD),
    .run = verify_run,
};
