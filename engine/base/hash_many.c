// Many hashes at once: see hash_many.h. A processor with wide registers does one step of sixteen texts in the time of one; OpenSSL, which
// has this only for what TLS does, takes one text at a time. What is written here is FIPS 180-4, section 6.2, said of sixteen words at
// once; where the registers are narrower, and for the last texts, which leave most of them empty, all is OpenSSL's.
// tests/unit/base/hash_many.c holds one to the other.
#define OPENSSL_API_COMPAT 0x10100000L // as in hash.c
#include "base/hash_many.h"

#include "base/mem.h"

#include <openssl/sha.h>

#include <endian.h>
#include <string.h>

enum { LANES = 16, LANES_MIN = 6, WORDS = 8, BLOCK = 64, ROUNDS = 64 }; // fewer texts than that OpenSSL has done sooner
enum { SHORT_MAX = 15 };                                                // blocks; what is longer is rare, and OpenSSL's too

typedef uint32_t lanes __attribute__((vector_size(4 * LANES)));

struct hash_job {
  const uint8_t *at;
  size_t count; // of blocks
  struct hash *out;
};

#ifdef __x86_64__
// 4.2.2
static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define WIDE __attribute__((target("avx512f,avx512bw")))
#define WIDE_INLINE __attribute__((target("avx512f,avx512bw"), always_inline)) static inline

// 4.1.2
WIDE_INLINE lanes turned(lanes x, int by) { return x >> by | x << (32 - by); }
WIDE_INLINE lanes big_0(lanes x) { return turned(x, 2) ^ turned(x, 13) ^ turned(x, 22); }
WIDE_INLINE lanes big_1(lanes x) { return turned(x, 6) ^ turned(x, 11) ^ turned(x, 25); }
WIDE_INLINE lanes small_0(lanes x) { return turned(x, 7) ^ turned(x, 18) ^ x >> 3; }
WIDE_INLINE lanes small_1(lanes x) { return turned(x, 17) ^ turned(x, 19) ^ x >> 10; }
WIDE_INLINE lanes chosen(lanes x, lanes y, lanes z) { return (x & y) ^ (~x & z); }
WIDE_INLINE lanes most(lanes x, lanes y, lanes z) { return (x & y) ^ (x & z) ^ (y & z); }

// Row i and column j change places: squares of two by two, then of four by four, and so on.
WIDE_INLINE void turn_over(lanes rows[LANES]) {
#pragma GCC unroll 4
  for (int by = 1; by < LANES; by *= 2) {
    lanes upper, lower;
    for (int j = 0; j < LANES; j++) upper[j] = j & by ? LANES + j - by : j, lower[j] = j & by ? LANES + j : j + by;
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++) {
      if (i & by) continue;
      lanes a = rows[i], b = rows[i + by];
      rows[i] = __builtin_shuffle(a, b, upper);
      rows[i + by] = __builtin_shuffle(a, b, lower);
    }
  }
}

WIDE_INLINE lanes swapped(lanes words) {
  typedef uint8_t bytes __attribute__((vector_size(4 * LANES)));
  bytes swap;
  for (int i = 0; i < 4 * LANES; i++) swap[i] = (uint8_t)(i ^ 3);
  return (lanes)__builtin_shuffle((bytes)words, swap);
}

// 6.2.2: a block of each text, so that a vector has one word of all.
WIDE_INLINE void take_block(lanes state[WORDS], const uint8_t *const at[LANES], size_t block) {
  lanes w[LANES], s[WORDS];
  for (int i = 0; i < LANES; i++) {
    memcpy(&w[i], at[i] + block * BLOCK, sizeof w[i]);
    w[i] = swapped(w[i]);
  }
  turn_over(w);
  memcpy(s, state, sizeof s);
#pragma GCC unroll 64
  for (int i = 0; i < ROUNDS; i++) {
    lanes now = w[i & 15];
    if (i >= 16) now = w[i & 15] = now + small_0(w[(i + 1) & 15]) + w[(i + 9) & 15] + small_1(w[(i + 14) & 15]);
    lanes one = s[7] + big_1(s[4]) + chosen(s[4], s[5], s[6]) + constants[i] + now, two = big_0(s[0]) + most(s[0], s[1], s[2]);
    s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + one, s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = one + two;
  }
  for (int i = 0; i < WORDS; i++) state[i] += s[i];
}

