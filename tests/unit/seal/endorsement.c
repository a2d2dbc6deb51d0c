// Goal: an endorsement and a cosignature are what FORMAT.md and C2SP's tlog-cosignature say, to the byte, and nothing but what was signed
// holds; trust follows a chain of keys and ends where a link is missing. Method: golden files that another program made with another
// library's calls; every byte changed in turn; chains with one thing wrong each.
#include "seal/endorsement.h"

#include "../../helper/temporary.h"
#include "base/mem.h"
#include "seal/cosignature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN WAYMARK_SOURCE_DIR "/tests/unit/seal/golden/"
#define ORIGIN "waymark/913969a1ae06052779065b87eb53cb64"
#define WITNESS "waymark-witness/0001020304050607"

static const int64_t AT_MS = INT64_C(1473066000) * 1000;

static char *golden(const char *name) {
  struct env env = env_system();
  struct err err = {0};
  char *path = mem_format(GOLDEN "%s", name), *text;
  size_t size;
  if (!env_read_file(&env, path, 10000, &text, &size, &err)) fail_msg("%s", err.text);
  mem_free(path);
  return text;
}

static uint8_t first_byte; // of the next key's seed
static void count_up(void *user, void *bytes, size_t size) {
  (void)user;
  for (size_t i = 0; i < size; i++) ((uint8_t *)bytes)[i] = (uint8_t)(first_byte + i);
}

// The n-th key of the tests: its seed is 32 bytes that count up from 32n.
static struct seal_key key_of(int n) {
  struct env env = env_system();
  struct err err = {0};
  struct seal_key key = {0};
  char *folder = temporary_name("waymark-seal"), *command;
  assert_non_null(mkdtemp(folder));
  env.random = count_up;
  first_byte = (uint8_t)(32 * n);
  if (!seal_key_create(&env, folder, n + 1, &key, &err)) fail_msg("%s", err.text);
  command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  mem_free(folder);
  return key;
}

static struct checkpoint golden_head(void) {
  struct checkpoint head = {.origin = ORIGIN, .size = 5};
  assert_true(hex_read(head.root.bytes, HASH_SIZE, "9a3762416024c45110378c3fa1aa6956cc175ebfba1d2d8d57db4e06ec24e138"));
  return head;
}

static void an_endorsement_is_the_golden_note(void **state) {
  (void)state;
  struct err err = {0};
  struct seal_key old = key_of(0), fresh = key_of(1);
  struct checkpoint head = golden_head(), read;
  char *by = note_key_write(ORIGIN, old.public_key), *key = note_key_write(ORIGIN, fresh.public_key);
  char *note = endorsement_sign(&head, 2, key, &old), *wanted = golden("endorsement.txt");
  assert_string_equal(note, wanted);
  assert_true(endorsement_read(note, ORIGIN, 2, key, by, &read, &err));
  assert_true(read.size == 5 && hash_equal(&read.root, &head.root));
  assert_false(endorsement_read(note, ORIGIN, 3, key, by, &read, &err));  // another place in the line
  assert_false(endorsement_read(note, ORIGIN, 2, by, by, &read, &err));   // another key
  assert_false(endorsement_read(note, ORIGIN, 2, key, key, &read, &err)); // signed by itself
  assert_false(endorsement_read(note, "waymark/other", 2, key, by, &read, &err));
  for (size_t i = 0; wanted[i]; i++) {
    note[i] ^= 1;
    if (endorsement_read(note, ORIGIN, 2, key, by, &read, &err)) fail_msg("byte %zu may be changed", i);
    note[i] ^= 1;
  }
  mem_free(note), mem_free(wanted), mem_free(by), mem_free(key);
}

// A checkpoint is no endorsement, however it ends; and an endorsement speaks of the head that it was made over.
static void a_checkpoint_endorses_nothing(void **state) {
  (void)state;
  struct err err = {0};
  struct seal_key old = key_of(0), fresh = key_of(1);
  struct checkpoint head = golden_head(), read;
  char signature[SEAL_BASE64_SIZE], *by = note_key_write(ORIGIN, old.public_key), *key = note_key_write(ORIGIN, fresh.public_key);
  char *note = checkpoint_sign(&head, &old, signature);
  assert_false(endorsement_read(note, ORIGIN, 2, key, by, &read, &err));
  assert_int_equal(err.code, ERR_INVALID);
  mem_free(note), mem_free(by), mem_free(key);
}

// Rows of keys 1 to 4; each but the first endorsed.
static json_t *chain_new(char *keys[4]) {
  json_t *rows = json_array();
  struct checkpoint head = golden_head();
  for (int i = 0; i < 4; i++) {
    struct seal_key key = key_of(i), before = key_of(i ? i - 1 : 0);
    keys[i] = note_key_write(ORIGIN, key.public_key);
    char *note = i ? endorsement_sign(&head, i + 1, keys[i], &before) : NULL;
    json_t *row = json_pack("{s:i, s:s}", "epoch", i + 1, "key", keys[i]);
    json_put_text(row, "endorsement", note);
    json_array_append_new(rows, row);
    mem_free(note);
  }
  return rows;
}

