/** The demo's files from others ship with where they are from, under which licence, and which bytes they were. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const seeds = join(import.meta.dirname, '../../../prisma/seeds');

it.each(['sfo', 'cdnow', 'telco'])('%s: its file is the one of its source', (name) => {
  const folder = join(seeds, name);
  const source = readFileSync(join(folder, 'SOURCE.md'), 'utf8');
  expect(source).toMatch(/Licence|MIT License/);
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv'));
  expect(files).toHaveLength(1);
  for (const file of files) {
    expect(source).toContain(`\`${file}\``);
    expect(source).toContain(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    );
  }
});
