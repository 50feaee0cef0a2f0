import type { Transaction } from '../../../prisma/sql.ts';
import { ImportInputError } from '../importInputError.ts';
import type { DataDomain } from '../importKind.ts';
import type { ImportResult } from '../importRow.ts';
import { refreshStatistics } from '../statistics.ts';
import type { FactTable, LoadedTable, Owner } from '../upsert.ts';
import { readBuiltOn } from './builtOn.ts';
import { undoFacts } from './undoFacts.ts';
import { undoPeople } from './undoPeople.ts';
import { undoSurvey } from './undoSurvey.ts';

/** The import that is taken back. */
export interface UndoneImport {
  readonly kind: string;
  readonly surveyKey: string | null;
  /** Rows that it inserted or changed. */
  readonly rowsLoaded: number;
}

const factTables: Readonly<Record<string, { readonly table: FactTable | 'response'; readonly domain: DataDomain }>> = {
  RESPONSES: { table: 'response', domain: 'feedback' },
  ORDERS: { table: 'order', domain: 'crm' },
  SUBSCRIPTIONS: { table: 'subscription', domain: 'crm' },
  TICKETS: { table: 'ticket', domain: 'crm' },
  SPEND: { table: 'spend', domain: 'crm' },
  VISITS: { table: 'visit', domain: 'web' },
  EVENTS: { table: 'event', domain: 'web' },
  INVITATIONS: { table: 'invitation', domain: 'journey' },
  TOUCHPOINTS: { table: 'touchpoint', domain: 'journey' },
};

/** More rows than this are matched by hash joins only, as in a load. */
const fewRows = 2000;

/**
 * Takes back what an import has written: rows that it changed are as they were before it, rows that it made are gone, and so are customers and
 * names that nothing else needs. To be called under the lock of imports. Refused once later imports have built on it: what would be
 * without it then only their files could tell.
 *
 * @throws ImportInputError NOT_UNDOABLE, BUILT_ON
 */
export async function undoImport(
  tx: Transaction,
  owner: Owner,
): Promise<{ result: Omit<ImportResult, 'checksum'>; changedDomains: readonly DataDomain[] }> {
  const undone = await takeUndone(tx, owner);
  await refuseBuiltOn(tx, owner, undone);
  await tx`select set_config('enable_nestloop', ${undone.rowsLoaded > fewRows ? 'off' : 'on'}, true)`;
  const facts = { deleted: 0, restored: 0, ofErased: 0 };
  const changedDomains: DataDomain[] = [];
  const tables: LoadedTable[] = ['customer', 'customer_trait', 'identity'];
  for (const { table, domain } of await touchedTables(tx, owner, undone)) {
    const { deleted, restored, ofErased } = await undoFacts(tx, owner, table, { hasMade: factTables[undone.kind]?.table === table });
    facts.deleted += deleted;
    facts.restored += restored;
    facts.ofErased += ofErased;
    if (deleted + restored > 0) changedDomains.push(domain);
    tables.push(table);
  }
  const people = await undoPeople(tx, owner);
  if (people.changed > 0) changedDomains.push('customers');
  const survey = undone.surveyKey === null ? null : await undoSurvey(tx, owner, undone.surveyKey);
  if (survey && survey.questionsDeleted > 0) changedDomains.push('feedback');
  await tx`delete from import_undo where workspace_id = ${owner.workspaceId} and import_id = ${owner.importId}`;
  await tx`update import set state = 'UNDONE' where workspace_id = ${owner.workspaceId} and id = ${owner.importId}`;
  if (undone.rowsLoaded > fewRows) await refreshStatistics(tx, tables);
  const rows = undone.kind === 'CUSTOMERS' ? undone.rowsLoaded : facts.deleted + facts.restored;
  return {
    changedDomains,
    result: {
      ...{ rowsRead: rows + facts.ofErased, rowsLoaded: rows, rowsUnchanged: 0, rowsRejected: facts.ofErased },
      isOfErased: false,
      faults: [],
      report: {
        rowsDeleted: facts.deleted,
        rowsRestored: facts.restored,
        ...(facts.ofErased > 0 ? { rowsOfErased: facts.ofErased } : {}),
        customersDeleted: people.customersDeleted,
        customersRestored: people.customersRestored,
        customersKept: people.customersKept,
        ...survey,
        laterImports: await countLater(tx, owner),
        errorCount: 0,
      },
    },
  };
}

/** Its row, held: neither is it cleared meanwhile, nor undone twice. */
async function takeUndone(tx: Transaction, { workspaceId, importId }: Owner): Promise<UndoneImport> {
  const [row] = await tx<(UndoneImport & { isUndoable: boolean })[]>`
    select kind, survey_key as "surveyKey", rows_loaded::float8 as "rowsLoaded",
           state = 'SUCCEEDED' and not dry_run and undoes_id is null and clear_begun_at is null as "isUndoable"
      from import where workspace_id = ${workspaceId} and id = ${importId} for no key update`;
  if (row?.isUndoable) return row;
  throw new ImportInputError(
    'NOT_UNDOABLE',
    'the import was undone meanwhile, or what it overwrote is no longer kept (EARSHOT_KEEP_UPLOADS_DAYS): look at its state',
  );
}

/** By which the graph knows it. */
const idOf = (id: bigint) => Buffer.from(`Import:${id}`).toString('base64url');

async function refuseBuiltOn(tx: Transaction, owner: Owner, undone: UndoneImport): Promise<void> {
  const later = await readBuiltOn(tx, owner, undone);
  if (later.length === 0) return;
  const named = later.slice(0, 5).map(({ id, source, at }) => `${idOf(id)} (${JSON.stringify(source)} of ${at})`);
  const more = later.length > named.length ? ` and ${later.length - named.length} more` : '';
  throw new ImportInputError(
    'BUILT_ON',
    `${later.length === 1 ? 'a later file has' : `${later.length} later files have`} changed or repeated what this one brought: undo ` +
      `${later.length === 1 ? 'it' : 'them'} first, the latest first: ${named.join(', ')}${more}; send again afterwards what was right`,
  );
}

/** That of its kind, and those whose facts it found or lost the customers of. */
async function touchedTables(tx: Transaction, { workspaceId, importId }: Owner, { kind }: UndoneImport) {
  const named = await tx<{ table: string }[]>`
    select distinct table_name as "table" from import_undo where workspace_id = ${workspaceId} and import_id = ${importId}`;
  const names = new Set(named.map(({ table }) => table));
  return Object.entries(factTables).flatMap(([ofKind, touched]) => (ofKind === kind || names.has(touched.table) ? [touched] : []));
}

/** Files that were loaded after it: what they said of its customers as well is known again once they are sent again. */
async function countLater(tx: Transaction, { workspaceId, importId }: Owner): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::integer as count
      from import i join import u on u.workspace_id = i.workspace_id and u.id = ${importId}
     where i.workspace_id = ${workspaceId} and i.state = 'SUCCEEDED' and not i.dry_run and i.undoes_id is null
       and i.id <> u.id and i.finished_at >= u.finished_at and i.kind not in ('SPEND', 'TOUCHPOINTS')`;
  return row?.count ?? 0;
}
