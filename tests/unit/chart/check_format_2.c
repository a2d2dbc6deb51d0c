// Goal: history states, several targets, patterns and branches are checked like everything else: each mistake by one exact sentence at its
// place, dead ends found through them too, and one canonical form, which is format 2 only where one of them is used. Method: as check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'two','title':'Two','version':1,"
    "'roles':{'owner':{'title':'Owner','person_in':'owner'}},"
    "'start':{'by':'owner','form':['text']},"
    "'fields':{'text':{'type':'text'},'owner':{'type':'person'},'count':{'type':'whole'}},"
    "'states':{"
    "'work':{'type':'parallel','on':{'pause':{'target':'paused','by':'owner'},'jump':{'target':['work.plan.agreed','work.checks.shut'],'by'"
    ":'owner'}},"
    "'states':{'memory':{'type':'history','deep':true,'target':['draft','checks.open']},"
    "'plan':{'states':{'draft':{'on':{'agree':{'target':'agreed','by':'owner'}}},'agreed':{'on':{'redraft':{'target':'draft','by':'owner'}}"
    "},"
    "'last':{'type':'history','target':'draft'}}},"
    "'checks':{'states':{'open':{'on':{'close':{'target':'shut','by':'owner'}}},'shut':{'type':'final'}}}}},"
    "'paused':{'on':{'resume':{'target':'memory','by':'owner'},'replan':{'target':'last','by':'owner'},'done.*':{'actions':[]}}}}}";

