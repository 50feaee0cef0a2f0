import { describe, expect, it } from 'vitest';
import { checkNode, checkSettings, judgeDisk } from '../../../api/doctor/checkMachine.ts';
import { judgeJobs, judgeWorker, type QueueState } from '../../../api/doctor/checkQueue.ts';
import { checkReleases, judgeClock } from '../../../api/doctor/checkServer.ts';
import { spanText } from '../../../api/doctor/finding.ts';
import { release } from '../../../prisma/release.ts';

const gibibyte = 2 ** 30;
const quiet: QueueState = { waiting: 0, oldestSeconds: 0, active: 0, abandonedWaiting: 0, abandonedLately: 0, upkeepSeconds: 3 };
const nobody = { apis: 0, workers: 0, others: [] };

describe('the judgement of', () => {
  it.each([
    ['20.0.0', 'ok'],
    ['24.21.0', 'ok'],
    ['18.20.8', 'problem'],
  ])('Node %s', (version, status) => expect(checkNode(version, '>=20').status).toBe(status));

  it.each([
    [0, 1, 'ok'],
    [2_900, 1, 'ok'],
    [3_100, 1, 'warning'],
    [-3_100, 1, 'warning'],
    [3_900, 1_000, 'ok'], // the answer was so slow that the clocks may agree
  ])('a clock %d ms ahead, known to %d ms', (ahead, doubt, status) => expect(judgeClock(ahead, doubt).status).toBe(status));

  it('a clock says which one is behind', () => {
    expect(judgeClock(60_000, 1).found).toBe("the database's clock is 60 s ahead of this machine's");
    expect(judgeClock(-60_000, 1).found).toBe("the database's clock is 60 s behind this machine's");
  });

  it.each([
    [50 * gibibyte, 'ok'],
    [4 * gibibyte, 'warning'],
    [gibibyte / 4, 'problem'],
  ])('a disk with %d bytes free', (free, status) => expect(judgeDisk('/data', free).status).toBe(status));

  it.each([
    [{ workers: 1 }, {}, false, 'ok'],
    [{ workers: 1 }, { upkeepSeconds: 300 }, false, 'warning'],
    [{}, {}, false, 'warning'],
    [{}, { waiting: 2 }, false, 'problem'],
    [{}, { waiting: 2 }, true, 'warning'], // it is at rest, not ill
  ])('workers %j, queue %j, at rest %j', (sessions, queue, isStopped, status) =>
    expect(judgeWorker({ ...nobody, ...sessions }, { ...quiet, ...queue }, isStopped).status).toBe(status),
  );

  it.each([
    [{}, 'ok', 'no job waits; 0 at work'],
    [{ waiting: 1, oldestSeconds: 30, active: 2 }, 'ok', '1 job waits, the oldest for 30 seconds; 2 at work'],
    [{ waiting: 9, oldestSeconds: 1200 }, 'warning', '9 jobs wait, the oldest for 20 minutes; 0 at work'],
    [{ abandonedLately: 1 }, 'warning', 'no job waits; 0 at work; 1 job lost every worker that took it'],
  ])('jobs %j', (queue, status, found) => expect(judgeJobs({ ...quiet, ...queue })).toMatchObject({ status, found }));

  it('processes of another release', () => {
    expect(checkReleases(nobody)).toBeNull();
    expect(checkReleases({ apis: 1, workers: 2, others: [] })).toMatchObject({
      status: 'ok',
      found: `1 API and 2 workers of ${release} are connected`,
    });
    expect(checkReleases({ apis: 1, workers: 0, others: ['0.0.9'] })).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('0.0.9'),
    });
  });

  it('settings names each fault of API and worker once, and repeats no value', () => {
    const { status, found } = checkSettings({ PORT: 'secret-1', EARSHOT_WORKER_THREADS: 'secret-2', LOG_LEVEL: 'secret-3' });
    expect(status).toBe('problem');
    expect(found).toMatch(/^PORT is not a number; LOG_LEVEL .*; EARSHOT_WORKER_THREADS is not a number$/);
    expect(found).not.toContain('secret');
  });
});

it.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [119, '119 seconds'],
  [7_199, '119 minutes'],
  [7_200, '2 hours'],
  [259_200, '3 days'],
])('%d s in words', (seconds, text) => expect(spanText(seconds)).toBe(text));
