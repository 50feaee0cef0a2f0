/**
 * The rows of the parts into which the reading of a large run is divided. A part WAITs, is TAKEN by a holder who keeps it by a
 * heartbeat, and is DONE; one whose holder fell silent is anyone's again, and what that holder still brings is discarded. Every
 * statement names the attempt of the run, so parts of an earlier attempt are dead, whoever still works on them.
 */
import { deserialize, serialize } from 'node:v8';
import { inWorkspace, literal, type Queryable, type Sql } from '../prisma/sql.ts';
import { readCopyBinary } from './data/readCopyBinary.ts';
import type { Lease } from './lease.ts';

/** Who reads a part. */
export interface PartHolder {
  /** Of the run. One who helps does not hold it, but serves this attempt of it. */
  readonly lease: Lease;
  /** A uuid of the thread that asks. */
  readonly holder: string;
}

/** Who takes parts. */
export interface PartTaker extends PartHolder {
  /** See ownMachine.ts. */
  readonly machine: string;
}

/** What a worker has for runs: a machine, which others may be on, too, and how many may read parts of a run there at once. */
export interface Room {
  readonly machine: string;
  readonly readers: number;
}

export interface ClaimedPart {
  readonly part: number;
  readonly parts: number;
  /** Where the whole run reads: see exportSnapshot. */
  readonly snapshot: string;
}

/** A helper that says nothing for this long is taken for dead. */
const silenceSeconds = 10;
/** A megabyte: what is on its way of a part is a few of these. */
const chunkBytes = 2 ** 20;

/**
 * Makes the parts of a run that is under way, the first of them in the hands of the run's own thread, and sweeps those of runs that ended unheard.
 * False when its attempt is over already.
 */
export async function openParts(tx: Queryable, { lease, holder, machine }: PartTaker, snapshot: string, parts: number): Promise<boolean> {
  const { workspaceId, id, attempt } = lease;
  await tx`
    delete from run_part p where p.workspace_id = ${workspaceId} and (p.run_id = ${id} or not exists
      (select from run r where r.workspace_id = p.workspace_id and r.id = p.run_id and r.attempt = p.attempt and r.state = 'RUNNING'))`;
  const { count } = await tx`
    insert into run_part (workspace_id, run_id, attempt, part, parts, snapshot, state, holder, machine, claimed_until)
    select r.workspace_id, r.id, r.attempt, n, ${parts}::integer, ${snapshot}, coalesce(first.state, 'WAITING'), first.holder, first.machine, first.until
      from run r cross join generate_series(0, ${parts - 1}::integer) n
           left join (values ('TAKEN', ${holder}::uuid, ${machine}::text, 'infinity'::timestamptz)) first (state, holder, machine, until) on n = 0
     where r.workspace_id = ${workspaceId} and r.id = ${id} and r.attempt = ${attempt} and r.state = 'RUNNING'`;
  return count === parts;
}

/** How the run's own thread takes a part. */
export interface OwnClaim {
  /** Also one of a helper that lives: for when nothing else is left to do. */
  readonly fromLiving: boolean;
}

/**
 * Takes the next part that waits or whose holder fell silent; null when there is none. What the run's own thread takes it keeps:
 * the heartbeat of the run speaks for it. A part that its holder is just storing is nobody's to take.
 */
export function claimPart(sql: Sql, { lease, holder, machine }: PartTaker, own: OwnClaim | null = null): Promise<ClaimedPart | null> {
  const { workspaceId, id, attempt } = lease;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [claimed] = await tx<ClaimedPart[]>`
      with next as materialized (
        select part from run_part
         where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt}
           and (state = 'WAITING' or (state = 'TAKEN' and (claimed_until < clock_timestamp() or ${own?.fromLiving ?? false})))
         order by part limit 1 for update skip locked)
      update run_part p
         set state = 'TAKEN', holder = ${holder}, machine = ${machine},
             claimed_until = case when ${own !== null} then 'infinity' else clock_timestamp() + make_interval(secs => ${silenceSeconds}) end
        from next
       where p.workspace_id = ${workspaceId} and p.run_id = ${id} and p.attempt = ${attempt} and p.part = next.part
      returning p.part, p.parts, p.snapshot`;
    return claimed ?? null;
  });
}

/**
 * The heartbeat of one who helps. Its row is left out while its own thread stores the part: nobody else takes what is locked, and
 * waiting for it would keep a cancel from being seen. False when the run has ended, was cancelled, or is in other hands.
 */
export function keepPart(sql: Sql, { lease, holder }: PartHolder): Promise<boolean> {
  const { workspaceId, id, attempt } = lease;
  return inWorkspace(sql, workspaceId, async (tx) => {
    await tx`
      with mine as materialized (
        select part from run_part
         where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt} and holder = ${holder} and state = 'TAKEN'
           for update skip locked)
      update run_part p set claimed_until = clock_timestamp() + make_interval(secs => ${silenceSeconds})
        from mine where p.workspace_id = ${workspaceId} and p.run_id = ${id} and p.attempt = ${attempt} and p.part = mine.part`;
    return isUnderWay(tx, lease);
  });
}

/** A run that has parts left for one who would help. */
export interface OpenRun {
  readonly lease: Lease;
  readonly kind: string;
  readonly timeoutSeconds: number | null;
  readonly memoryMegabytes: number | null;
  /**
   * False where as many threads of the machine read it as may: one more would only take the processors from these. The run's own, which took the first
   * part, reads until all are read.
   */
  readonly hasRoom: boolean;
}