static const struct row rows[] = {
    // clang-format off
{"{'states':{'work':{'states':{'memory':{'target':null}}}}}",
 "/states/work/states/memory", "`memory` does not say where to begin when nothing was left yet; give it a `target`."},
{"{'states':{'work':{'states':{'memory':{'target':'paused'}}}}}",
 "/states/work/states/memory/target", "`memory` remembers what is inside `work`, so its `target` must be there too; `paused` is not."},
{"{'states':{'work':{'states':{'memory':{'target':'drat'}}}}}",
 "/states/work/states/memory/target", "No state inside `work` is called `drat`. Did you mean `draft`?"},
{"{'states':{'work':{'states':{'memory':{'target':'last'}}}}}",
 "/states/work/states/memory/target", "`target` is where `memory` leads when nothing was left yet, so it must be a state; `last` is a history state."},
{"{'states':{'work':{'states':{'memory':{'target':[7]}}}}}",
 "/states/work/states/memory/target/0", "Item 1 of `target` must be text, not a number."},
{"{'states':{'work':{'states':{'memory':{'deep':null,'target':'draft'}}}}}",
 "/states/work/states/memory/target", "`memory` remembers only what is directly inside `work`, so its `target` must be there; for `draft` it needs `deep = true`."},
{"{'states':{'work':{'states':{'memory':{'target':['draft','agreed']}}}}}",
 "/states/work/states/memory/target/1", "`work.plan.draft` and `work.plan.agreed` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'work':{'states':{'memory':{'guard':{'op':'has','field':'text'}}}}}}",
 "/states/work/states/memory/guard", "A history state leads where it was, or else to its `target`, always and at once: it cannot have `guard`."},
{"{'states':{'work':{'states':{'memory':{'on':{'go':'draft'}}}}}}",
 "/states/work/states/memory/on", "A history state leads where it was, or else to its `target`, always and at once: it cannot have `on`."},
{"{'states':{'work':{'states':{'memory':{'event':'go'}}}}}",
 "/states/work/states/memory/event", "A history state leads where it was, or else to its `target`, always and at once: it cannot have `event`."},
{"{'states':{'work':{'states':{'memory':{'entry':[]}}}}}",
 "/states/work/states/memory/entry", "A history state is never active: it cannot have `entry`. What it does on the way stands in `actions`."},
{"{'states':{'work':{'states':{'memory':{'states':{}}}}}}",
 "/states/work/states/memory/states", "A history state is never active: it cannot have `states`."},
{"{'states':{'work':{'states':{'memory':{'depe':true}}}}}",
 "/states/work/states/memory/depe", "`depe` means nothing in a history state. Did you mean `deep`?"},
{"{'states':{'work':{'states':{'memory':{'deep':'yes'}}}}}",
 "/states/work/states/memory/deep", "`deep` must be true or false, not text."},
{"{'states':{'paused':{'deep':true}}}",
 "/states/paused/deep", "`deep` belongs to a state of `type = \"history\"`."},
{"{'states':{'paused':{'target':'work'}}}",
 "/states/paused/target", "`target` stands in a transition, or in a state of `type = \"history\"`; what happens in this state stands in `on` or `always`."},
{"{'states':{'top':{'type':'history','target':'paused'},'paused':{'on':{'back':{'target':'top','by':'owner'}}}}}",
 "/states/top", "A history state stands inside the state whose past it keeps; `top` stands at the top, which is never left."},
{"{'states':{'paused':{'states':{'only':{'type':'history','target':'work'}},'on':{'back':{'target':'only','by':'owner'}}}}}",
 "/states/paused/states/only", "`only` has nothing to remember: there is no other state beside it."},
{"{'states':{'paused':{'on':{'resume':{'target':'work'}}}}}",
 "/states/work/states/memory", "Nothing leads to the state `memory`: make it the target of something, or take it out."},
{"{'states':{'paused':{'on':{'resume':{'target':'memry'}}}}}",
 "/states/paused/on/resume/target", "No state is called `memry` here. Did you mean `memory`?"},
{"{'states':{'work':{'on':{'pause':{'guard':{'op':'in_state','state':'memory'}}}}}}",
 "/states/work/on/pause/guard/state", "`memory` is a history state, which is never active; name the state that it leads back to."},
{"{'states':{'work':{'on':{'jump':{'target':['work.plan.agreed','paused']}}}}}",
 "/states/work/on/jump/target/1", "`work.plan.agreed` and `paused` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'work':{'on':{'jump':{'target':['work.plan.agreed','work.plan.agreed']}}}}}",
 "/states/work/on/jump/target/1", "`work.plan.agreed` and `work.plan.agreed` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'work':{'on':{'jump':{'target':['work.checks.shut','work.checks']}}}}}",
 "/states/work/on/jump/target/1", "`work.checks.shut` and `work.checks` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'work':{'on':{'jump':{'target':['work.checks.shut','memory']}}}}}",
 "/states/work/on/jump/target/1", "`work.checks.shut` and `work.memory` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'work':{'on':{'jump':{'target':['work.plan.agreed','work.checks.shot']}}}}}",
 "/states/work/on/jump/target/1", "No state is called `work.checks.shot` here. Did you mean `work.checks.shut`?"},
{"{'states':{'work':{'on':{'jump':{'target':['work.plan.agreed',7]}}}}}",
 "/states/work/on/jump/target/1", "Item 2 of `target` must be text, not a number."},
{"{'states':{'work':{'on':{'jump':{'target':{}}}}}}",
 "/states/work/on/jump/target", "`target` must be text, not a table."},
{"{'initial':['agreed','paused']}",
 "/initial/1", "`work.plan.agreed` and `paused` cannot be active together: several states stand in different regions of a parallel state."},
{"{'initial':['agreed','shutt']}",
 "/initial/1", "`initial` must be inside this state; `shutt` is none. Did you mean `shut`?"},
{"{'states':{'work':{'states':{'plan':{'initial':['paused']}}}}}",
 "/states/work/states/plan/initial/0", "`initial` must be inside this state; `paused` is none. There are `draft`, `agreed` and `last`."},
{"{'states':{'work':{'states':{'plan':{'initial':'paused'}}}}}",
 "/states/work/states/plan/initial", "`initial` must be a state directly inside; `paused` is none. There are `draft`, `agreed` and `last`."},
{"{'initial':'agreed'}",
 "/initial", "`initial` must be a state directly inside; `agreed` is none. There are `work` and `paused`."},
{"{'states':{'work':{'initial_actions':[{'do':'clear','field':'text'}]}}}",
 "/states/work/initial_actions", "`initial_actions` run when the first of the states inside is entered, and this state has no such first."},
{"{'states':{'paused':{'on':{'dnoe.state.*':{'actions':[]}}}}}",
 "/states/paused/on/dnoe.state.*", "`dnoe.state.*` matches no event of this workflow: nothing of the kind is waited for or raised. Did you mean `done.state.*`?"},
{"{'states':{'paused':{'on':{'error.*':{'actions':[]}}}}}",
 "/states/paused/on/error.*", "`error.*` matches no event of this workflow: nothing of the kind is waited for or raised. There are `pause.*`, `jump.*`, `agree.*`, `redraft.*`, `close.*`, `resume.*`, `replan.*`, `done.*`, `done.state.*`, `done.state.work.*` and `done.state.work.checks.*`."},
{"{'states':{'paused':{'on':{'done*':{'actions':[]}}}}}",
 "/states/paused/on/done*", "`done*` is no pattern: write `*` for any event, or `name.*` for `name` and all that begin with `name.`."},
{"{'states':{'paused':{'on':{'a.*.b':{'actions':[]}}}}}",
 "/states/paused/on/a.*.b", "`a.*.b` is no pattern: write `*` for any event, or `name.*` for `name` and all that begin with `name.`."},
{"{'states':{'paused':{'on':{'*':{'by':'owner'}}}}}",
 "/states/paused/on/*/by", "`by` cannot stand here: nobody can send `*`, which only follows other events; name the event that they may send."},
{"{'states':{'paused':{'on':{'*':{'form':['text']}}}}}",
 "/states/paused/on/*/form", "There is no form here: no person asks for this, it happens by itself."},
{"{'states':{'paused':{'on':{'done.state.*':{},'done.state.work.checks':'work'}}}}",
 "/states/paused/on/done.state.work.checks", "This is never taken: `done.*` before it has no `guard`, so it is always taken first; let it stand last."},
{"{'states':{'paused':{'entry':[{'do':'raise','event':'nothing'}]}}}",
 "/states/paused/entry/0/event", "No state waits for the event `nothing`. There are `pause`, `jump`, `agree`, `redraft`, `close`, `resume` and `replan`."},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[{'do':'clear','field':'text'}],[{'op':'has','field':'text'},[]]]}]}}}",
 "/states/paused/entry/0/branches/0", "Only the last branch may be without a condition: those after this one are never come to."},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[{'op':'has','field':'text'}]]}]}}}",
 "/states/paused/entry/0/branches/0", "A branch is a condition and its actions, `{ has \"due\", { raise \"late\" } }`, or actions alone, `{ { raise \"open\" } }`."},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[{'op':'has','field':'txet'},[]]]}]}}}",
 "/states/paused/entry/0/branches/0/0/field", "No field is called `txet`. Did you mean `text`?"},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[{'op':'has','field':'text'},[{'do':'clear','field':'txet'}]]]}]}}}",
 "/states/paused/entry/0/branches/0/1/0/field", "No field is called `txet`. Did you mean `text`?"},
{"{'states':{'paused':{'entry':[{'do':'send','event':'late','delay_ms':5}]}}}",
 "/states/paused/entry/0", "`send` belongs to SCXML charts; in a workflow use `after` for what comes later and `raise` for what follows at once."},
{"{'states':{'paused':{'entry':[{'do':'block','actions':[]}]}}}",
 "/states/paused/entry/0", "`block` belongs to SCXML charts; in a workflow write the actions in a list."},
{"{'states':{'paused':{'entry':[{'do':'log','label':'x'}]}}}",
 "/states/paused/entry/0", "`log` belongs to SCXML charts; in a workflow the journal records what happens by itself, and `tell` tells people."},
{"{'states':{'paused':{'on':{'resume':{'guard':{'op':'cond','expr':'x > 1'}}}}}}",
 "/states/paused/on/resume/guard", "`cond` belongs to SCXML charts; in a workflow write `when(\"in plain words\", function(item) ... end)`."},
{"{'states':{'paused':{'invokes':[{'src':'file:x'}]}}}",
 "/states/paused/invokes", "`invokes` belongs to SCXML charts: in a workflow `open(\"workflow\", { ... })` starts another item."},
{"{'states':{'paused':{'transitions':[{'target':'work'}]}}}",
 "/states/paused/transitions", "`transitions` means nothing in a state. Did you mean `on`?"},
{"{'script':[{'do':'script','source':'x = 1'}]}",
 "/script", "`script` belongs to SCXML charts: in a workflow an action may be `run(\"in plain words\", function(item) ... end)`."},
{"{'states':{'paused':{'on':{'resume':{'event':'resume'}}}}}",
 "/states/paused/on/resume/event", "`event` does not stand in a transition: the event is its key in `on`."},
