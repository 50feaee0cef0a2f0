import { setEnvironmentData } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, inSnapshot, inWorkspace, type Sql, type Transaction } from '../../../prisma/sql.ts';
import { partOfCustomer, type Slice, wholeSlice } from '../../../worker/data/customerSlice.ts';
import { finishRun, LeaseLost } from '../../../worker/data/finishRun.ts';
import { countParts, gatherParts } from '../../../worker/gatherParts.ts';
import { helpWithParts } from '../../../worker/helpWithParts.ts';
import { databaseUrlKey } from '../../../worker/job.ts';
import { failLease, handBackLease, type Lease, takeLease } from '../../../worker/lease.ts';
import { claimPart, closePart, findOpenRun, keepPart, openParts, readPart, releaseParts, storePart } from '../../../worker/runParts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture, type DriverFixture, requestRun } from '../../support/worker.ts';

/** What a run reads here: the ids of its customers, and a column of numbers. */
interface Read {
  readonly part: { readonly ids: BigInt64Array; readonly values: Float64Array; readonly through: Date };
  readonly rowsRead: number;
}

const customers = 2_000;
const helperA = '00000000-0000-4000-8000-00000000000a';
const helperB = '00000000-0000-4000-8000-00000000000b';
const owner = '00000000-0000-4000-8000-00000000000c';
let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let lease: Lease;

beforeAll(async () => {
  database = await createTestDatabase();
  setEnvironmentData(databaseUrlKey, database.appUrl);
  app = connect(database.appUrl, { applicationName: 'test', max: 6 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 3 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 0 });
  await inWorkspace(
    app,
    fixture.workspaceId,
    (tx) =>
      tx`insert into customer (workspace_id, external_id) select ${fixture.workspaceId}, i from generate_series(1, ${customers}::integer) i`,
  );
  lease = await takeRun();
});

async function takeRun(): Promise<Lease> {
  const runId = await requestRun(database, fixture);
  return (await takeLease(app, 'run', fixture.workspaceId, runId))!.lease;
}

async function read(tx: Transaction, slice: Slice): Promise<Read> {
  const rows = await tx<{ id: bigint }[]>`
    select id from customer where workspace_id = ${fixture.workspaceId} and ${tx.unsafe(partOfCustomer('id', slice))} order by id`;
  const ids = BigInt64Array.from(rows, ({ id }) => id);
  return { part: { ids, values: Float64Array.from(ids, Number), through: new Date(slice.index) }, rowsRead: ids.length };
}

