/** The commands of schedules and backfills against a real API and a real worker. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import type { TestProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { eventually } from '../../support/until.ts';
import { createDriverFixture, type DriverFixture, startWorker } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let worker: TestProcess | undefined;
let fixture: DriverFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  // An answer every 35 minutes, so that the end of each month has seen more of them.
  fixture = await createDriverFixture(api.services.sql, { rows: 3000 });
  await api.admin`update response set responded_at = timestamptz '2026-01-01' + (substr(external_id, 2)::integer * interval '35 minutes') where workspace_id = ${fixture.workspaceId}`;
  key = await api.createKey(fixture.workspaceId);
});
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const earshot = (...words: string[]) => earshotHere(words, { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });

describe('earshot schedules', () => {
  it('sets, lists, shows, pauses, resumes and removes one', async () => {
    expect((await earshot('schedules')).out).toContain('Nothing runs by itself yet');
    const set = await earshot('schedules', 'set', 'drivers', '--cron', '0 6 1 1 *', '--catch-up', 'all', '--overlap', 'queue');
    expect(set).toMatchObject({ code: 0, err: '' });
    expect(set.out).toMatch(/^drivers runs at 0 6 1 1 \* \(UTC\): next \d{4}-01-01 06:00:00Z, /);
    expect((await earshot('schedules')).out).toMatch(/^drivers +0 6 1 1 \* +UTC +\d{4}-01-01 06:00:00Z +– +ALL +QUEUE +no$/m);
    expect((await earshot('schedules', 'pause', 'drivers')).out).toMatch(/is paused since/);
    expect((await earshot('schedules', 'show', 'drivers')).out).toMatch(
      /paused since .*; it would run at \d{4}-01-01 06:00:00Z[\s\S]*no tick yet/,
    );
    expect((await earshot('schedules', 'resume', 'drivers')).out).toMatch(/^drivers runs next at \d{4}-01-01 06:00:00Z/);
    expect((await earshot('schedules', 'on-change', 'drivers')).out).toBe('drivers runs when data that it reads have changed\n');
    expect((await earshot('schedules', 'on-change', 'drivers', '--off')).out).toBe(
      'drivers does not run when data that it reads have changed\n',
    );
    expect(await earshot('schedules', 'remove', 'drivers')).toMatchObject({ code: 0, out: 'drivers has no schedule\n' });
  }, 120_000);

  it.each([
    [['set', 'drivers'], 2, '--cron is missing'],
    [['set', 'drivers', '--cron', '* * * *'], 1, '"* * * *" has not the five fields of cron'],
    [['set', 'drivers', '--cron', '@daily', '--overlap', 'both'], 2, '--overlap both is not possible'],
    [['pause', 'drivers'], 1, 'there is no such schedule'],
  ])('%j is one line and a remedy', async (words, code, message) => {
    const answer = await earshot('schedules', ...words);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(message);
  });
});

describe('earshot backfill', () => {
  it('tells what it would run, runs it by a worker, and leaves out what is there the next time', async () => {
    const preview = await earshot('backfill', 'drivers', '--from', '2026-01', '--to', '2026-03', '--preview');
    expect(preview.out).toMatch(
      /2026-01-31 +none +run\n2026-02-28 +none +run\n2026-03-31 +none +run\n\n3 of 3 dates would run; days end in UTC/,
    );
    worker = await startWorker(database);
    const done = await earshot('backfill', 'drivers', '--from', '2026-01', '--to', '2026-03', '--wait');
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toMatch(/^Backfill \S+ of drivers is COMPLETED: 3 succeeded\n$/);
    const id = done.out.split(' ')[1] ?? '';
    const shown = await earshot('backfills', 'show', id);
    expect(shown.out).toMatch(
      /^Backfill \S+ of drivers is COMPLETED: 3 succeeded\n\n[^\n]*\n2026-01-31 +SUCCEEDED +– +\S+\n2026-02-28 +SUCCEEDED +– +\S+\n2026-03-31 +SUCCEEDED +– +\S+\n$/,
    );
    const listed = (await earshot('runs', '--analysis', 'drivers')).out;
    expect(listed.split('\n')[1]).toMatch(/^\S+ +drivers +SUCCEEDED +fitted +2026-0\d-\d\d 23:59:59Z +backfill \S+/);
    expect((await earshot('runs', '--first', '500', '--json')).code).toBe(0); // a whole page is not too much for one question
    const run = await earshot('runs', 'show', listed.split('\n')[1]?.split(' ', 1)[0] ?? '');
    expect(run.out).toMatch(/^ {2}asked for +20\S+ \S+Z by backfill \S+$/m);
    expect(run.out).toMatch(/^ {2}as of +2026-0\d-\d\d 23:59:59Z$/m);
    expect(run.out).toMatch(/^ {2}data +through 2026-\S+ \S+Z, versions feedback 1$/m);
    expect(run.out).toMatch(/^ {2}engine +\S+$/m);
    expect(run.out).toMatch(/^ {2}rows +[\d,]+ read, [\d,]+ used$/m);
    expect(run.out).toMatch(/^ {2}took +read [\d.]+ m?s, compute [\d.]+ m?s, write [\d.]+ m?s; 1 attempt$/m);
    const runs = await api.admin`
      select as_of, rows_read::integer as rows, trigger from run where workspace_id = ${fixture.workspaceId} order by as_of`;
    // How many have come in so many days, the last millisecond of the last of them included.
    const answers = (days: number) => Math.floor((days * 24 * 60 - 1 / 60_000) / 35);
    expect(runs).toMatchObject([
      { as_of: new Date('2026-01-31T23:59:59.999Z'), rows: answers(31), trigger: 'BACKFILL' },
      { as_of: new Date('2026-02-28T23:59:59.999Z'), rows: answers(59), trigger: 'BACKFILL' },
      { as_of: new Date('2026-03-31T23:59:59.999Z'), rows: 3000, trigger: 'BACKFILL' },
    ]);
    const again = await earshot('backfill', 'drivers', '--from', '2026-01', '--to', '2026-03', '--wait');
    expect(again.out).toMatch(/is COMPLETED: 3 left out\n$/);
    expect((await earshot('backfills')).out).toMatch(/COMPLETED +2026-01-01 to 2026-03-31 by month +MISSING +\S+ \S+ +3 left out\n/);
  }, 300_000);

  // At any time the day of one of the two is another than in UTC.
  it.each(['Pacific/Kiritimati', 'Pacific/Niue'])('ends with today on the clock of the workspace: %s', async (zone) => {
    const { workspaceId } = await createDriverFixture(api.services.sql, { rows: 10 });
    await api.admin`update workspace set time_zone = ${zone} where id = ${workspaceId}`;
    const env = { EARSHOT_URL: api.url, EARSHOT_API_KEY: await api.createKey(workspaceId) };
    const from = (days: number) => String(DateTime.now().setZone(zone).plus({ days }).toISODate());
    const [today, tomorrow] = await Promise.all(
      [0, 1].map((days) => earshotHere(['backfill', 'drivers', '--from', from(days), '--preview'], { env })),
    );
    expect(today?.err).toContain('no month that is over ends');
    expect(tomorrow?.err).toContain('is still to come');
  });

  it.each([
    [[], '--from is missing'],
    [['--from', 'yesterday'], '--from yesterday is no day such as 2025-01-31'],
    [['--from', '2026-01', '--concurrency', '99'], '--concurrency 99 is not a whole number from 1 to 20'],
    [['--from', '2026-01', '--step', 'year'], '--step year is not possible'],
  ])('%j is refused', async (words, message) => {
    const answer = await earshot('backfill', 'drivers', ...words);
    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});

describe('earshot import, with an analysis that runs on change', () => {
  it('starts one run for all files that come together, on the data as they are then', async () => {
    worker ??= await startWorker(database);
    const folder = await temporaryFolder('arrival');
    const answers = async (file: number) => {
      const rows = Array.from(
        { length: 20 },
        (_, row) => `f${file}r${row},2026-05-0${file}T10:00:00Z,${[1, 2, 3, 4, 5, 1].map((q) => 1 + ((q * (row + file)) % 5)).join(',')}`,
      );
      await writeFile(join(folder, `${file}.csv`), ['response_id,submitted_at,Q1,Q2,Q3,Q4,Q5,Q6', ...rows].join('\n'));
      return earshot('import', join(folder, `${file}.csv`), '--as', 'responses', '--survey', 's');
    };
    expect(await earshot('run', 'drivers', '--wait')).toMatchObject({ code: 0 }); // so that nothing is stale to begin with
    await earshot('schedules', 'on-change', 'drivers');
    for (const { code, err } of await Promise.all([1, 2, 3].map(answers))) expect(code, err).toBe(0);
    const runs = () => api.admin<{ state: string; rows: number; versions: Record<string, string> }[]>`
      select state, rows_read::integer as rows, data_versions as versions from run where workspace_id = ${fixture.workspaceId} and trigger = 'DATA' order by id`;
    expect(await eventually(runs, ([run]) => run?.state === 'SUCCEEDED', 150)).toMatchObject([
      { state: 'SUCCEEDED', rows: 3060, versions: { feedback: '4' } },
    ]);
  }, 300_000);
});
