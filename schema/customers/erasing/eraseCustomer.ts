import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { prismaExecutor } from '../../../prisma/client.ts';
import { Prisma } from '../../../prisma/generated/client/client.ts';
import { raiseDataVersions } from '../../../prisma/raiseDataVersions.ts';
import { type AuditActor, recordAudit } from '../../audit/recordAudit.ts';
import { conflict, notFound } from '../../errors.ts';
import { askToClearFiles, eraseCustomerRows, eraseFacts, eraseFaults, eraseUndo } from './eraseRows.ts';
import { type KnownAs, readKnownAs } from './knownAs.ts';

export type WhichCustomer = { readonly id: bigint } | { readonly externalId: string };

export interface Erasure {
  /** Null: erased before, and named as they were called then, which no longer leads to the row. */
  readonly customerId: bigint | null;
  /** YYYY-MM-DD in the workspace's time zone. */
  readonly erasedOn: string;
  readonly wasErasedBefore: boolean;
  /** How many facts stay. */
  readonly facts: number;
}

/** For so long an import that is being loaded is waited for. */
const patienceSeconds = 5;
/** Second key of the advisory locks of a workspace: the one under which files are loaded (worker/imports/load.ts). */
const importLock = 1;

/**
 * Erases the personal data of a customer. What they bought, answered and did stays, for the numbers, with a customer of whom nothing is known. By what they
 * were known stays as keyed hashes, by which later files are told not to bring them back. Done twice, it says when it was done.
 *
 * Under the lock of imports: what is loaded is either erased here or met by these hashes.
 */
export async function eraseCustomer(tx: Prisma.TransactionClient, actor: AuditActor, which: WhichCustomer): Promise<Erasure> {
  const { workspaceId } = actor;
  await lockImports(tx, workspaceId);
  const named = 'id' in which ? Prisma.sql`c.id = ${which.id}::bigint` : Prisma.sql`c.external_id = ${which.externalId}`;
  const [customer] = await tx.$queryRaw<{ id: bigint; externalId: string | null; erasedOn: string | null; today: string }[]>`
    select c.id, c.external_id as "externalId", (c.erased_at at time zone w.time_zone)::date::text as "erasedOn", (now() at time zone w.time_zone)::date::text as today
      from customer c join workspace w on w.id = c.workspace_id
     where c.workspace_id = ${workspaceId}::integer and ${named} for update of c`;
  if (!customer) return erasedBefore(tx, workspaceId, which);
  const { id, today } = customer;
  if (customer.erasedOn !== null) return { customerId: id, erasedOn: customer.erasedOn, wasErasedBefore: true, facts: 0 };

  const known = await readKnownAs(tx, workspaceId, customer);
  const opaqueId = `erased-${randomUUID()}`;
  await keepNames(tx, workspaceId, known, opaqueId, today);
  const kept = known.identities[0] ?? 0n; // none: then they have no facts
  const [facts, domains] = await eraseFacts(tx, workspaceId, kept, known);
  const undone = await eraseUndo(tx, workspaceId, id, kept, known);
  const scores = await eraseCustomerRows(tx, workspaceId, id, kept, opaqueId);
  const faults = await eraseFaults(tx, workspaceId, known);
  const files = await askToClearFiles(tx, workspaceId);
  await raiseDataVersions(prismaExecutor(tx), workspaceId, ['customers', ...domains]);
  await recordAudit(prismaExecutor(tx), actor, 'CUSTOMER_ERASED', ['Customer', id], { facts, scores, faults, files, overwritten: undone });
  return { customerId: id, erasedOn: today, wasErasedBefore: false, facts };
}

async function lockImports(tx: Prisma.TransactionClient, workspaceId: number): Promise<void> {
  for (const until = performance.now() + patienceSeconds * 1000; ; await setTimeout(100)) {
    const [row] = await tx.$queryRaw<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${workspaceId}::integer, ${importLock}::integer) as taken`;
    if (row?.taken) return;
    if (performance.now() > until)
      throw conflict('a file is being loaded into this workspace: nothing was erased; ask again when its import has ended', {});
  }
}

/** Of somebody who was erased only the hashes know what they were called. */
async function erasedBefore(tx: Prisma.TransactionClient, workspaceId: number, which: WhichCustomer): Promise<Erasure> {
  if ('id' in which) throw notFound('id', 'customer');
  const [name] = await tx.$queryRaw<{ erasedOn: string }[]>`
    select n.erased_on::text as "erasedOn"
      from erasure_secret k join erased_name n on n.workspace_id = k.workspace_id and n.hash = erased_name_hash(k.secret, 'CRM_ID', ${which.externalId})
     where k.workspace_id = ${workspaceId}::integer`;
  if (!name) throw notFound('externalId', 'customer');
  return { customerId: null, erasedOn: name.erasedOn, wasErasedBefore: true, facts: 0 };
}

/** Also the new name, which exports tell; and an address may be a number in the next file, or the other way round. */
async function keepNames(
  tx: Prisma.TransactionClient,
  workspaceId: number,
  { externalIds, emails, visitors, sharedVisitors }: KnownAs,
  opaqueId: string,
  today: string,
): Promise<void> {
  const of = (kind: string, values: readonly string[]) => values.map((value) => ({ kind, value }));
  const addresses = externalIds.filter((id) => id.includes('@')).map((id) => id.trim().toLowerCase());
  const names = [
    ...of('CRM_ID', [...externalIds, ...emails, opaqueId]),
    ...of('EMAIL', [...emails, ...addresses]),
    ...of('VISITOR_ID', visitors),
    ...of('SHARED_VISITOR', sharedVisitors),
  ];
  await tx.$executeRaw`
    insert into erasure_secret (workspace_id, secret) values (${workspaceId}::integer, ${randomBytes(32)}) on conflict do nothing`;
  await tx.$executeRaw`
    insert into erased_name (workspace_id, hash, erased_on)
    select distinct k.workspace_id, erased_name_hash(k.secret, n.kind, n.value), ${today}::date
      from erasure_secret k, unnest(${names.map(({ kind }) => kind)}::text[], ${names.map(({ value }) => value)}::text[]) as n (kind, value)
     where k.workspace_id = ${workspaceId}::integer
    on conflict do nothing`;
}
