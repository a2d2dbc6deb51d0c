// Printing of `waymark meeting` (meeting_page.c).
#ifndef WAYMARK_CLI_MEETING_H
#define WAYMARK_CLI_MEETING_H
#include "cli/internal.h"

void print_paper(struct cli *cli, const json_t *answer);           // on the terminal, or the text in the form that was asked for
bool paper_run(struct cli *cli, json_t *request, struct err *err); // asks for one, as --csv, --html and --output say; takes over `request`
void print_planned(struct cli *cli, const json_t *answer);
void print_changed(struct cli *cli, const json_t *answer);
void print_moved(struct cli *cli, const json_t *answer); // to another day
void print_placed(struct cli *cli, const json_t *answer);
void print_recorded(struct cli *cli, const json_t *answer);
void print_meetings(struct cli *cli, const json_t *answer);
#endif
