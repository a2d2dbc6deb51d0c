// Goal: notes and checkpoints are C2SP's signed-note and tlog-checkpoint to the byte, and nothing but what the key signed verifies. Method:
// golden files that another program made with another library; each flipped bit, and notes that are wrong in one way each.
#include "seal/note.h"

#include "../../helper/temporary.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define GOLDEN WAYMARK_SOURCE_DIR "/tests/unit/seal/golden/"
#define ORIGIN "waymark/913969a1ae06052779065b87eb53cb64"

static char *golden(const char *name) {
  struct env env = env_system();
  struct err err = {0};
  char *path = mem_format(GOLDEN "%s", name), *text;
  size_t size;
  if (!env_read_file(&env, path, 10000, &text, &size, &err)) fail_msg("%s", err.text);
  mem_free(path);
  return text;
}

static void count_up(void *user, void *bytes, size_t size) { // the golden key's seed
  (void)user;
  for (size_t i = 0; i < size; i++) ((uint8_t *)bytes)[i] = (uint8_t)i;
}

static char *new_folder(void) {
  char *folder = temporary_name("waymark-seal");
  assert_non_null(mkdtemp(folder));
  return folder;
}

static void drop_folder(char *folder) {
  char *command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  mem_free(folder);
}

static struct seal_key golden_key(void) {
  struct env env = env_system();
  struct err err = {0};
  struct seal_key key = {0};
  char *folder = new_folder();
  env.random = count_up;
  if (!seal_key_create(&env, folder, 1, &key, &err)) fail_msg("%s", err.text);
  drop_folder(folder);
  return key;
}

static void a_checkpoint_is_the_golden_note(void **state) {
  (void)state;
  struct err err = {0};
  struct seal_key key = golden_key();
  struct checkpoint head = {.origin = ORIGIN, .size = 5}, read;
  assert_true(hex_read(head.root.bytes, HASH_SIZE, "9a3762416024c45110378c3fa1aa6956cc175ebfba1d2d8d57db4e06ec24e138"));
  char signature[SEAL_BASE64_SIZE];
  char *note = checkpoint_sign(&head, &key, signature), *again = checkpoint_note(&head, signature), *wanted = golden("checkpoint.txt");
  assert_string_equal(note, wanted);
  assert_string_equal(again, wanted);
  assert_true(note_verify(note, ORIGIN, key.public_key, &err));
  assert_true(checkpoint_read(note, &read, &err));
  assert_string_equal(read.origin, ORIGIN);
  assert_int_equal(read.size, 5);
  assert_true(hash_equal(&read.root, &head.root));
  mem_free(note), mem_free(again), mem_free(wanted);
}

static void a_key_is_told_as_verifiers_take_it(void **state) {
  (void)state;
  struct seal_key key = golden_key();
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  char *text = note_key_write(ORIGIN, key.public_key), *wanted = golden("key.txt");
  wanted[strlen(wanted) - 1] = '\0';
  assert_string_equal(text, wanted);
  assert_true(note_key_read(text, ORIGIN, public_key));
  assert_memory_equal(public_key, key.public_key, sizeof public_key);
  for (size_t i = 0; text[i]; i++) { // no character of it may be another
    text[i] ^= 1;
    assert_false(note_key_read(text, ORIGIN, public_key));
    text[i] ^= 1;
  }
  assert_false(note_key_read("", ORIGIN, public_key) || note_key_read(ORIGIN "+", ORIGIN, public_key));
  mem_free(text), mem_free(wanted);
}

static void no_flipped_bit_verifies(void **state) {
  (void)state;
  struct err err;
  struct seal_key key = golden_key();
  char *note = golden("checkpoint.txt");
  for (size_t i = 0; note[i]; i++)
    for (int bit = 0; bit < 8; bit++) {
      note[i] ^= (char)(1 << bit);
      assert_false(note_verify(note, ORIGIN, key.public_key, &err));
      assert_int_equal(err.code, ERR_INVALID);
      note[i] ^= (char)(1 << bit);
    }
  mem_free(note);
}