/** Null: no part of it waits. */
export function findOpenRun(sql: Sql, workspaceId: number, runId: bigint, { machine, readers }: Room): Promise<OpenRun | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [open] = await tx<(Omit<OpenRun, 'lease'> & { attempt: number })[]>`
      select kind, attempt, timeout_seconds as "timeoutSeconds", memory_megabytes as "memoryMegabytes", ${readers}::integer >
             (select count(distinct p.holder) from run_part p
               where p.workspace_id = ${workspaceId} and p.run_id = ${runId} and p.attempt = r.attempt and p.machine = ${machine}
                 and (p.part = 0 or (p.state = 'TAKEN' and p.claimed_until >= clock_timestamp()))) as "hasRoom"
        from run r
       where workspace_id = ${workspaceId} and id = ${runId} and state = 'RUNNING' and exists
             (select from run_part p where p.workspace_id = ${workspaceId} and p.run_id = ${runId} and p.attempt = r.attempt
                 and (p.state = 'WAITING' or (p.state = 'TAKEN' and p.claimed_until < clock_timestamp())))`;
    if (!open) return null;
    const { attempt, ...others } = open;
    return { lease: { table: 'run', workspaceId, id: runId, attempt }, ...others };
  });
}

/** Ends a part that the run's own thread computed, and keeps in its memory. */
export function closePart(sql: Sql, { lease, holder }: PartHolder, part: number): Promise<void> {
  return inWorkspace(sql, lease.workspaceId, async (tx) => {
    await endPart(tx, { lease, holder }, part);
  });
}

/** Ends a part with what was gathered for it. False when it was given to somebody else in the meantime: nothing is stored. */
export function storePart(sql: Sql, { lease, holder }: PartHolder, part: number, gathered: unknown): Promise<boolean> {
  const { workspaceId, id, attempt } = lease;
  const bytes = serialize(gathered);
  return inWorkspace(sql, workspaceId, async (tx) => {
    if (!(await endPart(tx, { lease, holder }, part))) return false;
    for (let chunk = 0; chunk * chunkBytes < bytes.length; chunk++) {
      const piece = bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes);
      await tx`
        insert into run_part_chunk (workspace_id, run_id, attempt, part, chunk, bytes)
        values (${workspaceId}, ${id}, ${attempt}, ${part}, ${chunk}, ${piece})`;
    }
    return true;
  });
}

async function endPart(tx: Queryable, { lease, holder }: PartHolder, part: number): Promise<boolean> {
  const { workspaceId, id, attempt } = lease;
  const { count } = await tx`
    update run_part set state = 'DONE'
     where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt} and part = ${part} and holder = ${holder} and state = 'TAKEN'`;
  return count === 1;
}

export interface PartState {
  readonly part: number;
  readonly isDone: boolean;
}

export function readPartStates(sql: Sql, { workspaceId, id, attempt }: Lease): Promise<PartState[]> {
  return inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<PartState[]>`
    select part, state = 'DONE' as "isDone" from run_part
     where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt} order by part`,
  );
}

/**
 * What another worker stored for a part: exactly what it gathered, typed arrays included. These lie in the bytes that were fetched, all in one
 * room: the thread that gathers the parts holds each once. Bytes come as they are stored; in a row of a SELECT they would come in hexadecimal,
 * and three copies of a part would wait to be collected.
 */
export function readPart(sql: Sql, { workspaceId, id, attempt }: Lease, part: number): Promise<unknown> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const stored = `run_part_chunk where workspace_id = ${literal(workspaceId)} and run_id = ${literal(id)}
      and attempt = ${literal(attempt)} and part = ${literal(part)}`;
    const [row] = await tx.unsafe<{ length: number }[]>(`select coalesce(sum(octet_length(bytes)), 0)::integer as length from ${stored}`);
    const bytes = Buffer.allocUnsafeSlow(row?.length ?? 0);
    let at = 0;
    const stream = await tx.unsafe(`copy (select bytes from ${stored} order by chunk) to stdout (format binary)`).readable();
    await readCopyBinary(stream, 1, (chunk, offset) => {
      at += chunk.copy(bytes, at, offset + 4, offset + 4 + chunk.readInt32BE(offset));
    });
    return deserialize(bytes);
  });
}

/** For a run that somebody else ended, or took: nobody is to help with an attempt that is over. */
export function sweepParts(sql: Sql, { table, workspaceId, id, attempt }: Lease): Promise<void> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    if (table === 'run') await tx`delete from run_part where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt}`;
  });
}

/** Gives back what a holder took and did not end, so that nobody waits for its silence. */
export function releaseParts(sql: Sql, { lease, holder }: PartHolder): Promise<void> {
  const { workspaceId, id, attempt } = lease;
  return inWorkspace(sql, workspaceId, async (tx) => {
    await tx`
      update run_part set state = 'WAITING', holder = null, machine = null, claimed_until = null
       where workspace_id = ${workspaceId} and run_id = ${id} and attempt = ${attempt} and holder = ${holder} and state = 'TAKEN'`;
  });
}

async function isUnderWay(tx: Queryable, { workspaceId, id, attempt }: Lease): Promise<boolean> {
  const rows = await tx`
    select from run where workspace_id = ${workspaceId} and id = ${id} and attempt = ${attempt} and state = 'RUNNING'`;
  return rows.length === 1;
}
