// Where the bytes of a sink leave for the file, in order, written by a thread of its own. To fill the system's pages takes as long as a
// digest, and longer where it has to fetch memory first or waits for the disk; meanwhile the next files are read, hashed and packed.
//
// 1. A stretch is handed over with its memory, and who hands over gets the memory of one that was written before: no byte is copied for it.
//    There are SPARES more than the one being filled, so memory is bounded; who finds all under way waits for one.
// 2. After a write that failed nothing is written any more; each call from then on says why.
// 3. Where there is one processor, or no thread to be had, whoever hands over writes.
#include "base/mem.h"
#include "bundle/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SPARES = 2 }; // one being written, one waiting: with one, both sides wait for each other in turns

struct stretch {
  uint8_t *bytes; // SINK_ROOM
  size_t size;
  uint64_t at;
};

struct outlet {
  int fd, why; // `why` under the lock, as are the numbers, what they say is under way, and `is_ending`
  bool is_alone, has_thread, is_ending;
  struct stretch ring[SPARES];
  size_t sent, done;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t more, less;
};

static int write_all(int fd, const struct stretch *stretch) {
  for (size_t done = 0; done < stretch->size;) {
    ssize_t put = pwrite(fd, stretch->bytes + done, stretch->size - done, (off_t)(stretch->at + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return put < 0 ? errno : EIO;
    done += (size_t)put;
  }
  return 0;
}

// What does not go to the disk now goes at the end, while everybody waits.
static int write_and_begin(int fd, const struct stretch *stretch) {
  int why = write_all(fd, stretch);
  if (!why) sync_file_range(fd, (off_t)stretch->at, (off_t)stretch->size, SYNC_FILE_RANGE_WRITE);
  return why;
}

static void *work(void *user) {
  struct outlet *outlet = user;
  pthread_mutex_lock(&outlet->lock);
  for (;;) {
    while (outlet->done == outlet->sent && !outlet->is_ending) pthread_cond_wait(&outlet->more, &outlet->lock);
    if (outlet->done == outlet->sent) break;
    int why = outlet->why;
    pthread_mutex_unlock(&outlet->lock);
    if (!why) why = write_and_begin(outlet->fd, &outlet->ring[outlet->done % SPARES]); // `done` is changed here alone
    pthread_mutex_lock(&outlet->lock);
    if (why) outlet->why = why;
    outlet->done++;
    pthread_cond_signal(&outlet->less);
  }
  pthread_mutex_unlock(&outlet->lock);
  return NULL;
}

struct outlet *outlet_new(int fd) {
  struct outlet *outlet = mem_new(sizeof *outlet);
  outlet->fd = fd;
  pthread_mutex_init(&outlet->lock, NULL);
  pthread_cond_init(&outlet->more, NULL);
  pthread_cond_init(&outlet->less, NULL);
  return outlet;
}

static bool start(struct outlet *outlet) {
  if (outlet->has_thread || outlet->is_alone) return outlet->has_thread;
  outlet->has_thread = beside_begin(&outlet->thread, work, outlet);
  outlet->is_alone = !outlet->has_thread;
  for (int i = 0; outlet->has_thread && i < SPARES; i++) outlet->ring[i].bytes = mem_new(SINK_ROOM);
  return outlet->has_thread;
}

static int wait_until(struct outlet *outlet, size_t count_max) {
  pthread_mutex_lock(&outlet->lock);
  while (outlet->sent - outlet->done > count_max) pthread_cond_wait(&outlet->less, &outlet->lock);
  int why = outlet->why;
  pthread_mutex_unlock(&outlet->lock);
  return why;
}

int outlet_settle(struct outlet *outlet) { return wait_until(outlet, 0); }

// `bytes` leave and come back as another's, with what was behind them at their beginning.
static int hand_over(struct outlet *outlet, uint8_t **bytes, size_t size, size_t rest, uint64_t at) {
  int why = wait_until(outlet, SPARES - 1);
  struct stretch *stretch = &outlet->ring[outlet->sent % SPARES];
  uint8_t *spare = stretch->bytes;
  if (why) return why;
  memcpy(spare, *bytes + size, rest);
  *stretch = (struct stretch){.bytes = *bytes, .size = size, .at = at};
  *bytes = spare;
  pthread_mutex_lock(&outlet->lock);
  outlet->sent++;
  pthread_cond_signal(&outlet->more);
  pthread_mutex_unlock(&outlet->lock);
  return 0;
}

int outlet_take(struct outlet *outlet, uint8_t **bytes, size_t size, size_t rest, uint64_t at) {
  if (start(outlet)) return hand_over(outlet, bytes, size, rest, at);
  if (!outlet->why) outlet->why = write_and_begin(outlet->fd, &(struct stretch){.bytes = *bytes, .size = size, .at = at});
  memmove(*bytes, *bytes + size, rest);
  return outlet->why;
}

// Something before `end` is still to be written.
static bool is_before(const struct outlet *outlet, uint64_t end) {
  bool found = false;
  for (size_t i = outlet->done; i < outlet->sent; i++) found |= outlet->ring[i % SPARES].at < end;
  return found;
}

// What lies behind may still be under way: a large entry's header waits for no other one's bytes.
int outlet_put(struct outlet *outlet, const void *bytes, size_t size, uint64_t at) {
  pthread_mutex_lock(&outlet->lock);
  while (is_before(outlet, at + size)) pthread_cond_wait(&outlet->less, &outlet->lock);
  int why = outlet->why;
  pthread_mutex_unlock(&outlet->lock);
  if (why) return why;
  why = write_and_begin(outlet->fd, &(struct stretch){.bytes = (uint8_t *)bytes, .size = size, .at = at});
  pthread_mutex_lock(&outlet->lock);
  if (why) outlet->why = why;
  pthread_mutex_unlock(&outlet->lock);
  return why;
}

void outlet_free(struct outlet *outlet) {
  if (!outlet) return;
  pthread_mutex_lock(&outlet->lock);
  outlet->is_ending = true;
  pthread_cond_signal(&outlet->more);
  pthread_mutex_unlock(&outlet->lock);
  if (outlet->has_thread) pthread_join(outlet->thread, NULL); // it ends when all was taken
  for (int i = 0; i < SPARES; i++) mem_free(outlet->ring[i].bytes);
  pthread_cond_destroy(&outlet->more);
  pthread_cond_destroy(&outlet->less);
  pthread_mutex_destroy(&outlet->lock);
  mem_free(outlet);
}
