// The table of what is tortured, one row a command: see scenario.h. Goal and method stand at the head of main.c: each row is run with each
// of its calls failing in turn.
#include "scenario.h"

#include <stddef.h>

#define TREE WAYMARK_SOURCE_DIR
#define M "--as", "m.test"
#define O "--as", "o.owner"
#define B "--board", "board"

const char *const preparations[][WORDS_MAX] = {
    {"init", "board", "--seed", TREE "/tests/data/partners.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z"},
    {"workflow", "publish", TREE "/tests/data/task.lua", M, B},
    {"workflow", "publish", TREE "/workflows/plan-action.lua", M, B},
    {"case", "start", "task", "--ref", "K-1", M, B, "text=Task", "agency=north", "owner=o.owner", "due=2016-09-20"},
    {"evidence", "add", "K-1", TREE "/README.md", O, B, "--title", "Read me", "--level", "process"},
    {"backup", "copies", B},
    {"case", "send", "K-1", "count", O, B},
    {"workflow", "publish", TREE "/tests/data/task-next.lua", M, B},
};
const int preparation_count = sizeof preparations / sizeof preparations[0];

const struct scenario scenarios[] = {
    {"init", {"init", "new", "--seed", TREE "/tests/data/partners.lua"}, "new", NULL},
    {"publish", {"workflow", "publish", TREE "/tests/data/part.lua", M, B}, NULL, NULL},
    {"start", {"case", "start", "task", "--ref", "K-2", M, B, "text=Task", "agency=north", "owner=o.owner"}, NULL, NULL},
    {"send", {"case", "send", "K-1", "count", O, B}, NULL, NULL},
    {"evidence", {"evidence", "add", "K-1", TREE "/LICENSE", O, B, "--title", "Proof", "--level", "process"}, NULL, NULL},
    {"correct", {"case", "correct", "K-1", "1", M, B, "--field", "text=Tasks", "--reason", "A slip"}, NULL, NULL},
    {"migrate", {"workflow", "migrate", "task", "K-1", M, B, "--reason", "Agreed"}, NULL, NULL},
    {"backup", {"backup", "other", B}, NULL, NULL},
    {"restore", {"restore", "copies", "again"}, "again", NULL},
    {"bundle", {"bundle", "create", "K-1", M, B, "--output", "out.zip"}, "out.zip", NULL},
    {"verify", {"journal", "verify", B}, NULL, NULL},
    {"rebuild", {"rebuild", B}, NULL, NULL},
    {"checkpoint", {"journal", "checkpoint", B}, NULL, NULL},
    {"witness", {"journal", "witness", "witness", B}, NULL, NULL},
    {"calendar", {"calendar", "add", "2016-09-14", "Closed", "--local", M, B, "--yes"}, NULL, NULL},
    {"timers", {"run-due", "--now", "2016-12-01T09:00:00Z", B}, NULL, NULL},
    {"simulate", {"simulate", "board", "--until", "2016-12-01"}, NULL, NULL},
    {"import", {"import", "plan", TREE "/tests/torture/plan.csv", M, B}, NULL, NULL},
    {"scrub", {"evidence", "scrub", B}, NULL, NULL},
    {"directory", {"people", "set", "n.new", M, B, "name=Nell New", "agency=north"}, NULL, NULL},
    {"look", {"case", "show", "K-1", B}, NULL, NULL},
    {"serve", {"serve", "board"}, NULL, "count"},
};
const int scenario_count = sizeof scenarios / sizeof scenarios[0];
