// Hashes: see hash.h. Failure of OpenSSL's digests is a bug or no memory, so it asserts.
//
// One-shot hashes use OpenSSL's SHA256_* calls, which 3.0 marks old: its EVP calls look the digest up by name each time, which for the
// short messages of a journal costs more than the hash. Streams, which are long, use EVP.
#define OPENSSL_API_COMPAT 0x10100000L
#include "base/hash.h"

#include "base/mem.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <assert.h>
#include <endian.h>
#include <string.h>

static void *take(size_t size, const char *file, int line) {
  (void)file, (void)line;
  void *memory = mem_try(size);
  return memory ? memory : mem_new(size); // which ends the process, or finds some after all
}

static void *take_more(void *old, size_t size, const char *file, int line) {
  (void)file, (void)line;
  return mem_grow(old, size, 1);
}

static void give(void *memory, const char *file, int line) {
  (void)file, (void)line;
  mem_free(memory);
}

// OpenSSL that finds no memory while it sets itself up crashes on the lock that it could not make. Set before main: later it is refused.
__attribute__((constructor)) static void hash_begin(void) { CRYPTO_set_mem_functions(take, take_more, give); }

struct hash_stream *hash_stream_new(const char *digest) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  const EVP_MD *md = EVP_get_digestbyname(digest);
  assert(context && md);
  int ok = EVP_DigestInit_ex(context, md, NULL);
  assert(ok == 1);
  (void)ok;
  return (struct hash_stream *)context;
}

void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t size) {
  int ok = EVP_DigestUpdate((EVP_MD_CTX *)stream, bytes, size);
  assert(ok == 1);
  (void)ok;
}

size_t hash_stream_end(struct hash_stream *stream, uint8_t out[64]) {
  unsigned size = 0;
  int ok = EVP_DigestFinal_ex((EVP_MD_CTX *)stream, out, &size);
  assert(ok == 1);
  (void)ok;
  EVP_MD_CTX_free((EVP_MD_CTX *)stream);
  return size;
}

enum { BLOCK = 64, SHORT_MAX = 1024, PADDING_MAX = BLOCK + 8 }; // SHA-256's block, which is RFC 2104's B too

// What SHA256_Init would set (FIPS 180-4, 5.3.3), without its call and its wiping.
static const SHA256_CTX begun = {.h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
                                 .md_len = HASH_SIZE};

static struct hash hash_out(const SHA256_CTX *context) {
  struct hash hash;
  for (int i = 0; i < HASH_SIZE / 4; i++) {
    uint32_t word = htobe32(context->h[i]);
    memcpy(hash.bytes + 4 * i, &word, sizeof word);
  }
  return hash;
}

// What is short is filled up where it stands to whole blocks (FIPS 180-4, 5.1.1), which the library takes in one call and without a copy:
// its own end copies each byte once more and wipes what it used, which for a header or a commitment takes as long as the hash. There must
// be room for PADDING_MAX more bytes.
static struct hash hash_short(uint8_t *bytes, size_t size) {
  SHA256_CTX context = begun;
  size_t whole = (size + 9 + BLOCK - 1) / BLOCK * BLOCK;
  uint64_t bits = htobe64(8 * (uint64_t)size);
  memset(bytes + size, 0, PADDING_MAX); // more than it needs, but a size that the compiler knows
  bytes[size] = 0x80;
  memcpy(bytes + whole - sizeof bits, &bits, sizeof bits);
  SHA256_Update(&context, bytes, whole);
  return hash_out(&context);
}

static struct hash hash_long(const void *head, size_t head_size, const struct hash_piece *pieces, size_t count) {
  SHA256_CTX context = begun;
  struct hash hash;
  int ok = SHA256_Update(&context, head, head_size);
  for (size_t i = 0; i < count; i++)
    if (pieces[i].size) ok &= SHA256_Update(&context, pieces[i].bytes, pieces[i].size);
  ok &= SHA256_Final(hash.bytes, &context);
  assert(ok == 1);
  (void)ok;
  return hash;
}

// `head` is of a block at most: a tag, or the key of RFC 2104.
static inline struct hash hash_headed(const uint8_t *head, size_t head_size, const struct hash_piece *pieces, size_t count) {
  uint8_t bytes[BLOCK + SHORT_MAX + PADDING_MAX];
  size_t size = 0;
  for (size_t i = 0; i < count; i++) size += pieces[i].size;
  if (size > SHORT_MAX) return hash_long(head, head_size, pieces, count);
  memcpy(bytes, head, head_size);
  size = head_size;
  for (size_t i = 0; i < count; size += pieces[i++].size)
    if (pieces[i].size) memcpy(bytes + size, pieces[i].bytes, pieces[i].size);
  return hash_short(bytes, size);
}

struct hash hash_of_pieces(const struct hash_piece *pieces, size_t count) {
  return hash_headed((const uint8_t *)"", 0, pieces, count);
}
struct hash hash_of(const void *bytes, size_t size) {
  return hash_of_pieces(&(struct hash_piece){bytes, size}, 1);
}