// What is taken at once leads back, by whatever way the states below are entered.
{"{'states':{'work':{'states':{'plan':{'states':{'draft':{'always':'work'}}}}}}}",
 "/states/work/states/plan/states/draft/always", "`always` without a `guard` leads from `draft` back to where it stands, for ever."},
{"{'states':{'paused':{'on':{'big':{'target':'big','by':'owner'}}},'big':{'initial':['x2','y2'],'on':{'out':{'target':'paused','by':'owner'}},'states':{'par':{'type':'parallel','states':{"
 "'x':{'states':{'x1':{},'x2':{'always':'big'}}},'y':{'states':{'y2':{'on':{'to':{'target':'big.par.x.x1','by':'owner'}}}}}}}}}}}",
 "/states/big/states/par/states/x/states/x2/always", "`always` without a `guard` leads from `x2` back to where it stands, for ever."},
{"{'states':{'paused':{'on':{'big':{'target':'big','by':'owner'}}},'big':{'initial':['y'],'on':{'out':{'target':'paused','by':'owner'}},'states':{'par':{'type':'parallel','states':{"
 "'x':{'states':{'x1':{'always':'big'}}},'y':{'states':{'y2':{}}}}}}}}}",
 "/states/big/states/par/states/x/states/x1/always", "`always` without a `guard` leads from `x1` back to where it stands, for ever."},
