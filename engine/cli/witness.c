// waymark journal witness: a folder elsewhere keeps the last signed head of a board, and takes a newer one only with the proof that the old
// is its beginning. So a record that was written anew, cut off, or put back from an old backup is refused by somebody who is not the board.
//
// FOLDER holds two files a board, named after its log: LOG.key, the key as it was seen first, and LOG.checkpoint, the last head. Everything
// is checked here, by what they hold and never by what the board says of itself.
#include "base/mem.h"
#include "base/merkle.h"
#include "cli/internal.h"
#include "seal/note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct witness {
  struct cli *cli;
  const char *folder;
  char *key_path, *note_path;
  char *kept_note; // NULL: the first time
  const char *note, *key;
  struct checkpoint kept, head;
};

// The file's name comes from a board, so it is looked at: "waymark/" and 32 hex digits, and nothing else.
static bool name_files(struct witness *witness, struct err *err) {
  const char *origin = witness->head.origin, *log = origin + sizeof "waymark/" - 1;
  bool ok = strncmp(origin, "waymark/", sizeof "waymark/" - 1) == 0 && strlen(log) == 32 && log[strspn(log, "0123456789abcdef")] == '\0';
  if (!ok) return err_set(err, ERR_CORRUPT, "The board's checkpoint is not of a Waymark log; nothing was kept.");
  witness->key_path = mem_format("%s/%s.key", witness->folder, log);
  witness->note_path = mem_format("%s/%s.checkpoint", witness->folder, log);
  return true;
}

// Durable before it stands under its name.
static bool replace_file(const struct env *env, const struct witness *witness, const char *path, const char *text, struct err *err) {
  char *fresh = mem_format("%s.new", path);
  env->files->remove(env->user, fresh); // of one that was cut off
  bool ok = env_write_new_file(env, fresh, text, strlen(text), err) && (rename(fresh, path) == 0 || env_fail(err, "write", path)) &&
            (env->files->sync_folder(env->user, witness->folder) == 0 || env_fail(err, "make durable", witness->folder));
  mem_free(fresh);
  return ok;
}

static bool key_signed(const char *key, const struct checkpoint *head, const char *note, struct err *err) {
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  if (!note_key_read(key, head->origin, public_key)) return err_set(err, ERR_CORRUPT, "The key is not in form.");
  return note_verify(note, head->origin, public_key, err);
}

// The key that was seen first stays the one that counts.
static bool check_key(struct witness *witness, struct err *err) {
  char *kept = NULL;
  struct err why;
  if (access(witness->key_path, F_OK) != 0)
    return key_signed(witness->key, &witness->head, witness->note, err) &&
           replace_file(&witness->cli->env, witness, witness->key_path, witness->key, err);
  if (!(kept = file_text(witness->cli, witness->key_path, NOTE_SIZE_MAX, err))) return false;
  bool ok =
      key_signed(kept, &witness->head, witness->note, &why) ||
      err_set(err, ERR_CORRUPT,
              "The board's checkpoint is not signed by the key that this witness knows. Either the board lost its key and made another, "
              "which `waymark journal verify` on the board then says, or this is a record that somebody else signed. Ask the board; to "
              "begin anew with the other key, take %s away.",
              witness->key_path);
  mem_free(kept);
  return ok;
}

static bool read_kept(struct witness *witness, struct err *err) {
  if (access(witness->note_path, F_OK) != 0) return true;
  witness->kept_note = file_text(witness->cli, witness->note_path, NOTE_SIZE_MAX, err);
  return witness->kept_note && (checkpoint_read(witness->kept_note, &witness->kept, err) || err_prefix(err, "%s: ", witness->note_path));
}

static bool read_proof(const json_t *list, struct merkle_proof *proof) {
  size_t i;
  json_t *hex;
  *proof = (struct merkle_proof){.count = 0};
  if (!json_is_array(list) || json_array_size(list) > MERKLE_LEVELS_MAX) return false;
  json_array_foreach(list, i, hex) if (!json_is_string(hex) ||
                                       !hex_read(proof->hashes[proof->count++].bytes, HASH_SIZE, json_string_value(hex))) return false;
  return true;
}

