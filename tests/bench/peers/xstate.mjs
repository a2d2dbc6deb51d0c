// XState 5, an actor: the charts of tests/bench/charts.h in its own words, with the same guard and the same assignment on every transition.
import { assign, createActor, createMachine } from "xstate";
import { play } from "./play.mjs";

const guard = ({ context }) => context.count >= 0;
const actions = assign({ count: ({ context }) => context.count + 1 });
const to = (target) => ({ target, guard, actions });

const flat = {
  initial: "a",
  states: { a: { on: { go: to("b") } }, b: { on: { go: to("c") } }, c: { on: { go: to("d") } }, d: { on: { go: to("a") } } },
};

const region = (name) => ({
  initial: `${name}_on`,
  states: {
    [`${name}_on`]: {
      initial: `${name}_a`,
      on: { [`leave_${name}`]: to(`${name}_off`) },
      states: {
        [`${name}_back`]: { type: "history", history: "deep", target: `${name}_a` },
        [`${name}_a`]: {
          initial: `${name}_x`,
          on: { both: to(`${name}_b`) },
          states: {
            [`${name}_x`]: { on: { [`step_${name}`]: to(`${name}_y`) } },
            [`${name}_y`]: { on: { [`step_${name}`]: to(`${name}_x`) } },
          },
        },
        [`${name}_b`]: { initial: `${name}_z`, on: { both: to(`${name}_a`) }, states: { [`${name}_z`]: {} } },
      },
    },
    [`${name}_off`]: { on: { [`back_${name}`]: to(`${name}_on.${name}_back`) } },
  },
});

const nested = { initial: "all", states: { all: { type: "parallel", states: { one: region("one"), two: region("two") } } } };

// A state's value is a name, or an object of names by region or by parent.
const leaves = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(leaves));

const start = (chart) => () => {
  const actor = createActor(createMachine({ context: { count: 0 }, ...chart })).start();
  return {
    send: (name) => actor.send({ type: name }),
    end: () => ({ atomic: leaves(actor.getSnapshot().value), count: actor.getSnapshot().context.count }),
  };
};

play({ flat: start(flat), nested: start(nested) });
