/**
 * The garbage collector beside a computation. V8 marks a large heap in threads of its own; on a machine of one or two
 * processors they take them from the API for some 60 ms, several times a minute. There the API marks in small steps of
 * its own thread instead: beside a running recompute, in stretches of 10 s that held a full collection, its p99 was
 * 18-27 ms so and 35-67 ms with the threads.
 */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const fewProcessors = 2;

export function adaptCollector(processors = availableParallelism()): void {
  if (processors <= fewProcessors) setFlagsFromString('--no-concurrent-marking');
}