/** One connection, as a thread has. */
async function asThread<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = connect(database.appUrl, { applicationName: 'test thread', max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Reads as the thread that holds the run does. `before` is called ahead of each part. */
function gather(
  parts: number,
  before: (slice: Slice) => Promise<void> = async () => {},
  how: { readonly patienceMilliseconds?: number } = {},
): Promise<Read[]> {
  return asThread((sql) =>
    inSnapshot(sql, fixture.workspaceId, (tx) => {
      const reading = { tx, lease, machine: 'one', parts, report: () => {} };
      const readOne = async (slice: Slice) => {
        await before(slice);
        return read(tx, slice);
      };
      return gatherParts({ ...reading, ...how, read: readOne });
    }),
  );
}

const claim = (holder: string, machine = 'another') => claimPart(app, { lease, holder, machine });
const help = (holder: string) =>
  asThread((sql) => helpWithParts(sql, { lease, holder, machine: 'another' }, async (tx) => (slice) => read(tx, slice)));
const idsOf = (gathered: readonly Read[]) => gathered.flatMap(({ part }) => [...part.ids]).sort((a, b) => Number(a - b));
const rowsOf = () => admin`select part, state, holder from run_part where run_id = ${lease.id} order by part`;
const whole = async () => idsOf([await inSnapshot(app, fixture.workspaceId, (tx) => read(tx, wholeSlice))]);

describe('how many parts there are', () => {
  it('depends on the size of the data alone', () => {
    expect([0, 1, 1_000_000, 1_000_001, 4_999_999, 1e9].map((facts) => countParts(facts, 1_000_000))).toEqual([1, 1, 1, 2, 5, 16]);
  });
});

describe('a run that is read in parts', () => {
  it('reads each customer once, however many parts there are, with nobody to help', async () => {
    const all = await whole();
    for (const parts of [2, 5, 16]) {
      expect(idsOf(await gather(parts))).toEqual(all);
      await admin`delete from run_part where run_id = ${lease.id}`;
    }
  });

  it('reads one state of the data, whoever reads and whatever changes meanwhile', async () => {
    const all = await whole();
    const helping: Promise<void>[] = [];
    let parts = 0;
    const gathered = await gather(8, async () => {
      parts++;
      if (helping.length > 0) return;
      await inWorkspace(
        app,
        fixture.workspaceId,
        (tx) =>
          tx`insert into customer (workspace_id, external_id) select ${fixture.workspaceId}, 'later-' || i from generate_series(1, 500) i`,
      );
      helping.push(help(helperA), help(helperB));
      await Promise.all(helping); // they read all that is left
    });
    expect(parts).toBe(1);
    expect(idsOf(gathered)).toEqual(all);
    expect(gathered.map(({ part }) => part.through.getTime())).toEqual([0, 1, 2, 3, 4, 5, 6, 7]); // in the order of the parts
    expect(gathered[3]!.part.values).toBeInstanceOf(Float64Array);
  });

  it('asks for help once a part beside the first', async () => {
    await gather(5);
    const [jobs] =
      await admin`select count(*)::integer as n from pgboss.job where name = 'perform' and data->>'table' = 'run_part' and data->>'id' = ${String(lease.id)}`;
    expect(jobs).toEqual({ n: 4 });
  });

  it('takes over what a helper left, and discards what that helper still brings', async () => {
    const all = await whole();
    let silent = -1;
    const gathered = await gather(3, async () => {
      if (silent >= 0) return;
      silent = (await claim(helperA))!.part;
      await admin`update run_part set claimed_until = now() - interval '1 second' where run_id = ${lease.id} and part = ${silent}`;
    });
    expect(idsOf(gathered)).toEqual(all);
    expect(await storePart(app, { lease, holder: helperA }, silent, { stale: true })).toBe(false);
    expect(await admin`select 1 from run_part_chunk where run_id = ${lease.id}`).toHaveLength(0);
  });

  it('reads itself what a helper that lives takes too long for, and discards what that helper still brings', async () => {
    const all = await whole();
    const slow = { lease, holder: helperA };
    let part = -1;
    let beating: NodeJS.Timeout | undefined;
    const began = performance.now();
    const gathered = await gather(
      3,
      async () => {
        if (part >= 0) return;
        part = (await claim(helperA))!.part;
        beating = setInterval(() => keepPart(app, slow), 100);
      },
      { patienceMilliseconds: 1_000 },
    );
    clearInterval(beating);
    expect(performance.now() - began).toBeGreaterThan(1_000); // it was given its time
    expect(idsOf(gathered)).toEqual(all);
    expect(await storePart(app, slow, part, { late: true })).toBe(false);
    expect(await admin`select 1 from run_part_chunk where run_id = ${lease.id}`).toHaveLength(0);
  }, 20_000);

  it('ends at once when the run is cancelled, or is in other hands', async () => {
    const taken = gather(4, async () => {
      lease = (await takeLease(app, 'run', fixture.workspaceId, lease.id))!.lease;
    });
    await expect(taken).rejects.toThrow(/no longer of attempt|CONNECTION|ECONNRESET/); // who takes a run also ends the sessions of who had it
    await expect(
      gather(4, async () => {
        await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${lease.id}`;
        await admin`delete from run_part where run_id = ${lease.id}`;
      }),
    ).rejects.toThrow(LeaseLost);
  });
});

describe('a part', () => {
  const open = async (parts: number) =>
    inWorkspace(app, fixture.workspaceId, (tx) => openParts(tx, { lease, holder: owner, machine: 'one' }, 'none', parts));
  const findOpen = (machine: string, readers: number) => findOpenRun(app, fixture.workspaceId, lease.id, { machine, readers });

  it('is given to one helper, kept by a heartbeat, and given back', async () => {
    await open(3);
    const [a, b] = await Promise.all([claim(helperA), claim(helperB)]);
    expect([a!.part, b!.part].sort()).toEqual([1, 2]); // the first is with the run's own thread
    expect(await claim(helperA)).toBeNull();
    expect(await findOpen('a third', 1)).toBeNull();
    await admin`update run_part set claimed_until = now() + interval '10 milliseconds' where run_id = ${lease.id} and part > 0`;
    expect(await keepPart(app, { lease, holder: helperA })).toBe(true);
    await releaseParts(app, { lease, holder: helperB });
    expect((await rowsOf()).map(({ state }) => state).sort()).toEqual(['TAKEN', 'TAKEN', 'WAITING']);
    expect(await findOpen('a third', 1)).toMatchObject({ kind: 'DRIVERS', lease: { attempt: 1 }, hasRoom: true });
  });

  it('is for a worker whose machine has room for one more reader: others would take the processors from those at work', async () => {
    await open(4);
    const rooms = async () => {
      const asked = [
        ['one', 1],
        ['one', 2],
        ['another', 1],
        ['another', 2],
      ] as const;
      const found = await Promise.all(asked.map(([machine, readers]) => findOpen(machine, readers)));
      return found.map((run) => run?.hasRoom);
    };
    expect(await rooms()).toEqual([false, true, true, true]); // the run's own thread is on the one
    await claim(helperA, 'one');
    await claim(helperB, 'another');
    expect(await rooms()).toEqual([false, false, false, true]);
    await storePart(app, { lease, holder: helperB }, 2, {});
    expect(await rooms()).toEqual([false, false, true, true]);
    await admin`update run_part set claimed_until = now() - interval '1 second' where run_id = ${lease.id} and part = 1`;
    expect(await rooms()).toEqual([false, true, true, true]); // who fell silent is not counted
    await closePart(app, { lease, holder: owner }, 0);
    expect(await rooms()).toEqual([false, true, true, true]); // but the run's own thread is, also between two parts
  });

  it('holds what was gathered to the bit, however large it is', async () => {
    await open(2);
    const { part } = (await claim(helperA))!;
    const gathered = {
      part: { numbers: Float64Array.from({ length: 600_000 }, (_, i) => Math.sin(i)), big: 1n << 60n, none: null },
      through: new Date(0),
    };
    expect(await storePart(app, { lease, holder: helperA }, part, gathered)).toBe(true);
    const [size] =
      await admin`select count(*)::integer as chunks, max(length(bytes)) <= 1048576 as small from run_part_chunk where run_id = ${lease.id}`;
    expect(size).toEqual({ chunks: 5, small: true });
    expect(await readPart(app, lease, part)).toEqual(gathered);
  });

  it('is gone with the attempt of its run, however that ends', async () => {
    const ends: Record<string, (held: Lease) => Promise<unknown>> = {
      success: (held) => inWorkspace(app, held.workspaceId, (tx) => finishRun(tx, held, { outcome: 'FITTED', warnings: [] }, null)),
      fault: (held) => failLease(app, held, { code: 'CRASHED', message: 'x' }, async () => {}),
      shutdown: (held) => handBackLease(app, held, async () => {}),
      takeover: (held) => takeLease(app, 'run', held.workspaceId, held.id),
    };
    for (const [how, end] of Object.entries(ends)) {
      fixture = await createDriverFixture(app, { rows: 0 });
      lease = await takeRun();
      await open(3);
      await end(lease);
      expect(await rowsOf(), how).toHaveLength(0);
      expect(await open(3), how).toBe(false); // one who believes that it holds the run still
      expect(await keepPart(app, { lease, holder: helperA }), how).toBe(false);
    }
  });
});
