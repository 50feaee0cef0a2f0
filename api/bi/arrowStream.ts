import { makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';
import type { DatasetColumn } from '../../prisma/bi/datasets.ts';
import { CopyBinaryWalker } from '../../prisma/copyBinaryWalker.ts';
import { arrowColumn } from './arrowColumn.ts';

/** Rows of a record batch, unless its texts are long. A batch costs a few milliseconds of the event loop. */
const batchRows = 16_384;
const batchTextBytes = 8 * 1024 * 1024;

/**
 * An Arrow IPC stream of `binaryCopy`: fields go from PostgreSQL's bytes into the columns of a batch, without a value of
 * JavaScript between. It has its end-of-stream mark only where every row has come.
 */
export async function* arrowStream(copy: AsyncIterable<Buffer>, columns: readonly DatasetColumn[]): AsyncGenerator<Buffer> {
  const building = columns.map((column) => arrowColumn(column, batchRows));
  const schema = new Schema(building.map(({ field }) => field));
  const writer = new Messages();
  const addBatch = () => {
    const children = building.map((column) => column.data(rows));
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children })));
    rows = 0;
    return writer.take();
  };
  let rows = 0;
  let ready: Buffer[] = [];
  const walker = new CopyBinaryWalker(columns.length, (bytes, offset) => {
    let at = offset;
    let textBytes = 0;
    for (const column of building) {
      const length = bytes.readInt32BE(at);
      at += 4;
      column.set(rows, bytes, at, length);
      at += Math.max(0, length);
      textBytes += column.textBytes;
    }
    rows++;
    if (rows === batchRows || textBytes > batchTextBytes) ready.push(addBatch());
  });

  writer.reset(undefined, schema);
  yield writer.take();
  for await (const chunk of copy) {
    walker.push(chunk);
    const batches = ready;
    ready = [];
    yield* batches;
  }
  walker.end();
  if (rows > 0) yield addBatch();
  writer.finish();
  yield writer.take();
}

/** Arrow's writer, whose own queue tells nobody how much it holds; what it writes is taken out after each batch. */
class Messages extends RecordBatchStreamWriter {
  readonly #pieces: Uint8Array[] = [];

  constructor() {
    super({ autoDestroy: false });
  }

  protected override _write(chunk: unknown): this {
    if (!ArrayBuffer.isView(chunk)) throw new TypeError('Arrow wrote something that is no bytes');
    this._position += chunk.byteLength;
    this.#pieces.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return this;
  }

  /** A copy of what was written since: the columns are overwritten by the next batch. */
  take(): Buffer {
    return Buffer.concat(this.#pieces.splice(0));
  }
}
