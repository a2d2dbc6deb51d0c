// The Lua data model of SCXML charts: joins what the step asks (chart/model.h) to sessions in a worker (script/session.h). One worker holds
// the models of one run: the main chart's and those of the charts that it invokes.
#ifndef WAYMARK_SCXML_MODEL_H
#define WAYMARK_SCXML_MODEL_H
#include "base/err.h"
#include "chart/chart.h"
#include "chart/model.h"

#include <stdbool.h>

struct scxml_models;

struct scxml_models *scxml_models_new(void);         // Starts nothing yet. Free with scxml_models_free.
void scxml_models_free(struct scxml_models *models); // Every model is closed before.
// A limit stopped the worker, or it ended: the values of every model are gone, and whatever is asked of one fails. The run has to stop.
bool scxml_models_are_stopped(const struct scxml_models *models);

// Fills *model. The chart is borrowed until scxml_model_close; its name is _name.
bool scxml_model_open(struct scxml_models *models, const struct chart *chart, const char *session_id, struct model *model, struct err *err);
void scxml_model_close(struct scxml_models *models, struct model *model);
#endif
