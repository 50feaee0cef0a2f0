/** `node measure.ts NAME`: one case in a process of its own, so that its memory and its compiled code are its own. Prints one line of JSON. */
import { statsCases } from './cases.ts';

const repeats = 3;
const found = statsCases.find(({ name }) => name === process.argv[2]);
if (found === undefined) throw new Error(`there is no case ${process.argv[2]}`);

const work = found.prepare();
const memoryBefore = process.resourceUsage().maxRSS; // the peak while the data were made counts as the data's
const runs = Array.from({ length: repeats }, () => {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  if (work() === undefined) throw new Error(`${found.name} returned nothing`);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - startedAt) / 1e3, processorSeconds: (user + system) / 1e6 };
});
const [, middle = runs[0]] = runs.toSorted((a, b) => a.processorSeconds - b.processorSeconds);
const peakMemoryMb = (process.resourceUsage().maxRSS - memoryBefore) / 1024;
process.stdout.write(`${JSON.stringify({ ...middle, firstProcessorSeconds: runs[0]?.processorSeconds, peakMemoryMb })}\n`);