static void breaks(const json_t *rows, const char *from, const char *to, const char *says) {
  struct err err = {0};
  assert_false(chain_reaches(rows, ORIGIN, from, to, &err));
  if (!strstr(err.text, says)) fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

static void trust_follows_the_chain_and_ends_at_a_gap(void **state) {
  (void)state;
  struct err err = {0};
  char *keys[4];
  json_t *rows = chain_new(keys), *third = json_array_get(rows, 2), *held = json_incref(json_object_get(third, "endorsement"));
  for (int i = 0; i < 4; i++)
    for (int j = i; j < 4; j++) assert_true(chain_reaches(rows, ORIGIN, keys[i], keys[j], &err));
  breaks(rows, keys[2], keys[1], "does not follow");
  breaks(rows, "x", keys[3], "not among");
  breaks(rows, keys[0], "x", "does not follow");
  breaks(NULL, keys[0], keys[1], "not among");
  json_object_del(third, "endorsement");
  breaks(rows, keys[0], keys[3], "Signing key 3 is not endorsed");
  assert_true(chain_reaches(rows, ORIGIN, keys[2], keys[3], &err)); // who knows a later one need not go back
  json_object_set(third, "endorsement", json_object_get(json_array_get(rows, 3), "endorsement"));
  breaks(rows, keys[0], keys[3], "endorsement of signing key 3 does not hold");
  json_object_set(third, "endorsement", held);
  json_put_number(third, "epoch", 7);
  breaks(rows, keys[0], keys[3], "not whole at key 7");
  json_put_number(third, "epoch", 3);
  json_array_remove(rows, 1);
  breaks(rows, keys[0], keys[3], "not whole at key 3");
  for (int i = 0; i < 4; i++) mem_free(keys[i]);
  json_decref(held);
  json_decref(rows);
}

static void a_cosignature_is_the_golden_line(void **state) {
  (void)state;
  struct err err = {0};
  struct seal_key key = key_of(1), board = key_of(0);
  struct cosigner cosigner;
  int64_t at_ms = 0;
  char *note = golden("checkpoint.txt"), *wanted = golden("cosigned.txt"), *told = golden("witness.txt");
  assert_true(cosigner_read(told, &cosigner));
  assert_string_equal(cosigner.name, WITNESS);
  assert_memory_equal(cosigner.public_key, key.public_key, SEAL_PUBLIC_SIZE);
  char *line = cosignature_sign(note, WITNESS, &key, AT_MS + 999, &err), *whole = mem_format("%s%s", note, line);
  assert_string_equal(whole, wanted);
  assert_true(cosignature_verify(whole, &cosigner, &at_ms, &err));
  assert_int_equal(at_ms, AT_MS);
  assert_true(note_verify(whole, ORIGIN, board.public_key, &err)); // who does not know the witness passes it over
  assert_false(cosignature_verify(note, &cosigner, &at_ms, &err));
  assert_null(cosignature_line(note, &cosigner));
  char *found = cosignature_line(whole, &cosigner);
  assert_true(strncmp(found, line, strlen(line) - 1) == 0 && strlen(found) == strlen(line) - 1);
  mem_free(found), mem_free(line), mem_free(note), mem_free(wanted), mem_free(told), mem_free(whole);
}

static void nothing_else_is_cosigned(void **state) {
  (void)state;
  struct err err = {0};
  struct cosigner cosigner;
  int64_t at_ms;
  char *note = golden("cosigned.txt"), *told = golden("witness.txt"), *boards = golden("key.txt");
  const char *signatures = strstr(note, "\n\n") + 2, *own = strstr(note, "\xe2\x80\x94 " WITNESS);
  assert_true(cosigner_read(told, &cosigner));
  for (char *c = note; *c; c++) {
    if (c >= signatures && c < own) continue; // the board's own signature is none of the witness's business
    *c ^= 1;
    if (cosignature_verify(note, &cosigner, &at_ms, &err)) fail_msg("byte %td may be changed", c - note);
    *c ^= 1;
  }
  assert_false(cosigner_read(boards, &cosigner)); // a log's key is no witness's
  assert_false(cosigner_read("", &cosigner));
  told[strlen(told) - 1] = '\0';
  assert_false(cosigner_read(told, &cosigner));
  mem_free(note), mem_free(told), mem_free(boards);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_endorsement_is_the_golden_note),
      cmocka_unit_test(a_checkpoint_endorses_nothing),
      cmocka_unit_test(trust_follows_the_chain_and_ends_at_a_gap),
      cmocka_unit_test(a_cosignature_is_the_golden_line),
      cmocka_unit_test(nothing_else_is_cosigned),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
