import { setImmediate } from 'node:timers/promises';

/** So many at once take some milliseconds, whatever is asked of each. */
const atOnce = 20;

/**
 * Items for a list of the graph that may be long and is in memory: handed to execution some at a time, other requests coming in between. Of a plain
 * array it would resolve every field of every item in one go, during which nothing is answered and no time limit is kept.
 */
export function inTurns<Item>(items: readonly Item[]): readonly (Item | Promise<Item>)[] {
  if (items.length <= atOnce) return items;
  let turn: Promise<unknown> = Promise.resolve();
  return items.map((item, at) => {
    if (at > 0 && at % atOnce === 0) turn = turn.then(() => setImmediate());
    return turn.then(() => item);
  });
}
