// waymark journal witness: a folder elsewhere keeps the last signed head of a board, and takes a newer one only with the proof that the old
// is its beginning. So a record that was written anew, cut off, or put back from an old backup is refused by somebody who is not the board.
// What it took it cosigns, and hands that back.
//
// Everything is checked here, by what the witness holds and never by what the board says of itself: the key by endorsements from the one
// that was seen first, the head by a consistency proof from the one that was kept.
#include "cli/witness.h"

#include "base/mem.h"
#include "base/merkle.h"
#include "seal/endorsement.h"

#include <string.h>
#include <unistd.h>

struct witness {
  struct cli *cli;
  struct witness_folder folder;
  json_t *answer; // of journal.checkpoint
  const char *note, *key;
  struct checkpoint head, kept;
  bool first; // nothing was kept
};

static bool take_answer(struct witness *witness, json_t *answer, struct err *err) {
  json_decref(witness->answer);
  witness->answer = answer;
  if (!answer) return false;
  witness->note = json_text(answer, "checkpoint");
  witness->key = json_text(answer, "key");
  if (!witness->note || !witness->key) return err_set(err, ERR_CORRUPT, "The board answered without a checkpoint; nothing was kept.");
  return checkpoint_read(witness->note, &witness->head, err);
}

// ---- the key

static bool is_signed(const char *key, const char *origin, const char *note, struct err *err) {
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  if (!note_key_read(key, origin, public_key)) return err_set(err, ERR_CORRUPT, "The key is not in form.");
  return note_verify(note, origin, public_key, err);
}

static bool fail_key(const struct witness *witness, const char *why, struct err *err) {
  return err_set(err, ERR_CORRUPT,
                 "The board's checkpoint is not signed by the key that this witness knows, nor by one that it vouches for: %s Either the "
                 "board lost its key and made another, which `waymark journal verify` on the board then says, or this is a record that "
                 "somebody else signed. Nothing was kept. Ask the board, by another way than this, which key is its own; if it is %s, run "
                 "this again with --accept-key and that key.",
                 why, witness->key);
}

// Somebody has asked the board, and says that this is its key.
static bool accept_key(struct witness *witness, const char *accepted, struct err *err) {
  if (strcmp(accepted, witness->key) != 0)
    return err_set(err, ERR_REFUSED, "The board signs with another key than the one to be accepted; its own is %s.", witness->key);
  return is_signed(witness->key, witness->head.origin, witness->note, err) &&
         witness_folder_write(&witness->folder, witness->folder.key_path, witness->key, err);
}

// The key that was known first stays the one that counts; today's must follow from it.
static bool follow_key(struct witness *witness, struct err *err) {
  struct err why;
  char *known = file_text(witness->cli, witness->folder.key_path, NOTE_SIZE_MAX, err);
  if (!known) return false;
  json_t *request = request_new(witness->cli, "journal.checkpoint");
  json_put_text(request, "since", known);
  bool ok = take_answer(witness, call(witness->cli, request, -1, err), err);
  if (ok && (!chain_reaches(json_object_get(witness->answer, "keys"), witness->head.origin, known, witness->key, &why) ||
             !is_signed(witness->key, witness->head.origin, witness->note, &why)))
    ok = fail_key(witness, why.text, err);
  mem_free(known);
  return ok;
}

static bool check_key(struct witness *witness, struct err *err) {
  const char *accepted = cli_option(witness->cli, OPTION_ACCEPT_KEY);
  if (accepted) return accept_key(witness, accepted, err);
  if (access(witness->folder.key_path, F_OK) == 0) return follow_key(witness, err);
  return is_signed(witness->key, witness->head.origin, witness->note, err) &&
         witness_folder_write(&witness->folder, witness->folder.key_path, witness->key, err);
}

// ---- the head

static bool read_proof(const json_t *list, struct merkle_proof *proof) {
  size_t i;
  json_t *hex;
  *proof = (struct merkle_proof){.count = 0};
  if (!json_is_array(list) || json_array_size(list) > MERKLE_LEVELS_MAX) return false;
  json_array_foreach(list, i, hex) if (!json_is_string(hex) ||
                                       !hex_read(proof->hashes[proof->count++].bytes, HASH_SIZE, json_string_value(hex))) return false;
  return true;
}

static json_t *ask_proof(struct witness *witness, int64_t from, struct err *err) {
  json_t *request = request_new(witness->cli, "journal.consistency");
  json_put_number(request, "from", from);
  json_put_number(request, "to", witness->head.size);
  return call(witness->cli, request, -1, err);
}

// Is what was seen before the beginning of today's? `who` saw it, and keeps it in the file at `path`.
static bool check_growth(struct witness *witness, const struct checkpoint *seen, const char *who, const char *path, struct err *err) {
  const struct checkpoint *head = &witness->head;
  struct merkle_proof proof;
  if (head->size < seen->size)
    return err_set(
        err, ERR_CORRUPT,
        "The board has %lld entries and %s saw %lld: the journal's end was cut off, or an old backup was put back. Nothing "
        "was kept. Put the newest waymark.db back; if it is lost for good, keep %s as the proof of what was, and begin with a new "
        "folder.",
        (long long)head->size, who, (long long)seen->size, path);
  json_t *answer = ask_proof(witness, seen->size, err);
  if (!answer) return false;
  bool ok =
      read_proof(json_object_get(answer, "proof"), &proof) && merkle_consistent(seen->size, &seen->root, head->size, &head->root, &proof);
  json_decref(answer);
  return ok || err_set(err, ERR_CORRUPT,
                       "The board's record does not continue the one that %s saw: of its first %lld entries some were changed, or it "
                       "has two histories. Nothing was kept. Keep a copy of the board's folder and %s, and compare them with a backup.",
                       who, (long long)seen->size, path);
}

