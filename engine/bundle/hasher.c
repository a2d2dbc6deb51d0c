// Both digests of what goes by. SHA-512 is the dearest thing that a bundle does, three times SHA-256, so long runs of bytes get it from a
// second thread while this one takes SHA-256 and goes on to pack and write. One piece is on its way at a time; short ones are not worth the
// handing over.
#include "base/mem.h"
#include "bundle/internal.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { WORTH_HANDING_OVER = 1 << 14 }; // below, waking a thread costs as much as hashing

struct hasher {
  struct hash_stream *sha256, *sha512;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t turn;
  const void *bytes; // NULL: the thread has nothing to do
  size_t size;
  bool has_thread, is_ending;
};

static void *work(void *user) {
  struct hasher *hasher = user;
  pthread_mutex_lock(&hasher->lock);
  while (!hasher->is_ending) {
    if (!hasher->bytes) {
      pthread_cond_wait(&hasher->turn, &hasher->lock);
      continue;
    }
    pthread_mutex_unlock(&hasher->lock);
    hash_stream_add(hasher->sha512, hasher->bytes, hasher->size); // nobody else touches these three while there are bytes
    pthread_mutex_lock(&hasher->lock);
    hasher->bytes = NULL;
    pthread_cond_broadcast(&hasher->turn);
  }
  pthread_mutex_unlock(&hasher->lock);
  return NULL;
}

struct hasher *hasher_new(void) {
  struct hasher *hasher = mem_new(sizeof *hasher);
  pthread_mutex_init(&hasher->lock, NULL);
  pthread_cond_init(&hasher->turn, NULL);
  return hasher;
}

// Signals stay with the threads that know what to do with them. Without a second thread the first does all.
static void start(struct hasher *hasher) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  hasher->has_thread = pthread_create(&hasher->thread, NULL, work, hasher) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void settle(struct hasher *hasher) {
  if (!hasher->has_thread) return;
  pthread_mutex_lock(&hasher->lock);
  while (hasher->bytes) pthread_cond_wait(&hasher->turn, &hasher->lock);
  pthread_mutex_unlock(&hasher->lock);
}

void hasher_begin(struct hasher *hasher) {
  assert(!hasher->sha256);
  hasher->sha256 = hash_stream_new("SHA256");
  hasher->sha512 = hash_stream_new("SHA512");
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t size) {
  bool hand_over = size >= WORTH_HANDING_OVER;
  if (hand_over && !hasher->has_thread) start(hasher);
  settle(hasher);
  if (hand_over && hasher->has_thread) {
    pthread_mutex_lock(&hasher->lock);
    hasher->bytes = bytes;
    hasher->size = size;
    pthread_cond_broadcast(&hasher->turn);
    pthread_mutex_unlock(&hasher->lock);
  } else {
    hash_stream_add(hasher->sha512, bytes, size);
  }
  hash_stream_add(hasher->sha256, bytes, size);
}

void hasher_end(struct hasher *hasher, struct digests *digests) {
  uint8_t digest[SHA512_SIZE];
  settle(hasher);
  hash_stream_end(hasher->sha256, digest);
  memcpy(digests->sha256, digest, HASH_SIZE);
  hash_stream_end(hasher->sha512, digests->sha512);
  hasher->sha256 = hasher->sha512 = NULL;
}

void hasher_free(struct hasher *hasher) {
  struct digests unused;
  if (!hasher) return;
  if (hasher->sha256) hasher_end(hasher, &unused);
  if (hasher->has_thread) {
    pthread_mutex_lock(&hasher->lock);
    hasher->is_ending = true;
    pthread_cond_broadcast(&hasher->turn);
    pthread_mutex_unlock(&hasher->lock);
    pthread_join(hasher->thread, NULL);
  }
  pthread_cond_destroy(&hasher->turn);
  pthread_mutex_destroy(&hasher->lock);
  mem_free(hasher);
}
