// What a bundle proves and what it does not, once all of its files were read. See prove.h and proving.h.
#include "op/prove.h"
#include "op/proving.h"

#include <string.h>

static bool is_first_format(const struct proving *proving) {
  return proving->item_count == 1 && strcmp(proving->items[0].folder, "data") == 0 && !proving->about && !proving->log.note;
}

static void tell_entries(struct proving *proving) {
  long long entries = 0, withheld = 0, shortened = 0;
  for (size_t i = 0; i < proving->item_count; i++) {
    entries += proving->items[i].count;
    withheld += proving->items[i].withheld_entries;
    shortened += proving->items[i].shortened;
  }
  if (proving->item_count == 1)
    prove_say(proving->proven, "The journal's %lld entries are each as they were recorded, in order, and none of them is missing.",
              entries);
  else
    prove_say(proving->proven,
              "The %lld entries of %zu items' journals are each as they were recorded, in order, and none of them is missing.", entries,
              proving->item_count);
  if (!withheld) return;
  prove_say(proving->proven, "%lld with content that is withheld, such as who read the item: they show that it happened, and when.",
            withheld);
  prove_say(proving->not_proven, "What the withheld parts said.");
  if (!shortened) return;
  prove_say(proving->not_proven,
            "That the %lld parts which are shown shortened say what is left of what was recorded: that is the maker's word.", shortened);
}

static void tell_limits(struct proving *proving) {
  prove_say(proving->not_proven, "That nothing was recorded after the last entry that is here.");
  if (is_first_format(proving)) {
    if (proving->asked->key || proving->asked->checkpoint)
      prove_problem(proving,
                    "A bundle of format 1 holds no signed checkpoint, so neither a key nor a kept checkpoint can be held against it.");
    prove_say(proving->not_proven,
              "Who made it, and that these entries stand in a signed log: a bundle of format 1 holds no proof of that.");
    prove_say(proving->not_proven, "That the fields, the timeline, the evidence and the page to read are what the journal comes to: of "
                                   "format 1 that is not compared.");
    return;
  }
  prove_say(proving->proven, "The fields, the timeline's times and people and the list of evidence are what the journals come to.");
  prove_say(proving->not_proven, "The words of the pages to read, the receipts of deadlines and the calendars: they are the maker's.");
}

static void tell_odd(struct proving *proving) {
  size_t count = json_array_size(proving->odd);
  if (count && !is_first_format(proving))
    prove_say(proving->not_proven, "What %s says%s: the format does not know it.", json_string_value(json_array_get(proving->odd, 0)),
              count > 1 ? ", or others like it," : "");
}

static void end_all(struct proving *proving) {
  prove_items_end(proving);
  if (proving->item_count == 0) prove_problem(proving, "The journal has 0 entries: the bundle holds no item.");
  tell_entries(proving);
  if (!is_first_format(proving)) {
    prove_log_end(proving);
    prove_about_end(proving);
  }
  tell_limits(proving);
  tell_odd(proving);
}

void proving_report(struct proving *proving, json_t *report) {
  proving->is_encrypted = json_flag(report, "encrypted");
  if (json_flag(report, "ok")) end_all(proving);
  json_t *problems = json_array_at(report, "problems"), *not_proven = json_array_at(report, "not_proven");
  json_array_extend(problems, proving->problems);
  if (proving->untold) prove_say(problems, "%lld more problems are not listed.", (long long)proving->untold);
  if (json_array_size(problems)) json_put_flag(report, "ok", false);
  if (!json_flag(report, "ok")) return;
  json_array_extend(json_array_at(report, "proven"), proving->proven);
  json_array_extend(not_proven, proving->not_proven);
}
