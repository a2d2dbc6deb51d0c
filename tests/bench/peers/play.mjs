// What each engine's program shares: `node ENGINE.mjs CHART EVENTS NAME...` starts the chart, sends the names over and over, EVENTS of them
// once to warm up and then five times by the clock (processor time, as ours), and prints one line of JSON: {"seconds":[...],"atomic":[ids, sorted],"count":N}.
// An engine gives, by chart, a function that starts it and answers {send(name), end()}; end gives atomic and count.
const RUNS = 5;

function sendAll(machine, names, events) {
  const begin = process.cpuUsage();
  for (let i = 0, at = 0; i < events; i++) {
    machine.send(names[at]);
    at = at + 1 === names.length ? 0 : at + 1;
  }
  const spent = process.cpuUsage(begin);
  return (spent.user + spent.system) / 1e6;
}

export function play(charts) {
  const [chart, events, ...names] = process.argv.slice(2);
  const machine = charts[chart]();
  const seconds = [];
  sendAll(machine, names, Number(events));
  for (let run = 0; run < RUNS; run++) seconds.push(sendAll(machine, names, Number(events)));
  const { atomic, count } = machine.end();
  console.log(JSON.stringify({ seconds, atomic: atomic.sort(), count }));
}
