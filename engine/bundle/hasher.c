// Both digests of what goes by. SHA-512 is the dearest thing that a bundle does, three times SHA-256, so a thread takes it of longer runs
// while this one takes SHA-256, packs, writes and goes on to the next file.
//
// 1. The thread gets copies, in order, in a ring that is allocated once: memory is bounded, and who adds may use its bytes again at once.
// 2. It writes the SHA-512 where hasher_end was told, and tells nobody: hasher_settle waits for all of it. Nothing of it can fail.
// 3. Who finds the ring full waits for half of it, but takes a run of one piece alone: so neither stands still, whichever is the slower.
// 4. A run is wholly the thread's or wholly not. Short ones are not: to hand them over costs as much as hashing. Where there is one
//    processor, or no thread to be had, none is.
#include "base/mem.h"
#include "bundle/internal.h"

#include <assert.h>
#include <string.h>

enum {
  WORTH_HANDING_OVER = 1 << 14, // below, waking a thread costs as much as hashing
  RING = 16,                    // pieces: 2 MB, eight files of up to a piece; half and twice as many are as fast
};

// Some bytes of a run, or its end.
struct piece {
  struct hash_stream *sha512;
  size_t size;
  struct digests *digests; // not NULL: the end, and where the digest goes
};

struct hasher {
  struct hash_stream *sha256, *sha512; // of the run at hand
  bool is_handed_over;                 // it is
  bool is_alone, has_thread;
  uint8_t *bytes; // BUNDLE_CHUNK for each piece of the ring
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t more, less;
  struct piece ring[RING];
  size_t sent, done; // pieces; under the lock, as is the next
  bool is_ending;
};

// ---- the thread's side

static void digest(const struct hasher *hasher, size_t number) {
  const struct piece *piece = &hasher->ring[number % RING];
  uint8_t sha512[SHA512_SIZE];
  if (!piece->digests) {
    hash_stream_add(piece->sha512, hasher->bytes + number % RING * BUNDLE_CHUNK, piece->size);
    return;
  }
  hash_stream_end(piece->sha512, sha512);
  memcpy(piece->digests->sha512, sha512, SHA512_SIZE); // by us, so that a sanitizer sees it
}

static void *work(void *user) {
  struct hasher *hasher = user;
  pthread_mutex_lock(&hasher->lock);
  for (;;) {
    while (hasher->done == hasher->sent && !hasher->is_ending) pthread_cond_wait(&hasher->more, &hasher->lock);
    if (hasher->done == hasher->sent) break;
    size_t number = hasher->done;
    pthread_mutex_unlock(&hasher->lock);
    digest(hasher, number);
    pthread_mutex_lock(&hasher->lock);
    hasher->done++;
    if (hasher->done == hasher->sent || hasher->sent - hasher->done == RING / 2) pthread_cond_signal(&hasher->less);
  }
  pthread_mutex_unlock(&hasher->lock);
  return NULL;
}

// ---- the asker's side

static bool start(struct hasher *hasher) {
  hasher->has_thread = beside_begin(&hasher->thread, work, hasher);
  hasher->is_alone = !hasher->has_thread;
  if (hasher->has_thread) hasher->bytes = mem_new((size_t)RING * BUNDLE_CHUNK);
  return hasher->has_thread;
}

struct hasher *hasher_new(void) {
  struct hasher *hasher = mem_new(sizeof *hasher);
  pthread_mutex_init(&hasher->lock, NULL);
  pthread_cond_init(&hasher->more, NULL);
  pthread_cond_init(&hasher->less, NULL);
  return hasher;
}

static size_t on_its_way(struct hasher *hasher) {
  pthread_mutex_lock(&hasher->lock);
  size_t count = hasher->sent - hasher->done;
  pthread_mutex_unlock(&hasher->lock);
  return count;
}

// A run of one piece is two in the ring: its bytes and its end.
static bool is_for_the_thread(struct hasher *hasher, uint64_t size) {
  if (size < WORTH_HANDING_OVER || hasher->is_alone) return false;
  if (!hasher->has_thread && !start(hasher)) return false;
  return size > BUNDLE_CHUNK || on_its_way(hasher) + 2 <= RING;
}

static void wait_until(struct hasher *hasher, size_t count_max) {
  while (hasher->sent - hasher->done > count_max) pthread_cond_wait(&hasher->less, &hasher->lock);
}

// `bytes` are NULL at a run's end.
static void hand_over(struct hasher *hasher, struct piece piece, const void *bytes) {
  pthread_mutex_lock(&hasher->lock);
  wait_until(hasher, RING - 1);
  pthread_mutex_unlock(&hasher->lock);
  size_t place = hasher->sent % RING; // nobody else looks there, or changes `sent`
  hasher->ring[place] = piece;
  if (bytes) memcpy(hasher->bytes + place * BUNDLE_CHUNK, bytes, piece.size);
  pthread_mutex_lock(&hasher->lock);
  hasher->sent++;
  pthread_cond_signal(&hasher->more);
  pthread_mutex_unlock(&hasher->lock);
}

void hasher_begin(struct hasher *hasher, uint64_t size) {
  assert(!hasher->sha256);
  hasher->sha256 = hash_stream_new("SHA256");
  hasher->sha512 = hash_stream_new("SHA512");
  hasher->is_handed_over = is_for_the_thread(hasher, size);
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t size) {
  assert(size <= BUNDLE_CHUNK);
  if (hasher->is_handed_over)
    hand_over(hasher, (struct piece){.sha512 = hasher->sha512, .size = size}, bytes);
  else
    hash_stream_add(hasher->sha512, bytes, size);
  hash_stream_add(hasher->sha256, bytes, size);
}

void hasher_end(struct hasher *hasher, struct digests *digests) {
  uint8_t sha256[SHA512_SIZE];
  if (hasher->is_handed_over)
    hand_over(hasher, (struct piece){.sha512 = hasher->sha512, .digests = digests}, NULL);
  else
    hash_stream_end(hasher->sha512, digests->sha512);
  hash_stream_end(hasher->sha256, sha256);
  memcpy(digests->sha256, sha256, HASH_SIZE);
  hasher->sha256 = hasher->sha512 = NULL;
}

void hasher_settle(struct hasher *hasher) {
  pthread_mutex_lock(&hasher->lock);
  wait_until(hasher, 0);
  pthread_mutex_unlock(&hasher->lock);
}

void hasher_free(struct hasher *hasher) {
  if (!hasher) return;
  assert(!hasher->sha256);
  if (hasher->has_thread) {
    pthread_mutex_lock(&hasher->lock);
    hasher->is_ending = true;
    pthread_cond_signal(&hasher->more);
    pthread_mutex_unlock(&hasher->lock);
    pthread_join(hasher->thread, NULL); // it ends when all was taken
  }
  pthread_cond_destroy(&hasher->more);
  pthread_cond_destroy(&hasher->less);
  pthread_mutex_destroy(&hasher->lock);
  mem_free(hasher->bytes);
  mem_free(hasher);
}