static json_t *ask_proof(struct witness *witness, struct err *err) {
  json_t *request = request_new(witness->cli, "journal.consistency");
  json_put_number(request, "from", witness->kept.size);
  json_put_number(request, "to", witness->head.size);
  return call(witness->cli, request, -1, err);
}

static bool check_growth(struct witness *witness, struct err *err) {
  const struct checkpoint *kept = &witness->kept, *head = &witness->head;
  struct merkle_proof proof;
  if (head->size < kept->size)
    return err_set(
        err, ERR_CORRUPT,
        "The board has %lld entries and this witness saw %lld: the journal's end was cut off, or an old backup was put back. Nothing "
        "was kept. Put the newest waymark.db back; if it is lost for good, keep %s as the proof of what was, and begin with a new "
        "folder.",
        (long long)head->size, (long long)kept->size, witness->note_path);
  json_t *answer = ask_proof(witness, err);
  if (!answer) return false;
  bool ok =
      read_proof(json_object_get(answer, "proof"), &proof) && merkle_consistent(kept->size, &kept->root, head->size, &head->root, &proof);
  json_decref(answer);
  return ok ||
         err_set(err, ERR_CORRUPT,
                 "The board's record does not continue the one that this witness saw: of its first %lld entries some were changed, or it "
                 "has two histories. Nothing was kept. Keep a copy of the board's folder and %s, and compare them with a backup.",
                 (long long)kept->size, witness->note_path);
}

static bool keep_head(struct witness *witness, struct err *err) {
  if (witness->kept_note && witness->kept.size == witness->head.size) return true; // proven equal; the older signature stays
  return replace_file(&witness->cli->env, witness, witness->note_path, witness->note, err);
}

static void print_kept(struct cli *cli, const struct witness *witness) {
  if (!witness->kept_note)
    print_line(cli, "First seen: %lld entries. From now on this folder notices when they are changed.", (long long)witness->head.size);
  else
    print_line(cli, "The record grew from %lld entries to %lld, and nothing before that was changed.", (long long)witness->kept.size,
               (long long)witness->head.size);
}

static bool look(struct witness *witness, json_t *answer, struct err *err) {
  witness->note = json_text(answer, "checkpoint");
  witness->key = json_text(answer, "key");
  if (!witness->note || !witness->key) return err_set(err, ERR_CORRUPT, "The board answered without a checkpoint; nothing was kept.");
  return checkpoint_read(witness->note, &witness->head, err) && name_files(witness, err) && read_kept(witness, err) &&
         check_key(witness, err) && (!witness->kept_note || check_growth(witness, err)) && keep_head(witness, err);
}

static bool make_folder(struct cli *cli, const char *folder, struct err *err) {
  struct stat about;
  if (stat(folder, &about) == 0 && S_ISDIR(about.st_mode)) return true;
  return cli->env.files->make_folder(cli->env.user, folder) == 0 || env_fail(err, "make the folder", folder);
}

static bool witness_run(struct cli *cli, struct err *err) {
  struct witness witness = {.cli = cli, .folder = cli_operand(cli, 0)};
  if (!make_folder(cli, witness.folder, err)) return false;
  json_t *answer = call(cli, request_new(cli, "journal.checkpoint"), -1, err);
  bool ok = answer && look(&witness, answer, err);
  if (ok && !print_json(cli, json_object_get(answer, "head"))) print_kept(cli, &witness);
  json_decref(answer);
  mem_free(witness.key_path);
  mem_free(witness.note_path);
  mem_free(witness.kept_note);
  return ok;
}

const struct command command_journal_witness = {
    .noun = "journal",
    .verb = "witness",
    .usage = "FOLDER",
    .summary = "keep the record's signed head elsewhere, and notice when it changes",
    .help =
        "Asks the board for its signed head and keeps it in a folder that lies elsewhere: on an agency's own disk, under another person's "
        "hand. Each time it is run it wants the proof that what it saw before is still the beginning of the record, and refuses what was "
        "written anew, cut off, or put back from an old backup.",
    .example = "waymark journal witness ../witness --board redcar",
    .operand_min = 1,
    .operand_max = 1,
    .run = witness_run,
};
