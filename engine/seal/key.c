// Keys and signatures: see key.h. A key's file is one line, `waymark signing key 1 EPOCH BASE64-OF-SEED`; the seed is RFC 8032's 32 bytes.
#include "seal/key.h"

#include "base/mem.h"

#include <sodium.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 200 };

static const char FILE_FORMAT[] = "waymark signing key 1 %lld %s\n";

static void start_library(void) {
  int started = sodium_init();
  assert(started >= 0);
  (void)started;
}

static char *path_of(const char *folder, int64_t epoch) { return mem_format("%s/keys/signing-%lld", folder, (long long)epoch); }

static void key_from_seed(const uint8_t seed[crypto_sign_SEEDBYTES], int64_t epoch, struct seal_key *key) {
  start_library();
  key->epoch = epoch;
  crypto_sign_seed_keypair(key->public_key, key->secret, seed);
}

void seal_key_erase(const struct env *env, const char *folder, int64_t epoch) {
  static const char nothing[FILE_MAX];
  char *path = path_of(folder, epoch);
  int fd = env->files->open(env->user, path, O_WRONLY | O_NOFOLLOW, 0);
  if (fd >= 0) {
    (void)!env->files->write(env->user, fd, nothing, sizeof nothing);
    struct err full; // there is nothing to be done about it: the file goes all the same
    if (env->files->sync(env->user, fd) != 0) env_sync_fail(path, &full);
    env->files->close(env->user, fd);
    env->files->remove(env->user, path);
  }
  mem_free(path);
}

static bool write_file(const struct env *env, const char *folder, int64_t epoch, const uint8_t *seed, struct err *err) {
  char base64[SEAL_BASE64_SIZE], text[FILE_MAX];
  char *keys = mem_format("%s/keys", folder), *path = path_of(folder, epoch);
  base64_write(seed, crypto_sign_SEEDBYTES, base64, sizeof base64);
  int size = snprintf(text, sizeof text, FILE_FORMAT, (long long)epoch, base64);
  bool ok = env->files->make_folder(env->user, keys) == 0 || errno == EEXIST || env_fail(err, "make the folder", keys);
  seal_key_erase(env, folder, epoch); // one that is there was written by a try that did not commit: no entry names it
  ok = ok && env_write_new_file(env, path, text, (size_t)size, err) &&
       (env->files->sync_folder(env->user, folder) == 0 || env_sync_fail(folder, err));
  sodium_memzero(text, sizeof text);
  sodium_memzero(base64, sizeof base64);
  mem_free(keys);
  mem_free(path);
  return ok;
}

bool seal_key_create(const struct env *env, const char *folder, int64_t epoch, struct seal_key *key, struct err *err) {
  uint8_t seed[crypto_sign_SEEDBYTES];
  env->random(env->user, seed, sizeof seed);
  bool ok = write_file(env, folder, epoch, seed, err);
  if (ok) key_from_seed(seed, epoch, key);
  sodium_memzero(seed, sizeof seed);
  return ok;
}

static bool read_line(const char *text, int64_t epoch, struct seal_key *key) {
  uint8_t seed[crypto_sign_SEEDBYTES];
  char start[FILE_MAX];
  int size = snprintf(start, sizeof start, FILE_FORMAT, (long long)epoch, "");
  start[size - 1] = '\0'; // without the line's end
  size_t length = strlen(text);
  bool ok = strncmp(text, start, strlen(start)) == 0 && length > strlen(start) && text[length - 1] == '\n' &&
            base64_read(seed, sizeof seed, text + strlen(start), length - strlen(start) - 1);
  if (ok) key_from_seed(seed, epoch, key);
  sodium_memzero(seed, sizeof seed);
  return ok;
}

bool seal_key_read(const struct env *env, const char *folder, int64_t epoch, struct seal_key *key, struct err *err) {
  char *path = path_of(folder, epoch), *text = NULL;
  size_t size = 0;
  bool ok = env_read_file(env, path, FILE_MAX, &text, &size, err);
  if (ok && !read_line(text, epoch, key)) ok = err_set(err, ERR_CORRUPT, "%s is no signing key; put it back from a backup.", path);
  if (text) sodium_memzero(text, size);
  mem_free(text);
  mem_free(path);
  return ok;
}

void seal_key_clear(struct seal_key *key) { sodium_memzero(key, sizeof *key); }

void seal_sign(const struct seal_key *key, const void *bytes, size_t size, uint8_t signature[SEAL_SIGNATURE_SIZE]) {
  crypto_sign_detached(signature, NULL, bytes, size, key->secret);
}

bool seal_signature_holds(const uint8_t public_key[SEAL_PUBLIC_SIZE], const void *bytes, size_t size,
                          const uint8_t signature[SEAL_SIGNATURE_SIZE]) {
  start_library();
  return crypto_sign_verify_detached(signature, bytes, size, public_key) == 0;
}

void base64_write(const void *bytes, size_t size, char *out, size_t room) {
  assert(room >= sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL));
  sodium_bin2base64(out, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

bool base64_read(void *bytes, size_t size, const char *text, size_t length) {
  size_t got = 0;
  const char *end = NULL;
  if (length != sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL) - 1) return false; // that counts a NUL
  return sodium_base642bin(bytes, size, text, length, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 && got == size &&
         end == text + length;
}
