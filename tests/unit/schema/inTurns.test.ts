import { expect, it } from 'vitest';
import { inTurns } from '../../../schema/inTurns.ts';

it('hands a long list over in turns, in its order, and others come in between', async () => {
  const items = Array.from({ length: 101 }, (_, at) => at);
  let others = 0;
  let isOver = false;
  const other = () => {
    others++;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  const seen: number[] = [];
  const found = await Promise.all(
    inTurns(items).map(async (item) => {
      const value = await item;
      seen.push(others);
      return value;
    }),
  );
  isOver = true;
  expect(found).toEqual(items);
  expect(new Set(seen.slice(0, 20))).toEqual(new Set([0])); // together
  expect(seen.at(-1)).toBeGreaterThanOrEqual(5);
});

it('leaves a short list as it is', () => expect(inTurns([1, 2, 3])).toEqual([1, 2, 3]));
