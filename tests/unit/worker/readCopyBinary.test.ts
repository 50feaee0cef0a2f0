import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealArrays, readCopyBinary } from '../../../worker/data/readCopyBinary.ts';

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const trailer = Buffer.from([0xff, 0xff]);

/** One row of one field `real[]`, laid out as the server's array_send does. */
function row(values: readonly (number | null)[]): Buffer {
  const int = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const float = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(value);
    return Buffer.concat([int(4), bytes]);
  };
  const dimension = values.length === 0 ? [] : [int(values.length), int(1)];
  const elements = values.map((value) => (value === null ? int(-1) : float(value)));
  const array = Buffer.concat([int(dimension.length / 2), int(values.includes(null) ? 1 : 0), int(700), ...dimension, ...elements]);
  return Buffer.concat([Buffer.from([0, 1]), int(array.length), array]);
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...at.map((place) => place % bytes.length), bytes.length])].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

async function read(chunks: Buffer[], width: number): Promise<number[][]> {
  const target = new Float32Array(width);
  const arrays = new RealArrays(target);
  const rows: number[][] = [];
  await readCopyBinary(Readable.from(chunks), 1, (bytes, offset) => {
    arrays.read(bytes, offset);
    rows.push([...target]);
  });
  return rows;
}

describe('a binary COPY of real[]', () => {
  it('gives the same rows however the network cuts it', async () => {
    const value = fc.option(fc.float({ noNaN: true }), { nil: null });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(value, { maxLength: 4 }), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (rows, cuts) => {
          const stream = Buffer.concat([header, ...rows.map(row), trailer]);
          const expected = rows.map((values) => [0, 1, 2, 3].map((i) => values[i] ?? Number.NaN));
          expect(await read(cut(stream, cuts), 4)).toEqual(expected);
        },
      ),
    );
  });

  it('ignores answers past the codebook that the run knows', async () => {
    expect(await read([Buffer.concat([header, row([1, 2, 3]), trailer])], 2)).toEqual([[1, 2]]);
  });

  it('refuses a stream that stops before its trailer: fewer rows would look like a result', async () => {
    await expect(read([Buffer.concat([header, row([1])])], 1)).rejects.toThrow('ended before its last row');
  });

  it('refuses a stream that is no binary COPY', async () => {
    await expect(read([Buffer.from('1\t2\n'.repeat(10))], 1)).rejects.toThrow('not a binary COPY');
  });
});
