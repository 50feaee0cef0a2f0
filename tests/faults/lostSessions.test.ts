/** The server ends a session in the middle of a transaction: whoever asked hears of it, and the process lives. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';

const run = promisify(execFile);
const rounds = 30;

it('sessions that die between statements, within them, at BEGIN, COMMIT and ROLLBACK: all transactions settle, and the pool goes on', async () => {
  const database = await createTestDatabase();
  try {
    const script = new URL('fixtures/loseSessions.ts', import.meta.url).pathname;
    const { stdout } = await run(process.execPath, [script, database.appUrl, database.superuserUrl, String(rounds)]);
    const { fulfilled, rejected, never, after } = JSON.parse(stdout);
    expect({ settled: fulfilled + rejected, never, after }).toEqual({ settled: 3 * rounds, never: 0, after: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(rejected).toBeGreaterThan(rounds / 2);
  } finally {
    await database.drop();
  }
}, 60_000);
