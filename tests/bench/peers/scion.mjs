// SCION core 2: the charts of tests/bench/charts.h in its own words, with the same condition and the same assignment on every transition.
import scion from "@scion-scxml/core";
import { play } from "./play.mjs";

let count = 0;
const cond = () => count >= 0;
const onTransition = () => {
  count++;
};
const to = (event, target) => ({ event, target, cond, onTransition });

const flat = {
  states: [["a", "b"], ["b", "c"], ["c", "d"], ["d", "a"]].map(([id, next]) => ({ id, transitions: [to("go", next)] })),
};

const region = (name) => ({
  id: name,
  initial: `${name}_on`,
  states: [
    {
      id: `${name}_on`,
      initial: `${name}_a`,
      transitions: [to(`leave_${name}`, `${name}_off`)],
      states: [
        { id: `${name}_back`, $type: "history", isDeep: true, transitions: [{ target: `${name}_a` }] },
        {
          id: `${name}_a`,
          initial: `${name}_x`,
          transitions: [to("both", `${name}_b`)],
          states: [
            { id: `${name}_x`, transitions: [to(`step_${name}`, `${name}_y`)] },
            { id: `${name}_y`, transitions: [to(`step_${name}`, `${name}_x`)] },
          ],
        },
        { id: `${name}_b`, initial: `${name}_z`, transitions: [to("both", `${name}_a`)], states: [{ id: `${name}_z` }] },
      ],
    },
    { id: `${name}_off`, transitions: [to(`back_${name}`, `${name}_back`)] },
  ],
});

const nested = { states: [{ id: "all", $type: "parallel", states: [region("one"), region("two")] }] };

// A model that is handed over as it is goes through JSON there and loses its functions; what a factory makes is taken whole.
const start = (model) => () => {
  const machine = new scion.Statechart(() => model);
  machine.start();
  return {
    send: (name) => machine.gen({ name }),
    end: () => ({ atomic: [...machine.getConfiguration()], count }),
  };
};

play({ flat: start(flat), nested: start(nested) });
