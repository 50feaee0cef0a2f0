import type { RandomStream } from '../random.ts';

/** Puts values into a random order, in place, each order equally likely: Fisher and Yates. */
export function shuffle(values: Int32Array, random: RandomStream): void {
  for (let i = values.length - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    const moved = values[i]!;
    values[i] = values[other]!;
    values[other] = moved;
  }
}
