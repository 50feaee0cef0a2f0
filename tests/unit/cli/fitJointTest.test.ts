import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-joint-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('the test that no driver matters', () => {
  const path = file(
    'joint.csv',
    `y,x,c,w\n${Array.from({ length: 60 }, (_, i) => `${Number((i * 7) % 5 > i % 4)},${i % 4},${i % 12},${1 + (i % 3)}`).join('\n')}\n`,
  );
  const lineOf = async (...words: readonly string[]) =>
    (await runFit('logit', path, '--y', 'y', '--x', 'x', ...words)).lines.find((line) => line.startsWith('log-likelihood'));

  it('has the errors of the table: the likelihood ratio takes answers for independent', async () => {
    expect(await lineOf()).toContain(' · chi-square(1) = ');
    expect(await lineOf('--cluster', 'c')).toContain(' · joint test F(1, 11) = ');
    expect(await lineOf('--weights', 'w')).toContain(' · joint test F(1, 58) = ');
    expect(await lineOf('--cluster', 'c', '--se', 'classical')).toContain(' · chi-square(1) = ');
    expect(await lineOf('--cluster', 'c', '--bootstrap', '100')).toContain(' · no joint test by bootstrap');
    expect(await lineOf('--bootstrap', '100')).toContain(' · chi-square(1) = ');
  });
});
