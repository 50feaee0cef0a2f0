/**
 * `npm run bench -- api | drivers | isolation | graph | load | metrics | recompute | recovery | risk | scaling | stats [--quick]`: what the product costs,
 * beside a floor measured in the same run, (`recompute`) a million customers with one worker and with two, (`scaling`) time against
 * their number, (`recovery`, `risk`) whether it finds what is known to be true, and (`stats`) what each model costs. One JSON object a line;
 * the first says on which machine. Nothing here decides whether a test passes.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchApi } from './api.ts';
import { benchDrivers } from './drivers.ts';
import { benchGraph } from './graph.ts';
import { benchIsolation } from './isolation.ts';
import { benchLoad } from './load.ts';
import { benchMetrics } from './metrics.ts';
import { benchRecompute } from './recompute.ts';
import { benchRecovery } from './recovery.ts';
import { benchRisk } from './risk.ts';
import { benchScaling } from './scaling.ts';
import { benchStats } from './stats.ts';

const benches: Readonly<Record<string, (quick: boolean) => Promise<void>>> = {
  api: benchApi,
  drivers: benchDrivers,
  isolation: benchIsolation,
  graph: benchGraph,
  load: benchLoad,
  metrics: benchMetrics,
  recompute: benchRecompute,
  recovery: benchRecovery,
  risk: benchRisk,
  scaling: benchScaling,
  stats: benchStats,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false } } });
const [name = ''] = positionals;
const bench = benches[name];
if (bench) {
  const [processor] = cpus();
  print({
    bench: 'machine',
    processor: processor?.model,
    processors: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
  });
  await bench(values.quick);
} else {
  process.stderr.write(`npm run bench -- ${Object.keys(benches).join(' | ')} [--quick]\n`);
  process.exitCode = 2;
}

function print(row: object): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
