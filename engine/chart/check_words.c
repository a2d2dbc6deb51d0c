// The words of guards and actions, as data: what each is called, which members it has, and where it may stand (DEFINITION.md).
#include "chart/check_term_internal.h"

// clang-format off
#define NEED(key, want, types) {key, want, types, false, 0}
#define MAY(key, want, where) {key, want, NULL, true, where}
#define MEMBERS(...) ((const struct member[]){__VA_ARGS__, {0}})
#define EITHERS(...) ((const struct either[]){__VA_ARGS__, {0}})

static const struct term guards[] = {
    {"has", "has \"due\"", FOR_FIELDS, "ask the data model with `cond \"expr\"`", MEMBERS(NEED("field", WANT_FIELD, NULL)), NULL},
    {"is", "is(\"priority\", \"high\")", FOR_FIELDS, "ask the data model with `cond \"expr\"`",
     MEMBERS(NEED("field", WANT_FIELD, NULL), NEED("value", WANT_VALUE, NULL)), NULL},
    {"at_least", "at_least(1, \"evidence\")", FOR_FIELDS, "ask the data model with `cond \"expr\"`",
     MEMBERS(NEED("count", WANT_COUNT, NULL), NEED("field", WANT_FIELD, "list whole evidence parties")), NULL},
    {"graded", "graded(\"evidence\", \"process\")", FOR_WORKFLOW, "there is no evidence",
     MEMBERS(NEED("field", WANT_FIELD, "evidence"), NEED("level", WANT_LEVEL, NULL)), NULL},
    {"level", "level(\"evidence\", \"impact\")", FOR_WORKFLOW, "there is no evidence",
     MEMBERS(NEED("field", WANT_FIELD, "evidence"), NEED("level", WANT_LEVEL, NULL)), NULL},
    {"in_state", "in_state \"work.agreed\"", FOR_ALL, NULL, MEMBERS(NEED("state", WANT_STATE, NULL)), NULL},
    {"all", "all { has \"due\", has \"owner\" }", FOR_ALL, NULL, MEMBERS(NEED("of", WANT_GUARDS, NULL)), NULL},
    {"any", "any { has \"due\", has \"owner\" }", FOR_ALL, NULL, MEMBERS(NEED("of", WANT_GUARDS, NULL)), NULL},
    {"no", "no(has \"due\")", FOR_ALL, NULL, MEMBERS(NEED("of", WANT_GUARD, NULL)), NULL},
    {"past", "past \"end of due\"", FOR_WORKFLOW, "time comes as an event, by `send` with `delay_ms`", MEMBERS(NEED("rule", WANT_RULE, NULL)), NULL},
    {"within", "within \"end of due\"", FOR_WORKFLOW, "time comes as an event, by `send` with `delay_ms`", MEMBERS(NEED("rule", WANT_RULE, NULL)), NULL},
    {"later_than", "later_than(\"new_due\", \"end of due\")", FOR_WORKFLOW, "time comes as an event, by `send` with `delay_ms`",
     MEMBERS(NEED("field", WANT_FIELD, "date text"), NEED("rule", WANT_RULE, NULL)), NULL},
    {"not_the_same", "not_the_same(\"chair\", \"owner\")", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("roles", WANT_TWO_ROLES, NULL)), NULL},
    {"decided_by_other", "decided_by_other \"attest\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("event", WANT_EVENT, NULL)), NULL},
    {"approved", "approved \"accept\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("event", WANT_APPROVAL, NULL)), NULL},
    {"stale", "stale \"accept\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("event", WANT_APPROVAL, NULL)), NULL},
    {"all_returned", "all_returned \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"returned", "returned(3, \"parties\")", FOR_WORKFLOW, "there are no people",
     MEMBERS(NEED("count", WANT_COUNT, NULL), NEED("field", WANT_FIELD, "parties")), NULL},
    {"differs", "differs(\"self_grade\", \"moderated_grade\")", FOR_WORKFLOW, "ask the data model with `cond \"expr\"`",
     MEMBERS(NEED("field", WANT_FIELD, NULL), NEED("other", WANT_FIELD, NULL)), NULL},
    {"confirmed", "confirmed()", FOR_WORKFLOW, "there are no people", NULL, NULL},
    {"all_closed", "all_closed \"actions\"", FOR_WORKFLOW, "there are no other items", MEMBERS(NEED("field", WANT_FIELD, "list parties")), NULL},
    {"vacant", "vacant \"owner\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("role", WANT_ROLE, NULL)), NULL},
    {"when", "when(\"in plain words\", function(item) ... end)", FOR_WORKFLOW, "ask the data model with `cond \"expr\"`",
     MEMBERS(NEED("fn", WANT_FUNCTION, NULL)), NULL},
    {"cond", "cond \"count > 3\"", FOR_LUA, "write `when(\"in plain words\", function(item) ... end)`", MEMBERS(NEED("expr", WANT_EXPR, NULL)), NULL},
    {0},
};

static const struct member send_members[] = {
    MAY("event", WANT_TOKEN, 0), MAY("eventexpr", WANT_EXPR, FOR_LUA),
    MAY("target", WANT_TEXT, 0), MAY("targetexpr", WANT_EXPR, FOR_LUA),
    MAY("type", WANT_TEXT, 0), MAY("typeexpr", WANT_EXPR, FOR_LUA),
    MAY("id", WANT_TOKEN, 0), MAY("idlocation", WANT_EXPR, FOR_LUA),
    MAY("delay_ms", WANT_DELAY, 0), MAY("delayexpr", WANT_EXPR, FOR_LUA),
    MAY("namelist", WANT_NAMES, FOR_LUA), MAY("params", WANT_PARAMS, FOR_LUA),
    MAY("content", WANT_ANY, 0), MAY("contentexpr", WANT_EXPR, FOR_LUA),
    MAY("data", WANT_VALUES, FOR_NULL), {0},
};

// W3C SCXML 1.0, 6.2.2 and 6.2.3.
static const struct either send_eithers[] = {
    {"event", "eventexpr"}, {"target", "targetexpr"}, {"type", "typeexpr"}, {"id", "idlocation"}, {"delay_ms", "delayexpr"},
    {"content", "contentexpr"}, {"content", "namelist"}, {"content", "params"}, {"contentexpr", "namelist"}, {"contentexpr", "params"},
    {"content", "data"}, {0},
};

static const struct term actions[] = {
    {"set", "set(\"due\", today())", FOR_FIELDS, "use `assign(\"location\", \"expr\")`",
     MEMBERS(NEED("field", WANT_FIELD, NULL), MAY("value", WANT_VALUE, 0)), NULL},
    {"clear", "clear \"due\"", FOR_FIELDS, "use `assign(\"location\", \"nil\")`", MEMBERS(NEED("field", WANT_FIELD, NULL)), NULL},
    {"add", "add(\"reopen_count\", 1)", FOR_FIELDS, "use `assign(\"count\", \"count + 1\")`",
     MEMBERS(NEED("field", WANT_FIELD, "whole"), NEED("amount", WANT_AMOUNT, NULL)), NULL},
    {"append", "append(\"updates\", from_event \"text\")", FOR_FIELDS, "use `assign(\"location\", \"expr\")`",
     MEMBERS(NEED("field", WANT_FIELD, "list"), NEED("value", WANT_ITEM, NULL)), NULL},
    {"raise", "raise \"extended\"", FOR_ALL, NULL, MEMBERS(NEED("event", WANT_RAISED, NULL)), NULL},
    {"tell", "tell({ \"owner\" }, \"It was returned.\")", FOR_WORKFLOW, "there are no people; `send` tells other charts",
     MEMBERS(NEED("roles", WANT_ROLES, NULL), NEED("text", WANT_TEXT, NULL), MAY("urgent", WANT_FLAG, 0)), NULL},
    {"attach", "attach()", FOR_WORKFLOW, "there is no evidence", NULL, NULL},
    {"grade", "grade()", FOR_WORKFLOW, "there is no evidence", NULL, NULL},
    {"withdraw", "withdraw()", FOR_WORKFLOW, "there is no evidence", NULL, NULL},
    {"add_party", "add_party \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"remove_party", "remove_party \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"exempt_party", "exempt_party \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"reopen_party", "reopen_party \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"non_return", "non_return \"parties\"", FOR_WORKFLOW, "there are no people", MEMBERS(NEED("field", WANT_FIELD, "parties")), NULL},
    {"signal", "signal(\"parties\", \"opened_to_others\")", FOR_WORKFLOW, "`send` tells other charts",
     MEMBERS(NEED("field", WANT_FIELD, "parties"), NEED("event", WANT_TOKEN, NULL)), NULL},
    {"confirm", "confirm()", FOR_WORKFLOW, "there are no people", NULL, NULL},
    {"open", "open(\"challenge\", { about = from_field \"text\" })", FOR_WORKFLOW, "a state starts another chart with `invokes`",
     MEMBERS(NEED("workflow", WANT_TEXT, NULL), MAY("fields", WANT_VALUES, 0), {"into", WANT_FIELD, "list", true, 0}, MAY("ref_in", WANT_TEXT, 0)), NULL},
    {"open_each", "open_each(\"review-action\", \"gaps\", { text = from_entry() })", FOR_WORKFLOW, "a state starts another chart with `invokes`",
     MEMBERS(NEED("workflow", WANT_TEXT, NULL), NEED("field", WANT_FIELD, "list"), MAY("fields", WANT_ENTRY, 0),
             {"into", WANT_FIELD, "list", true, 0}, MAY("ref_in", WANT_TEXT, 0)), NULL},
    {"name_parties", "name_parties \"parties\"", FOR_WORKFLOW, "there are no people",
     MEMBERS(NEED("field", WANT_FIELD, "parties"), MAY("duty", WANT_TEXT, 0)), NULL},
    {"gather", "gather { into = \"actions\", of = \"plan-action\", where = { indicator = from_field \"indicator\" }, take = { \"text\" } }", FOR_WORKFLOW,
     "there are no other items",
     MEMBERS(NEED("field", WANT_FIELD, "list"), NEED("of", WANT_TEXT, NULL), MAY("where", WANT_VALUES, 0), MAY("take", WANT_NAMES, 0),
             MAY("one_by", WANT_TEXT, 0), MAY("dated", WANT_TEXT, 0), {"first", WANT_DAY, "date text", true, 0},
             {"last", WANT_DAY, "date text", true, 0}), NULL},
    {"stop_clock", "stop_clock { reason = from_event \"reason\" }", FOR_WORKFLOW, "time comes as an event, which `cancel` takes back",
     MEMBERS(NEED("reason", WANT_SAID, "text choice"), {"authority", WANT_SAID, "text choice person agency group post", true, 0},
             {"review", WANT_DAY, "date text", true, 0}), NULL},
    {"start_clock", "start_clock()", FOR_WORKFLOW, "time comes as an event, by `send` with `delay_ms`", NULL, NULL},
    {"run", "run(\"in plain words\", function(item) ... end)", FOR_WORKFLOW, "use `script \"source\"`",
     MEMBERS(NEED("fn", WANT_FUNCTION, NULL), NEED("label", WANT_TEXT, NULL)), NULL},
    {"if", "branches { { has \"due\", { raise \"late\" } }, { { raise \"open\" } } }", FOR_ALL, NULL, MEMBERS(NEED("branches", WANT_BRANCHES, NULL)), NULL},
    {"foreach", "foreach { array = \"list\", item = \"each\", actions = { ... } }", FOR_LUA,
     "write `run(\"in plain words\", function(item) ... end)`",
     MEMBERS(NEED("array", WANT_EXPR, NULL), NEED("item", WANT_EXPR, NULL), MAY("index", WANT_EXPR, 0), NEED("actions", WANT_ACTIONS, NULL)), NULL},
    {"assign", "assign(\"count\", \"count + 1\")", FOR_LUA, "use `set(\"field\", value)`",
     MEMBERS(NEED("location", WANT_EXPR, NULL), MAY("expr", WANT_EXPR, 0), MAY("value", WANT_ANY, 0)),
     EITHERS({"expr", "value"})},
    {"script", "script \"count = 0\"", FOR_LUA, "write `run(\"in plain words\", function(item) ... end)`", MEMBERS(NEED("source", WANT_LABEL, NULL)), NULL},
    {"log", "log(\"count\", \"count + 1\")", FOR_CHART, "the journal records what happens by itself, and `tell` tells people",
     MEMBERS(NEED("label", WANT_LABEL, NULL), MAY("expr", WANT_EXPR, FOR_LUA)), NULL},
    {"send", "send { event = \"late\", delay_ms = 1000 }", FOR_CHART, "use `after` for what comes later and `raise` for what follows at once",
     send_members, send_eithers},
    {"cancel", "cancel \"id\"", FOR_CHART, "a timer of `after`, `at` or `every` ends when its state is left",
     MEMBERS(MAY("sendid", WANT_TOKEN, 0), MAY("sendidexpr", WANT_EXPR, FOR_LUA)),
     EITHERS({"sendid", "sendidexpr"})},
    {0},
};

// W3C SCXML 1.0, 6.4.2 and 6.4.3.
const struct term invoke_term = {
    "invoke", "invoke { src = \"file:child.scxml\" }", FOR_CHART, NULL,
    MEMBERS(MAY("id", WANT_TOKEN, 0), MAY("idlocation", WANT_EXPR, FOR_LUA), MAY("type", WANT_TEXT, 0),
            MAY("typeexpr", WANT_EXPR, FOR_LUA), MAY("src", WANT_TEXT, 0), MAY("srcexpr", WANT_EXPR, FOR_LUA),
            MAY("definition", WANT_DEFINITION, 0), MAY("contentexpr", WANT_EXPR, FOR_LUA),
            MAY("namelist", WANT_NAMES, FOR_LUA), MAY("params", WANT_PARAMS, FOR_LUA),
            MAY("autoforward", WANT_TRUE, 0), MAY("finalize", WANT_ACTIONS, 0)),
    EITHERS({"id", "idlocation"}, {"type", "typeexpr"}, {"src", "srcexpr"}, {"src", "definition"}, {"src", "contentexpr"},
                            {"srcexpr", "definition"}, {"srcexpr", "contentexpr"}, {"definition", "contentexpr"}, {"namelist", "params"}),
};

// W3C SCXML 1.0, 5.5: parameters or content.
const struct term donedata_term = {
    "donedata", "donedata = { params = { { name = \"x\", expr = \"1\" } } }", FOR_CHART, NULL,
    MEMBERS(MAY("params", WANT_PARAMS, FOR_LUA), MAY("content", WANT_ANY, 0),
            MAY("contentexpr", WANT_EXPR, FOR_LUA), MAY("data", WANT_VALUES, FOR_NULL)),
    EITHERS({"params", "content"}, {"params", "contentexpr"}, {"content", "contentexpr"}, {"content", "data"}),
};
// clang-format on

const struct family guard_family = {"op", "condition", "when", guards};
const struct family action_family = {"do", "action", "run", actions};
