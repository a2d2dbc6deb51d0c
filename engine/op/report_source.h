// The reports that a board has: those of the program and those in the board's own folder plugins/reports/, where a file of the same name
// takes the place of the program's.
#ifndef WAYMARK_OP_REPORT_SOURCE_H
#define WAYMARK_OP_REPORT_SOURCE_H
#include "run/board.h"
#include "script/plugin.h"

// {NAME: {"source":TEXT,"file":PATH,"own":BOOL}}, a new reference; NULL with err when one cannot be read.
json_t *report_sources(struct board *board, struct err *err);
// The report NAME, loaded and its declaration checked; NULL with err. Free with plugin_close.
struct plugin *report_load(struct board *board, const char *name, struct err *err);
struct plugin *report_load_from(struct board *board, const char *name, const json_t *source, struct err *err);
// What a served board may be kept waiting by one report, or one of its questions; 0: as long as it takes.
int64_t report_wall_ms(struct board *board);
// When a question that begins now is to be answered, by the steady clock; 0: whenever it is.
int64_t report_end_ms(struct board *board);
// Is there time left of that? false with ERR_LIMIT where not. Asked of each item that is counted.
bool report_in_time(struct board *board, int64_t end_ms, struct err *err);
#endif