// Dead ends are found through what is new.
{"{'states':{'work':{'on':{'jump':null},'states':{'checks':{'initial':'shut','states':{'open':{'on':{'close':{'target':'open'}}}}},'memory':{'target':'draft'}}}}}",
 "/states/work/states/checks/states/open", "Nothing leads to the state `open`: make it the target of something, or take it out."},
{"{'states':{'lost':{'on':{'go':{'target':'lost.keep','by':'owner'}},'states':{'a':{},'keep':{'type':'history','target':'a'}}}}}",
 "/states/lost", "Nothing leads to the state `lost`: make it the target of something, or take it out."},
{"{'states':{'paused':{'on':{'resume':null,'replan':null}},'work':{'states':{'memory':null,'plan':{'states':{'last':null}}}}}}",
 "/states/paused", "Nobody can leave the state `paused`: give it a way out, make it `type = \"final\"`, or tag it `closed`."},
{"{'states':{'paused':{'on':{'a*.*':{'actions':[]}}}}}",
 "/states/paused/on/a*.*", "`a*.*` is no pattern: write `*` for any event, or `name.*` for `name` and all that begin with `name.`."},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[{'op':'has','field':'text'},[],7]]}]}}}",
 "/states/paused/entry/0/branches/0", "A branch is a condition and its actions, `{ has \"due\", { raise \"late\" } }`, or actions alone, `{ { raise \"open\" } }`."},
{"{'states':{'paused':{'entry':[{'do':'if','branches':[[]]}]}}}",
 "/states/paused/entry/0/branches/0", "A branch is a condition and its actions, `{ has \"due\", { raise \"late\" } }`, or actions alone, `{ { raise \"open\" } }`."},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

