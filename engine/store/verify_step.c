// The check in short steps, between what people ask: about five milliseconds each, which is what somebody who asks meanwhile may wait. What
// was recorded since the last step is read first, so that tables and fold are of one moment whenever they are compared.
//
//   reading -> settling (what is folded late) -> the tree, only where it differs -> tables -> evidence -> the rest
//
// A later stage that is met by new entries goes through the earlier ones again, which then have next to nothing to do.
#include "base/mem.h"
#include "store/verify_internal.h"

enum { STEP_ENTRIES = 50, STEP_ITEMS = 50, STEP_ROWS = 500 };

void verify_stop(struct store *store) {
  if (!store->verifying) return;
  verification_end(store->verifying);
  mem_free(store->verifying);
  store->verifying = NULL;
}

static bool start(struct store *store, struct err *err) {
  store->verifying = mem_new(sizeof *store->verifying);
  return verification_begin(store->verifying, store, true, err);
}

// True with `more`: the fold is not yet of this moment.
static bool take_on(struct verification *check, bool *more, struct err *err) {
  int64_t count;
  *more = true;
  if (!verification_read(check, STEP_ENTRIES, &count, err)) return false;
  if (count < STEP_ENTRIES && payload_check_settle(check->payloads, STEP_ITEMS)) verification_tree(check, STEP_ENTRIES, more);
  return true;
}

static bool compare(struct verification *check, bool *more, struct err *err) {
  if (!check->comparing) {
    check->was_one_tree = check->is_one_tree;
    check->comparing = comparing_new();
    if (check->is_one_tree) comparing_leave_out(check->comparing, "nodes");
  }
  return compare_step(check->comparing, check->reading.sql, &check->fold, STEP_ROWS, more, check->problems, err);
}

static json_t *report_of(struct verification *check) {
  if (check->was_one_tree && !check->is_one_tree)
    problem_add(check->problems, -1, "nodes", "The log's tree is not that of its entries; `waymark journal verify` says where.");
  json_t *report = verification_report(check);
  if (check->looking.large) json_put_number(report, "large", check->looking.large);
  return report;
}

static bool step(struct verification *check, json_t **report, struct err *err) {
  bool more;
  if (!take_on(check, &more, err)) return false;
  if (more) return true;
  if (!compare(check, &more, err)) return false;
  if (more || evidence_look(check->store, check->payloads->named, &check->looking, check->problems)) return true;
  if (!verification_rest(check, err)) return false;
  *report = report_of(check);
  return true;
}

bool journal_verify_step(struct store *store, json_t **report, struct err *err) {
  *report = NULL;
  bool ok = (store->verifying || start(store, err)) && step(store->verifying, report, err);
  if (ok && store->verifying->is_stale) {
    json_decref(*report);
    *report = NULL;
  }
  if (!ok || *report || store->verifying->is_stale) verify_stop(store);
  return ok;
}