static bool check_kept(struct witness *witness, struct err *err) {
  const char *path = witness->folder.note_path;
  witness->first = access(path, F_OK) != 0;
  if (witness->first) return true;
  char *note = file_text(witness->cli, path, NOTE_SIZE_MAX, err);
  bool ok = note && (checkpoint_read(note, &witness->kept, err) || err_prefix(err, "%s: ", path)) &&
            check_growth(witness, &witness->kept, "this witness", path, err);
  mem_free(note);
  return ok;
}

// What another witness kept must be of one history with this one's; each signed by the board, they prove it where they are not.
static bool is_of_the_board(const struct witness *witness, const char *note, const char *path, struct err *err) {
  const json_t *keys = json_object_get(witness->answer, "keys");
  struct err why;
  size_t i;
  json_t *row;
  bool held = is_signed(witness->key, witness->head.origin, note, &why);
  json_array_foreach(keys, i, row) held =
      held || (json_text(row, "key") && is_signed(json_text(row, "key"), witness->head.origin, note, &why));
  return held || err_set(err, ERR_REFUSED,
                         "%s is not signed by the board with a key that this witness knows or one that follows from it; compare the other "
                         "way round.",
                         path);
}

static bool check_other(struct witness *witness, struct err *err) {
  const char *other = cli_option(witness->cli, OPTION_COMPARE), *name = strrchr(witness->folder.note_path, '/');
  struct checkpoint seen;
  if (!other) return true;
  char *inside = mem_format("%s%s", other, name), *path = access(inside, F_OK) == 0 ? inside : mem_text(other);
  char *who = mem_format("the witness of %s", other), *note = file_text(witness->cli, path, NOTE_SIZE_MAX, err);
  bool ok = note && (checkpoint_read(note, &seen, err) || err_prefix(err, "%s: ", path)) && is_of_the_board(witness, note, path, err) &&
            check_growth(witness, &seen, who, path, err);
  if (path != inside) mem_free(path);
  mem_free(inside);
  mem_free(note);
  mem_free(who);
  return ok;
}

// ---- what is done with it

static bool hand_back(struct witness *witness, const char *note, struct err *err) {
  json_t *request = request_new(witness->cli, "journal.cosign");
  json_put_text(request, "checkpoint", note);
  json_put_text(request, "witness", witness->folder.own_key);
  json_t *answer = call(witness->cli, request, -1, err);
  json_decref(answer);
  return answer != NULL;
}

static bool keep(struct witness *witness, struct err *err) {
  struct buf note;
  buf_init(&note);
  buf_text(&note, witness->note);
  bool ok = witness_folder_cosign(&witness->folder, &note, err) &&
            witness_folder_write(&witness->folder, witness->folder.note_path, note.data, err) && hand_back(witness, note.data, err);
  buf_clear(&note);
  return ok;
}

static bool look(struct witness *witness, struct err *err) {
  return take_answer(witness, call(witness->cli, request_new(witness->cli, "journal.checkpoint"), -1, err), err) &&
         witness_folder_of_log(&witness->folder, witness->head.origin, err) && check_key(witness, err) && check_kept(witness, err) &&
         check_other(witness, err) && keep(witness, err);
}

static void print_kept(struct cli *cli, const struct witness *witness) {
  if (witness->first) {
    print_line(cli, "First seen: %lld entries. From now on this folder notices when they are changed.", (long long)witness->head.size);
    print_line(cli, "Its key, by which others check what it cosigned:");
    fprintf(cli->out, "%s\n", witness->folder.own_key);
  } else
    print_line(cli, "The record grew from %lld entries to %lld, and nothing before that was changed.", (long long)witness->kept.size,
               (long long)witness->head.size);
  if (cli_has(cli, OPTION_COMPARE)) print_line(cli, "What the other witness saw is of the same history.");
}

static bool witness_run(struct cli *cli, struct err *err) {
  struct witness witness = {.cli = cli};
  bool ok = witness_folder_open(&witness.folder, &cli->env, cli_operand(cli, 0), err) && look(&witness, err);
  if (ok && !print_json(cli, json_object_get(witness.answer, "head"))) print_kept(cli, &witness);
  json_decref(witness.answer);
  witness_folder_clear(&witness.folder);
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
        "written anew, cut off, or put back from an old backup. It adds its own signature, with the time, to what it took, and hands that "
        "to the board. --compare takes what another witness kept: two that were shown different histories find it so.",
    .example = "waymark journal witness ../witness --board redcar\nwaymark journal witness ../witness --compare /mnt/police/witness",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(ACCEPT_KEY) | TAKES(COMPARE),
    .run = witness_run,
};
