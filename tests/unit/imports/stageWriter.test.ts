import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { StageWriter } from '../../../worker/imports/stageWriter.ts';

it('sends the rows as they came, whatever their letters and lengths, and keeps none that it sent', async () => {
  const sent: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write: (bytes, _encoding, done) => {
      sent.push(bytes);
      setImmediate(done);
    },
  });
  const writer = new StageWriter(stream);
  const blocks = [['1\té\n', '2\t🙂\n', `3\t${'x'.repeat(200_000)}\n`, `4\t${'‰'.repeat(300_000)}\n`], [], ['5\t\\N\n']];
  for (const rows of blocks) {
    for (const row of rows) writer.write(row);
    await writer.flush();
  }
  await writer.end(async () => {});
  expect(sent.map(String)).toEqual([blocks[0]?.join(''), '5\t\\N\n']);
});
