/** A job runs while nobody else wants the processor, where the machine lets it. */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { rootOfProcessors } from '../../../worker/idleGroup.ts';

describe('the group that a process may leave', () => {
  it('is the root of the hierarchy that shares out the processors', () => {
    expect(rootOfProcessors('4:memory:/a\n1:cpu:/\n0::/\n', '')).toBe('/sys/fs/cgroup/cpu');
    expect(rootOfProcessors('3:cpu,cpuacct:/\n0::/\n', '')).toBe('/sys/fs/cgroup/cpu,cpuacct');
    expect(rootOfProcessors('0::/\n', 'cpu io memory\n')).toBe('/sys/fs/cgroup');
  });

  it('is none below it: its limits stay', () => {
    expect(rootOfProcessors('1:cpu:/docker/4711\n0::/\n', 'cpu')).toBeNull();
    expect(rootOfProcessors('0::/system.slice/earshot.service\n', 'cpu io')).toBeNull();
  });

  it('is none where processors are not shared out', () => {
    expect(rootOfProcessors('0::/\n', 'memory\n')).toBeNull();
    expect(rootOfProcessors('3:cpuacct:/\n', '')).toBeNull();
    expect(rootOfProcessors('', '')).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('a thread', () => {
  it('is moved, or left where it was; the others of its process are left in any case', async () => {
    const before = readFileSync('/proc/self/cgroup', 'utf8');
    const { hasMoved, groups } = await new Promise<{ hasMoved: boolean; groups: string }>((resolve, reject) => {
      const worker = new Worker(new URL('fixtures/idleThread.ts', import.meta.url));
      worker.once('message', resolve).once('error', reject);
    });
    if (hasMoved) expect(groups).toMatch(/:\/earshot-idle$/m);
    else expect(groups).toBe(before);
    expect(readFileSync(`/proc/self/task/${process.pid}/cgroup`, 'utf8')).toBe(before);
  });
});
