/**
 * The garbage collector beside a computation. The API's pauses are its slowest answers, and on a machine of one or two processors
 * whatever the collector does in threads of its own, it takes from the API as well. There:
 *
 * - V8 marks in small steps of the API's own thread. Its marking threads took the second processor for some 60 ms at a time.
 * - The old generation may grow to three times what was alive before it is collected, which is minutes and not seconds, since what
 *   a request reads dies young.
 * - The young generation is a quarter of the default (`apiFlags`): a full collection moves all of it that was alive at any time while
 *   the marking lasted, 67 MB in 280-440 ms, now 17 MB in 20. That costs more young collections, of a millisecond or two each.
 *
 * Beside a recompute, in blocks of 10 s with a full collection, p99 was 35-1,180 ms with the young generation of default size and
 * 17-35 ms so; with marking threads it was 23-99 ms.
 */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const fewProcessors = 2;

/** For the start of the process, wherever it is started (also clients/cli/commands/parts.ts): V8 fixes this size with the heap. */
export const apiFlags = ['--max-semi-space-size=16'] as const;

export function adaptCollector(processors = availableParallelism()): void {
  if (processors > fewProcessors) return;
  setFlagsFromString('--no-concurrent-marking');
  setFlagsFromString('--heap-growing-percent=200');
}