// Texts of as many blocks, at most one a lane; the lanes that are left do the first one again.
WIDE static void take_sixteen(const struct hash_job *jobs, int count) {
  SHA256_CTX first;
  lanes state[LANES] = {{0}};
  const uint8_t *at[LANES];
  SHA256_Init(&first);
  for (int i = 0; i < WORDS; i++) state[i] += first.h[i];
  for (int i = 0; i < LANES; i++) at[i] = jobs[i < count ? i : 0].at;
  for (size_t block = 0; block < jobs->count; block++) take_block(state, at, block);
  turn_over(state);
  for (int i = 0; i < count; i++) {
    lanes words = swapped(state[i]);
    memcpy(jobs[i].out, &words, sizeof *jobs[i].out);
  }
}

static bool is_wide(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"); }
#else
static bool is_wide(void) { return false; }
static void take_sixteen(const struct hash_job *jobs, int count) { (void)jobs, (void)count; }
#endif

static void take_alone(const struct hash_job *job) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (size_t i = 0; i < job->count; i++) SHA256_Transform(&context, job->at + i * BLOCK);
  for (int i = 0; i < WORDS; i++) {
    uint32_t word = htobe32(context.h[i]);
    memcpy(job->out->bytes + 4 * i, &word, sizeof word);
  }
}

static void take_alike(const struct hash_job *jobs, size_t count) {
  for (size_t some; count > 0; jobs += some, count -= some) {
    some = count < LANES ? count : LANES;
    if (some >= LANES_MIN)
      take_sixteen(jobs, (int)some);
    else
      for (size_t i = 0; i < some; i++) take_alone(&jobs[i]);
  }
}

static size_t rank(const struct hash_job *job) { return job->count <= SHORT_MAX ? job->count : 0; }

// By their length; the long ones first.
static void sort(const struct hash_many *many, size_t ends[SHORT_MAX + 1]) {
  size_t places[SHORT_MAX + 2] = {0};
  for (size_t i = 0; i < many->count; i++) places[rank(&many->jobs[i]) + 1]++;
  for (size_t i = 1; i <= SHORT_MAX + 1; i++) places[i] += places[i - 1];
  for (size_t i = 0; i < many->count; i++) many->sorted[places[rank(&many->jobs[i])]++] = many->jobs[i];
  memcpy(ends, places, (SHORT_MAX + 1) * sizeof *ends);
}

static void run_wide(const struct hash_many *many) {
  size_t ends[SHORT_MAX + 1];
  sort(many, ends);
  for (size_t i = 0; i < ends[0]; i++) take_alone(&many->sorted[i]);
  for (size_t i = 1; i <= SHORT_MAX; i++) take_alike(many->sorted + ends[i - 1], ends[i] - ends[i - 1]);
}

// Filled up to whole blocks (5.1.1).
uint8_t *hash_many_add(struct hash_many *many, size_t size, struct hash *out) {
  size_t whole = (size + 8) / BLOCK * BLOCK + BLOCK;
  uint64_t bits = htobe64(8 * (uint64_t)size);
  if (many->count == many->room) {
    many->room = many->room ? 2 * many->room : 64;
    many->jobs = mem_grow(many->jobs, many->room, sizeof *many->jobs);
    many->sorted = mem_grow(many->sorted, many->room, sizeof *many->sorted);
  }
  many->jobs[many->count++] = (struct hash_job){.count = whole / BLOCK, .out = out};
  uint8_t *bytes = (uint8_t *)buf_more(&many->blocks, whole);
  bytes[size] = 0x80;
  memset(bytes + size + 1, 0, whole - size - 1 - sizeof bits);
  memcpy(bytes + whole - sizeof bits, &bits, sizeof bits);
  return bytes;
}

void hash_many_run(struct hash_many *many) {
  const uint8_t *at = (const uint8_t *)many->blocks.data;
  for (size_t i = 0; i < many->count; at += many->jobs[i++].count * BLOCK) many->jobs[i].at = at;
  if (is_wide())
    run_wide(many);
  else
    for (size_t i = 0; i < many->count; i++) take_alone(&many->jobs[i]);
  many->count = many->blocks.size = 0;
}

void hash_many_clear(struct hash_many *many) {
  mem_free(many->jobs);
  mem_free(many->sorted);
  buf_clear(&many->blocks);
}
