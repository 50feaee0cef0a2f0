import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openProgress } from '../../../clients/cli/print/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('says in a log once a minute how far it is, also where nothing changes, until it is over', () => {
  const lines: string[] = [];
  const progress = openProgress({ write: (text) => lines.push(text) });
  progress.show('waiting for a worker', 0);
  vi.advanceTimersByTime(61_000);
  progress.show('reading', 0.1);
  progress.show('reading', 0.4215, '1,000 rows');
  vi.advanceTimersByTime(59_000);
  progress.show('reading', 0.43, '2,000 rows');
  vi.advanceTimersByTime(61_000);
  progress.clear();
  vi.advanceTimersByTime(600_000);
  progress.show('writing', null);
  vi.advanceTimersByTime(60_000);
  progress.done('done');
  vi.advanceTimersByTime(600_000);
  expect(lines).toEqual([
    'waiting for a worker …\n',
    'waiting for a worker, 0 % …\n',
    'reading …\n',
    'reading, 43 %, 2,000 rows …\n',
    'reading, 43 %, 2,000 rows …\n',
    'writing …\n',
    'writing …\n',
    'done\n',
  ]);
});
