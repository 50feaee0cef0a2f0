import type { DatasetRequest } from './datasetRequest.ts';

/** What comes after a row that is not the last: the SQL writes it after every row. */
const separator = Buffer.from(',\n');

/**
 * Rows of `jsonCopy` with "," as one JSON document. `lastPage` is at its end, so that it says at once that nothing is
 * missing before it.
 */
export async function* jsonDocument(copy: AsyncIterable<Buffer>, request: DatasetRequest, next: string | null): AsyncGenerator<Buffer> {
  const columns = request.columns.map(({ name, type, unit, nullable }) => ({ name, type, unit, nullable }));
  yield Buffer.from(`{"dataset":${JSON.stringify(request.dataset.name)},"columns":${JSON.stringify(columns)},"rows":[\n`);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of copy) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = Math.max(0, bytes.length - separator.length);
    if (end > 0) yield bytes.subarray(0, end);
    held = bytes.subarray(end);
  }
  if (held.length > 0 && !held.equals(separator)) throw new Error('the rows do not end as they should');
  yield Buffer.from(`\n],"lastPage":${next === null},"next":${JSON.stringify(next)}}\n`);
}
