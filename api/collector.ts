/**
 * The garbage collector beside a computation. V8 marks a large heap in threads of its own; on a machine of one or two
 * processors they take them from the API for some 60 ms, several times a minute. There the API marks in small steps of its own
 * thread instead, which took its p99 under a running recompute from 35-67 ms to 18-24 ms.
 */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const processorsThatMarkingMayUse = 2;

export function adaptCollector(processors = availableParallelism()): void {
  if (processors <= processorsThatMarkingMayUse) setFlagsFromString('--no-concurrent-marking');
}
