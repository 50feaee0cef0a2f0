/** A process of its own for the load, so that its timers do not wait for the bench: JSON in by IPC, JSON out. */
import { type LoadResult, openLoop } from './openLoop.ts';

export interface LoadOrder {
  readonly url: string;
  readonly key: string;
  readonly queries: readonly { readonly query: string; readonly variables: object }[];
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

process.on('message', async ({ url, key, queries, ...pace }: LoadOrder) => {
  const bodies = queries.map((one) => JSON.stringify(one));
  const result: LoadResult = await openLoop({
    ...pace,
    url,
    headers: { authorization: `Bearer ${key}`, 'cache-control': 'no-cache' }, // each is computed, as that of a caller who asks something new
    body: (i) => bodies[i % bodies.length] ?? '',
  });
  process.send?.(result);
});
process.on('disconnect', () => process.exit(0));
