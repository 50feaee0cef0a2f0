/** V8's collector, called where it would come too late: it sees the buffers of a stream as small objects and lets 64 MB of them pile up in each thread. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** Everything in this thread. V8 also forgets code by it: the thread's next work begins slowly. */
export const collectGarbage = (): void => collect();

/** For a stream: told how many bytes have passed, it collects what has died young each time there are so many, in a millisecond or two. */
export function collectEvery(bytes: number): (passed: number) => void {
  let sinceLast = 0;
  return (passed) => {
    sinceLast += passed;
    if (sinceLast < bytes) return;
    sinceLast = 0;
    collect({ type: 'minor' });
  };
}
