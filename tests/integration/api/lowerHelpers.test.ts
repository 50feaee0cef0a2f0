/** What marks and compiles in the API gives way to what answers. Linux only: a nice value is a thread's own there. */
import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { helperNice } from '../../../api/lowerHelpers.ts';
import { apiFlags } from '../../../api/processFlags.ts';
import { allowedProcessors, processorsBesideApi } from '../../../worker/runProcessors.ts';
import type { LowHelpers } from './fixtures/lowHelpers.ts';

function lowered(...processors: string[]) {
  const fixture = new URL('fixtures/lowHelpers.ts', import.meta.url).pathname;
  const told = JSON.parse(execFileSync(process.execPath, [...apiFlags, fixture, ...processors], { encoding: 'utf8' })) as LowHelpers;
  const [helpers, others] = [told.threads.filter(({ isHelper }) => isHelper), told.threads.filter(({ isHelper }) => !isHelper)];
  return { ...told, helpers, others };
}

describe.runIf(process.platform === 'linux')("V8's helpers", async () => {
  const rest = await processorsBesideApi(); // null where there is only one, or no taskset

  it('give way, and no other thread of the process does', () => {
    const { lowered: count, helpers, others } = lowered();
    expect(helpers.length).toBeGreaterThan(0);
    expect(count).toBe(helpers.length);
    const own = getPriority();
    for (const { nice } of helpers) expect(nice).toBe(Math.max(own, helperNice));
    for (const { nice } of others) expect(nice).toBe(own);
  });

  it('are in no group of idle threads: the collector waits for them', () => {
    for (const { groups } of lowered().threads) expect(groups).not.toMatch(/earshot-idle/);
  });

  it.runIf(rest !== null)('keep to the processors of runs, and no other thread does', async () => {
    const { helpers, others } = lowered(rest!);
    for (const { processors } of helpers) expect(processors).toBe(rest);
    const all = await allowedProcessors();
    for (const { processors } of others) expect(processors).toBe(all);
  });
});
