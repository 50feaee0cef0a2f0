/**
 * V8's flags and the environment for the processes of `earshot start`. Set where a process is started (api/compose.ts; clients/cli/commands/processes.ts and
 * clients/cli/earshot.js): V8 fixes sizes and threads with its heap, the C library what it allocates from with its first thread.
 */
import { join } from 'node:path';

/**
 * The API's. Its pauses are the slowest answers, most of all on a machine of two processors, where whatever the
 * collector does in threads of its own it takes from the API as well. What a request reads dies young (prisma/transaction.ts,
 * schema/connection.ts, patches/), so that full collections are rare, and these keep them short:
 *
 * - The young generation has a quarter of the default size. A full collection moves all of it that was alive at any time while the marking
 *   lasted: 67 MB in 280-440 ms, 17 MB in 20. That costs more young collections, of a millisecond or two each.
 * - The old generation may double before it is collected: once a minute under load and not every ten seconds.
 * - Nothing is allocated old because others of its kind lived long. What V8 so decides in the first seconds of a process it keeps to, and in
 *   every third or fourth process it took some part of an answer for long-lived: its rows then stayed until the next full collection, of
 *   which there were 22 instead of 3 in half a minute, and a page cost a third more.
 * - No collection only to give memory back, as soon as the load pauses: it moved everything, for 360-500 ms.
 * - The young generation is collected by the API's own thread alone: helpers give way (lowerHelpers.ts), and it would wait for one that does.
 *
 * Measured beside a recompute, 150 requests a second, in blocks of 10 s: p99 16-20 ms, and 30-40 ms in a block with a full collection;
 * with the defaults 17-100 ms, and up to 1,200 ms. Marking in steps of the API's own thread (--no-concurrent-marking) was worse while it
 * lasted, some two seconds: p99 300-430 ms.
 */
export const apiFlags = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=100',
  '--no-allocation-site-pretenuring',
  '--no-memory-reducer',
  '--no-parallel-scavenge',
] as const;

/**
 * The worker's: whoever made garbage collects it, and whoever runs code compiles it. Helpers would belong to the process, which gives way less than its threads
 * (worker/idleGroup.ts), and come to the processor that answers a page while a run has the other. Runs are as fast without: what they hold is columns of numbers,
 * outside the heap, and what they run is few loops.
 */
export const workerFlags = ['--single-threaded'] as const;

/**
 * Of both, where their environment does not say otherwise.
 *
 * - Each of Node's eleven threads would have an arena of its own in glibc, and keep what it once took: 10 to 20 MB a process.
 * - What Node makes of each source is kept within the checkout. Otherwise every process, and every thread of a worker, loads the compiler that takes the types
 *   out of TypeScript: 15 MB and a third of the time of a start.
 */
export const processEnvironment = {
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/earshot'),
} as const;
