// A run that is under way, and the lines that it tells. Not for other layers.
#ifndef WAYMARK_SCXML_RUNNING_H
#define WAYMARK_SCXML_RUNNING_H
#include "chart/system.h"
#include "scxml/model.h"
#include "scxml/run.h"

struct running {
  const struct scxml_run *run;
  struct chart *chart;
  struct system *system;
  struct scxml_models *models;
  int64_t now_ms;
  char *text; // why it was stopped; NULL: it was not
};

void running_tell(struct running *running, const struct notice *notice);
void running_config(struct running *running, const json_t *event); // where the main session is now
void running_end(struct running *running, const char *final, const char *reason);
const char *running_final(const struct running *running); // the top-level final state that it ended in; NULL: in none
#endif
