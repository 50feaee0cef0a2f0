import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report } from './report.ts';
import { statsCases } from './stats/cases.ts';
import type { StatsCase } from './stats/statsCase.ts';

interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
  /** of the first of three runs, the compiler's work included */
  readonly firstProcessorSeconds: number;
  /** beside the data */
  readonly peakMemoryMb: number;
}

/** What each model costs: processor seconds, the middle one of three runs in a process of its own, beside the peer's and the goal. */
export async function benchStats(quick: boolean): Promise<void> {
  for (const one of statsCases) {
    if (quick && one.isLong) continue;
    const measured = measure(one);
    const { goalSeconds, goalMemoryMb, peer } = one;
    const isWithin =
      goalSeconds !== null && measured.processorSeconds <= goalSeconds && measured.peakMemoryMb <= (goalMemoryMb ?? Infinity);
    report({
      bench: 'stats',
      case: one.name,
      rows: one.rows,
      ...measured,
      peer,
      goal: goalSeconds === null ? null : `<= ${goalSeconds} s${goalMemoryMb === undefined ? '' : `, <= ${goalMemoryMb} MB`}`,
      ratio: goalSeconds === null ? null : measured.processorSeconds / goalSeconds,
      met: goalSeconds === null ? null : isWithin,
    });
  }
}

function measure({ name }: StatsCase): Measured {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'stats/measure.ts'), name], { encoding: 'utf8', timeout: 900_000 });
  if (child.status !== 0) throw new Error(`${name} failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as Measured;
}
