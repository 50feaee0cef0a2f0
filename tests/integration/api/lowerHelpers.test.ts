/** What marks and compiles in the API gives way to what answers. Linux only: a nice value is a thread's own there. */
import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { helperNice } from '../../../api/lowerHelpers.ts';
import { apiFlags } from '../../../api/processFlags.ts';

describe.runIf(process.platform === 'linux')("V8's helpers", () => {
  it('give way, and no other thread of the process does', () => {
    const fixture = new URL('fixtures/lowHelpers.ts', import.meta.url).pathname;
    const told = JSON.parse(execFileSync(process.execPath, [...apiFlags, fixture], { encoding: 'utf8' })) as {
      lowered: number;
      threads: { isHelper: boolean; nice: number }[];
    };
    const [helpers, others] = [told.threads.filter(({ isHelper }) => isHelper), told.threads.filter(({ isHelper }) => !isHelper)];
    expect(helpers.length).toBeGreaterThan(0);
    expect(told.lowered).toBe(helpers.length);
    const own = getPriority();
    for (const { nice } of helpers) expect(nice).toBe(Math.max(own, helperNice));
    for (const { nice } of others) expect(nice).toBe(own);
  });
});