static void what_is_allowed_is_not_a_mistake(void **state) {
  (void)state;
  static const char *const patches[] = {
      "{}",
      "{'initial':['agreed','shut']}",
      "{'initial':['work.plan.agreed','work.checks.shut'],'initial_actions':[{'do':'clear','field':'text'}]}",
      "{'states':{'work':{'states':{'plan':{'initial':'last'}}}}}",                               // entering the plan goes on where it was
      "{'states':{'work':{'on':{'jump':{'target':'work.memory'}}}}}",                             // by its full id
      "{'states':{'paused':{'on':{'*':{'actions':[{'do':'add','field':'count','amount':1}]}}}}}", // whatever happens
      "{'states':{'paused':{'on':{'done.*':{'guard':{'op':'has','field':'text'}},'done.state.work.checks':'work'}}}}", // it may be passed
                                                                                                                       // over
      "{'states':{'paused':{'on':{'agree.*':{'target':'work'}}}}}",                                       // another state waits for it
      "{'states':{'paused':{'entry':[{'do':'raise','event':'done.over'}]}}}",                             // a pattern waits for it
      "{'states':{'paused':{'entry':[{'do':'if','branches':[[{'op':'has','field':'text'},[]],[[]]]}]}}}", // an else, and nothing to do
      "{'states':{'work':{'on':{'jump':{'target':['last','work.checks.shut']}}}}}", // history in one region, a state in the other
      // What comes first may lead on: another candidate, a state further in, another region.
      "{'states':{'paused':{'always':[{'guard':{'op':'at_least','count':3,'field':'count'},'target':'work'},"
      "{'target':'paused','actions':{'do':'add','field':'count','amount':1}}]}}}",
      "{'states':{'work':{'states':{'checks':{'always':'checks','states':{'open':{'always':'paused'}}}}}}}",
      "{'states':{'work':{'states':{'plan':{'always':'paused'},'checks':{'states':{'open':{'always':'work.checks'}}}}}}}",
      // x1 is taken away from at once, but `big` does not begin there.
      "{'states':{'paused':{'on':{'big':{'target':'big.par.x.x1','by':'owner'}}},'big':{'initial':['x2','y2'],'on':{'out':{'target':'"
      "paused','by':'owner'}},"
      "'states':{'par':{'type':'parallel','states':{'x':{'states':{'x1':{'always':'big'},'x2':{}}},'y':{'states':{'y2':{}}}}}}}}}",
      // Several targets leave whatever is below the state that holds all of them: `open` has no way out of its own.
      "{'initial':'paused','states':{'work':{'on':null,'states':{'plan':{'states':{'draft':{'on':{'agree':{'target':['work.plan.agreed',"
      "'work.checks.shut']}}}}},'checks':{'states':{'open':{'on':null}}}}}}}",
      // What a history state begins with is reached, and a state that is first reached through one inside it begins somewhere later on.
      "{'states':{'work':{'on':{'jump':{'target':['work.plan.agreed','work.checks.shut']}},'states':{'checks':{'initial':'shut'}}}}}",
      "{'states':{'more':{'states':{'a':{'on':{'x':{'target':'b','by':'owner'}}},'b':{'on':{'y':{'target':'more','by':'owner'}}}},"
      "'on':{'z':{'target':'paused','by':'owner'}}},'paused':{'on':{'in':{'target':'more.b','by':'owner'}}}}}",
  };
  expect_right(good, patches, sizeof patches / sizeof patches[0]);
}

static json_int_t format_of(const char *patch) {
  struct problems problems;
  json_t *made = check_with(good, patch, &problems);
  if (!made) fail_msg("%s: %s: %s", patch, problems.items[0].pointer, problems.items[0].text);
  json_int_t format = json_number(made, "format", 0);
  json_decref(made);
  problems_clear(&problems);
  return format;
}

// A definition that uses nothing of format 2 stays format 1, whatever it could have used; each new member alone makes it format 2.
static void format_2_is_only_what_uses_it(void **state) {
  (void)state;
  static const char plain[] =
      "{'states':{'work':{'on':{'jump':{'target':'work.plan.agreed'}},'states':{'memory':null,'plan':{'states':{'last':null}}}},"
      "'paused':{'on':{'resume':{'target':'work'},'replan':{'target':['work.plan']},'done.*':null%s}%s}}%s}";
  static const char *const uses[][3] = {
      {"", "", ""},
      {",'*':{'actions':[]}", "", ""},
      {",'go':{'by':'owner','target':['work.plan.agreed','work.checks.shut']}", "", ""},
      {"", ",'entry':[{'do':'if','branches':[[[]]]}]", ""},
      {"", "", ",'initial':['work.plan.agreed','work.checks.shut']"},
      {"", "", ",'initial_actions':[]"},
  };
  for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
    char *patch = mem_format(plain, uses[i][0], uses[i][1], uses[i][2]);
    if (format_of(patch) != (i == 0 ? 1 : 2)) fail_msg("%s", patch);
    mem_free(patch);
  }
  assert_int_equal(format_of("{}"), 2);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("two");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(what_is_allowed_is_not_a_mistake),
      cmocka_unit_test(format_2_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
