/** A job runs while nobody else wants the processor, where the machine lets it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinIdleGroup, rootOfProcessors } from '../../../worker/idleGroup.ts';

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

describe.runIf(process.platform === 'linux')('a process', () => {
  let child: ChildProcess;
  beforeAll(async () => {
    child = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(child, 'spawn');
  });
  afterAll(() => void child.kill());

  it('is moved, or left where it was', async () => {
    const groups = () => readFile(`/proc/${child.pid}/cgroup`, 'utf8');
    const before = await groups();
    const moved = await joinIdleGroup(child.pid!);
    if (moved) expect(await groups()).toMatch(/:\/earshot-idle$/m);
    else expect(await groups()).toBe(before);
  });

  it('that has ended is nobody to move', async () => {
    const gone = spawn('true', { stdio: 'ignore' });
    await once(gone, 'exit');
    expect(await joinIdleGroup(gone.pid!)).toBe(false);
  });
});
