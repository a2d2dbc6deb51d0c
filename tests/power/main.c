// Goal: whenever the power goes, everything that was answered is there, nothing is there by half, no row is without its file, and work goes
// on (RELIABILITY 3.3, C1; E3, J5). Method: stories are recorded on a tape; at cuts drawn from a seed the disk that the cut leaves is made
// (what was synced, and of the rest what chance had written), the engine's own recovery opens it, and is asked. Every eighth cut is made
// again in the middle of that recovery. `power CUTS SEED`; `power planted`: mistakes are planted, each of which must be found.
#include "recover.h"
#include "script/worker.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ACTS = 14, CUTS_A_STORY = 50, AGAIN_EVERY = 8, THOROUGH_EVERY = 3, PLANTED_CUTS = 1500 };

// Shared with whoever waits: a recovery that ends the process is a finding too, and then only this says where it was.
struct at {
  uint64_t seed;
  int cut, upto, cuts, again;
  char why[600];
};

static struct at *at;

static bool cut_again(struct story *story, struct random *random, const char *image, int upto, bool thorough) {
  struct tape tape = {0};
  struct disk left;
  tape_begin(&tape, image);
  recover_taped(story, &tape, image);
  cut_make(&tape, random_below(random, tape.count + 1), random, &left);
  tape_end(&tape);
  disk_drop(image);
  disk_save(&left, image);
  disk_clear(&left);
  at->again++;
  return recover(story, image, upto, thorough, at->why);
}

static bool cut_once(struct story *story, struct random *random, int cut) {
  struct disk left;
  char image[128];
  at->cut = cut;
  at->upto = random_below(random, story->tape.count + 1);
  snprintf(image, sizeof image, "%s/image", story->folder);
  cut_make(&story->tape, at->upto, random, &left);
  disk_save(&left, image);
  disk_clear(&left);
  bool thorough = cut % THOROUGH_EVERY == 0;
  bool ok = cut % AGAIN_EVERY ? recover(story, image, at->upto, thorough, at->why) : cut_again(story, random, image, at->upto, thorough);
  disk_drop(image);
  at->cuts++;
  return ok;
}

// Whatever reached the disk without being recorded would make every cut a wrong one.
static bool tape_is_whole(struct story *story) {
  char path[256];
  if (disk_same(&story->tape.now, story->live, path)) return true;
  snprintf(at->why, sizeof at->why, "%s was changed by a call that was not recorded", path);
  return false;
}

static bool tell_story(struct story *story, uint64_t seed, int cuts) {
  struct random random = {seed ^ 0x5eed};
  at->seed = seed;
  at->cut = at->upto = -1;
  story_play(story, seed, ACTS);
  bool ok = tape_is_whole(story);
  for (int i = 0; ok && i < cuts; i++) ok = cut_once(story, &random, i);
  story_clear(story);
  return ok;
}

static int run_all(int cuts, uint64_t seed, enum plant plant) {
  struct story story = {0};
  bool ok = true;
  story.tape.plant = PLANT_NONE;
  story_set_up(&story);
  while (ok && at->cuts < cuts) {
    story.tape.plant = plant;
    ok = tell_story(&story, seed++, CUTS_A_STORY);
  }
  story_tear_down(&story);
  return ok ? 0 : 1;
}

// In a process of its own, since a damaged board may end it.
static bool run(int cuts, uint64_t seed, enum plant plant) {
  int status;
  *at = (struct at){0};
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) exit(run_all(cuts, seed, plant));
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
    snprintf(at->why, sizeof at->why, "the program ended with status %x", (unsigned)status);
  return status == 0;
}

static int run_honest(int cuts, uint64_t seed) {
  bool ok = run(cuts, seed, PLANT_NONE);
  printf("%d power cuts from seed %llu on, %d of them cut again while recovering\n", at->cuts, (unsigned long long)seed, at->again);
  if (!ok) printf("seed %llu, cut %d after record %d: %s\n", (unsigned long long)at->seed, at->cut, at->upto, at->why);
  return ok ? 0 : 1;
}

static int run_planted(void) {
  static const struct {
    const char *name, *found[3]; // what the finding says: one of these
  } planted[PLANT_COUNT] = {[PLANT_NORMAL] = {"the log synced before it is copied only", {"lost:"}},
                            // a file's name, a key's or the log's: which is met first hangs on the story
                            [PLANT_NO_FOLDER_SYNC] = {"no folder synced", {"No such file", "the signing key was lost", "lost:"}},
                            [PLANT_NO_FILE_SYNC] = {"no file synced", {"does not hold the bytes", "the signing key was lost"}}, // the same
                            [PLANT_ROW_FIRST] = {"the row before its file", {"/evidence/"}},
                            [PLANT_WATER_FIRST] = {"the high-water mark before its commit", {"an older copy"}}};
  int missed = 0;
  for (int plant = PLANT_NONE + 1; plant < PLANT_COUNT; plant++) {
    bool found = false, whole = run(PLANTED_CUTS, 1, (enum plant)plant);
    for (int i = 0; i < 3 && planted[plant].found[i]; i++) found = found || (!whole && strstr(at->why, planted[plant].found[i]));
    missed += !found;
    printf("planted: %s: %s after %d cuts: %s\n", planted[plant].name, found ? "found" : "NOT FOUND", at->cuts + 1, at->why);
  }
  return missed ? 1 : 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  setvbuf(stdout, NULL, _IOLBF, 0);
  at = mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert(at != MAP_FAILED);
  if (argc > 1 && strcmp(argv[1], "planted") == 0) return run_planted();
  return run_honest(argc > 1 ? atoi(argv[1]) : 5000, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
}
