import { formatCount } from './numbers.ts';
import { openProgress } from './progress.ts';

const toldEvery = 500;

/**
 * The same rows, with how many there are so far on standard error. Of few rows nothing is said; nor where they are printed as they come
 * on a terminal, which shows it.
 */
export async function* tellingHowMany<Row>(
  rows: AsyncIterable<Row>,
  { arePrinted }: { readonly arePrinted: boolean },
): AsyncGenerator<Row> {
  const progress = arePrinted && process.stdout.isTTY ? null : openProgress();
  let count = 0;
  try {
    for await (const row of rows) {
      yield row;
      if (++count % toldEvery === 0) progress?.show('reading', null, `${formatCount(count)} rows`);
    }
  } finally {
    progress?.clear();
  }
}
