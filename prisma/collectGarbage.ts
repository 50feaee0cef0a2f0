/** V8's collector, called where it would come too late: it sees the buffers of a stream as small objects and lets 64 MB of them pile up in each thread. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** Everything in this thread. V8 also forgets code by it: the thread's next work begins slowly. */
export const collectGarbage = (): void => collect();

/** What has died young, in a millisecond or two. For streams, every few megabytes. */
export const collectYoung = (): void => collect({ type: 'minor' });
