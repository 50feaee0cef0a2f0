/** Loaded into a process under test by --import, with --expose-gc: collects when its parent asks, and answers with the bytes of the old generation. */
import { getHeapSpaceStatistics } from 'node:v8';

export type Collection = 'full' | 'young';

process.on('message', (collection: Collection) => {
  // Twice: what a young collection finds alive for the first time it only moves, the second time it takes for old.
  for (let times = 0; times < 2; times++) {
    if (collection === 'young') globalThis.gc?.({ type: 'minor', execution: 'sync' });
    else globalThis.gc?.();
  }
  const old = getHeapSpaceStatistics().filter(({ space_name }) => /^(old|large_object|trusted)_space$/.test(space_name));
  process.send?.({ oldBytes: old.reduce((sum, { space_used_size }) => sum + space_used_size, 0) });
});