struct hash hash_leaf(const void *bytes, size_t size) {
  static const uint8_t tag[] = {0};
  return hash_headed(tag, sizeof tag, &(struct hash_piece){bytes, size}, 1);
}

struct hash hash_node(const struct hash *left, const struct hash *right) {
  uint8_t bytes[1 + 2 * HASH_SIZE + PADDING_MAX] = {1};
  memcpy(bytes + 1, left->bytes, HASH_SIZE);
  memcpy(bytes + 1 + HASH_SIZE, right->bytes, HASH_SIZE);
  return hash_short(bytes, 1 + 2 * HASH_SIZE);
}

struct hash hash_hmac_of_pieces(const void *key, size_t key_size, const struct hash_piece *pieces, size_t count) {
  uint8_t inner[BLOCK] = {0}, outer[BLOCK + HASH_SIZE + PADDING_MAX];
  struct hash short_key = key_size > BLOCK ? hash_of(key, key_size) : (struct hash){{0}};
  if (key_size > BLOCK)
    memcpy(inner, short_key.bytes, HASH_SIZE);
  else
    memcpy(inner, key, key_size);
  for (int i = 0; i < BLOCK; i++) outer[i] = inner[i] ^ 0x5c, inner[i] ^= 0x36;
  struct hash middle = hash_headed(inner, BLOCK, pieces, count);
  memcpy(outer + BLOCK, middle.bytes, HASH_SIZE);
  return hash_short(outer, BLOCK + HASH_SIZE);
}

struct hash hash_hmac(const void *key, size_t key_size, const void *bytes, size_t size) {
  return hash_hmac_of_pieces(key, key_size, &(struct hash_piece){bytes, size}, 1);
}

// RFC 9162 2.1.1: the left side takes the largest power of two smaller than the count.
struct hash hash_tree(const struct hash *leaves, size_t count) {
  if (count == 0) return hash_of("", 0);
  if (count == 1) return leaves[0];
  size_t left = 1;
  while (left * 2 < count) left *= 2;
  struct hash a = hash_tree(leaves, left), b = hash_tree(leaves + left, count - left);
  return hash_node(&a, &b);
}

bool hash_equal(const struct hash *a, const struct hash *b) { return memcmp(a->bytes, b->bytes, HASH_SIZE) == 0; }

void hex_write(char *out, const void *bytes, size_t size) {
  static const char digits[] = "0123456789abcdef";
  const uint8_t *from = bytes;
  for (size_t i = 0; i < size; i++) {
    out[2 * i] = digits[from[i] >> 4];
    out[2 * i + 1] = digits[from[i] & 15];
  }
  out[2 * size] = '\0';
}

// A digit's value and one, so that 0 stands for whatever is no digit. A table, since a third of what is read of an entry is hex.
static const uint8_t digits_read[256] = {['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
                                         ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16};

// Sixteen digits at once: each lane is a digit, a letter, or neither. The compiler knows what the machine has for this.
typedef uint8_t lanes __attribute__((vector_size(16)));
typedef uint16_t pairs __attribute__((vector_size(16)));
typedef uint8_t halves __attribute__((vector_size(8)));
typedef uint64_t words __attribute__((vector_size(16)));

enum { AT_ONCE = 16 };

static bool hex_read_eight(uint8_t *out, const char *hex) {
  lanes in;
  memcpy(&in, hex, sizeof in);
  lanes digit = in - '0', letter = in - 'a';
  lanes is_digit = (lanes)(digit <= 9), is_letter = (lanes)(letter <= 5);
  words is_either = (words)(is_digit | is_letter);
  pairs values = (pairs)((digit & is_digit) | ((letter + 10) & is_letter));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  halves bytes = __builtin_convertvector((values << 4 | values >> 8) & 0xff, halves);
#else
  halves bytes = __builtin_convertvector((values >> 4 | values) & 0xff, halves);
#endif
  memcpy(out, &bytes, sizeof bytes);
  return (is_either[0] & is_either[1]) == UINT64_MAX;
}

bool hex_read_some(void *out, size_t size, const char *hex) {
  uint8_t *to = out;
  size_t i = 0;
  for (; i + AT_ONCE / 2 <= size; i += AT_ONCE / 2)
    if (!hex_read_eight(to + i, hex + 2 * i)) return false;
  for (; i < size; i++) {
    uint8_t high = digits_read[(uint8_t)hex[2 * i]], low = digits_read[(uint8_t)hex[2 * i + 1]];
    if (!high || !low) return false;
    to[i] = (uint8_t)((high - 1) << 4 | (low - 1));
  }
  return true;
}

bool hex_read(void *out, size_t size, const char *hex) {
  return strnlen(hex, 2 * size + 1) == 2 * size && hex_read_some(out, size, hex); // nothing is read behind its end
}