// What others add is passed over; what this key is said to have signed must hold; nothing at all is no signature.
static void signatures_of_others_are_passed_over(void **state) {
  (void)state;
  struct err err = {0};
  struct seal_key key = golden_key(), other = golden_key();
  char *golden_note = golden("checkpoint.txt");
  struct buf note;
  buf_init(&note);
  buf_text(&note, golden_note);
  size_t size = (size_t)(strstr(golden_note, "\n\n") - golden_note) + 1;
  note_sign(&note, size, "witness.example/1", &other);
  assert_true(note_verify(note.data, ORIGIN, key.public_key, &err));
  assert_true(note_verify(note.data, "witness.example/1", other.public_key, &err));
  assert_false(note_verify(note.data, "witness.example/2", other.public_key, &err));
  assert_non_null(strstr(err.text, "not signed by the key"));
  note_sign(&note, size - 1, ORIGIN, &key); // of another text: it spoils the note although the first one holds
  assert_false(note_verify(note.data, ORIGIN, key.public_key, &err));
  assert_non_null(strstr(err.text, "does not fit its text"));
  buf_clear(&note);
  mem_free(golden_note);
}

static void what_is_no_checkpoint_is_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",
      "\n",
      "\n\n",
      "a\n5\n",
      "a\n5\nmjdi\n\n\xe2\x80\x94 a AAAA\n",
      "\n5\nx\n\n\xe2\x80\x94 a AAAA\n",
      "a\n05\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA\n",
      "a\n-5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA\n",
      "a\n9999999999999999999\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA\n",
      "a\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg\n\n\xe2\x80\x94 a AAAA\n",
      "a\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Th=\n\n\xe2\x80\x94 a AAAA\n", // not the one canonical text of its bytes
      "a\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\xe2\x80\x94 a AAAA\n",
      "a\r\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA\n",
      "a\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA",
      "\xff\n5\nmjdiQWAkxFEQN4w/oappVswXXr+6HS2NV9tOBuwk4Tg=\n\n\xe2\x80\x94 a AAAA\n"};
  struct checkpoint head;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct err err = {0};
    if (checkpoint_read(wrong[i], &head, &err)) fail_msg("taken: %s", wrong[i]);
    assert_int_equal(err.code, ERR_INVALID);
  }
}

static void a_key_s_file_is_the_golden_line_and_its_owner_s_alone(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  struct seal_key key, read;
  struct stat about;
  char *folder = new_folder(), *path = mem_format("%s/keys/signing-1", folder), *text, *wanted = golden("signing-1.txt");
  size_t size;
  env.random = count_up;
  for (int again = 0; again < 2; again++) assert_true(seal_key_create(&env, folder, 1, &key, &err)); // one that never came into use
  assert_true(env_read_file(&env, path, 1000, &text, &size, &err));
  assert_string_equal(text, wanted);
  assert_int_equal(stat(path, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
  assert_true(seal_key_read(&env, folder, 1, &read, &err));
  assert_memory_equal(&read, &key, sizeof key);
  assert_false(seal_key_read(&env, folder, 2, &read, &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  seal_key_erase(&env, folder, 1);
  assert_false(seal_key_read(&env, folder, 1, &read, &err));
  seal_key_erase(&env, folder, 1);
  mem_free(path), mem_free(text), mem_free(wanted);
  drop_folder(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_checkpoint_is_the_golden_note),  cmocka_unit_test(a_key_is_told_as_verifiers_take_it),
      cmocka_unit_test(no_flipped_bit_verifies),          cmocka_unit_test(signatures_of_others_are_passed_over),
      cmocka_unit_test(what_is_no_checkpoint_is_refused), cmocka_unit_test(a_key_s_file_is_the_golden_line_and_its_owner_s_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
