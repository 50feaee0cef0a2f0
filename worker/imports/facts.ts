import type { Transaction } from '../../prisma/sql.ts';
import { keepRollup, type Loading } from '../rollups/keepRollup.ts';
import { rollupOf } from '../rollups/rollupSource.ts';
import { CellFault, type CellParser } from './cellParsers.ts';
import { type Columns, list } from './columns.ts';
import { externalIdCell } from './customers.ts';
import { warnOfAhead } from './datedAhead.ts';
import { type ErasedNames, identitiesOfErased, isOfErased, leaveOutErased } from './erasedNames.ts';
import { type BoundField, bindFields, encodeFields, type FieldSpec, readersOf, refuseUnknownFields } from './fields.ts';
import { ImportInputError } from './importInputError.ts';
import type { DataDomain, FaultyLines, ImportKind, KindContext, LoadOutcome, RowFault } from './importKind.ts';
import { addressesAsIds, identityOf, resolvePeople } from './people.ts';
import { numberEqualRows, rowHash } from './rowHash.ts';
import { copyText } from './stageWriter.ts';
import { supersede } from './supersede.ts';
import { type FactTable, type Owner, upsert } from './upsert.ts';
import { recogniseVisitors } from './visitors.ts';

/** A kind of data whose rows are facts about customers: what its files may hold, and where it goes. */
export interface FactDeclaration {
  readonly table: FactTable;
  readonly domain: DataDomain;
  /** By which a row is known. Optional where rows never change: one without it is known by its content. */
  readonly key: { readonly name: string; readonly column: 'external_id' | 'key'; readonly isOptional?: boolean };
  /** Whether each row must name its customer. */
  readonly customer: 'REQUIRED' | 'OPTIONAL' | 'NONE';
  /** Whether a row without a customer may be known by its visitor_id. */
  readonly hasVisitor?: boolean;
  readonly fields: readonly FieldSpec[];
  /** The amount of a table without a currency: a row that names another one for it than the workspace's is turned away. */
  readonly amount?: string;
  /** The column that says when it happened; none where it may be planned. */
  readonly happenedAt?: string;
  /** Pairs of columns, of which the second is not before the first, and after it where it ends a period; the first is a required one. */
  readonly ordered?: readonly (readonly [earlier: string, later: string])[];
  /** What somebody should look at in the rows, once they are loaded. */
  readonly warn?: (tx: Transaction, owner: Owner, stage: string, columns: readonly string[]) => Promise<object[]>;
  /** What rows name besides their customer. It may come later, so what is not there yet is told, not refused. */
  readonly references?: readonly Reference[];
}

interface Reference {
  readonly field: string;
  readonly column: string;
  readonly table: FactTable | 'survey' | 'response';
  readonly key: 'external_id' | 'key';
  /** Of an answer, whose key is unique within its survey only: the column that names that one. */
  readonly survey?: string;
}

/** Read where an amount needs one, and not stored: the table's amounts are the workspace's. */
const currencyField: FieldSpec = { name: 'currency', column: 'currency', parse: 'CURRENCY' };

const stage = 'stage_fact';
const isPersonColumn = (column: string) => column === 'person_external_id' || column === 'person_email';

/**
 * Loads facts as their declaration says. A row is the newest state of the columns that the file has: an empty cell
 * empties its column, a column that the file lacks stays as it is.
 */
export function factKind(declaration: FactDeclaration): ImportKind {
  const { key, fields } = declaration;
  const unstored = declaration.amount === undefined ? [] : [currencyField];
  return async (context) => {
    const { tx } = context;
    refuseUnknownFields([key.name, ...[...fields, ...unstored].map(({ name }) => name)], context);
    const keyField = bindKey(declaration, context);
    const bound = bindFields(fields, context);
    const currency = bindFields(unstored, context);
    const amount = bound.find(({ name }) => name === declaration.amount);
    const hasAmount = (cells: readonly string[]) => amount !== undefined && Number(amount.read(cells)) !== 0; // of an empty cell it is 0
    requireCustomerColumn(declaration, bound, context.columns);
    const readers = readersOf(fields, bound);
    const people = bound.filter(({ column }) => isPersonColumn(column));
    const isNameless = (cells: readonly string[]) =>
      declaration.customer === 'REQUIRED' && people.every(({ read }) => read(cells).trim() === '');
    const noFields = '\t\\N'.repeat(bound.length);
    const keyed = (fault: RowFault, id: ReturnType<CellParser>, line: number): RowFault =>
      typeof id === 'string' ? { ...fault, keyLine: `${line}\t${copyText(id)}\tf\tt${noFields}\n` } : fault;
    let hashed = 0;
    return {
      encode: (cells, line) => {
        const id = keyField ? keyField.parse(keyField.read(cells)) : null;
        const row = encodeFields(bound, cells);
        if (typeof row !== 'string') return keyed(row, id, line);
        const inCurrency = hasAmount(cells) ? encodeFields(currency, cells) : '';
        if (typeof inCurrency !== 'string') return keyed(inCurrency, id, line);
        if (isNameless(cells)) return keyed(nameless, id, line);
        if (id instanceof CellFault) return { field: key.name, fault: id };
        if (id !== null) return `${line}\t${copyText(id)}\tf\tf${row}\n`;
        if (!key.isOptional) return { field: key.name, fault: withoutKey(key.name) };
        hashed++;
        return `${line}\t${rowHash(readers, cells)}\tt\tf${row}\n`;
      },
      isOfErased: isOfErased(context.erased, bound),
      stage: async () => {
        await createStage(tx, declaration, bound);
        const staged = ['line', key.column, 'is_hashed', 'is_faulty', ...bound.map(({ column }) => column)];
        return tx`copy ${tx(stage)} ( ${tx(staged)} ) from stdin`.writable();
      },
      load: (room) => {
        const columns = bound.map(({ column }) => column);
        return loadFacts(tx, context, declaration, { columns, isHashed: hashed > 0, erased: context.erased, room });
      },
    };
  };
}

function bindKey({ key }: FactDeclaration, context: KindContext): BoundField | null {
  const spec = { name: key.name, column: key.column, parse: externalIdCell, required: !key.isOptional };
  const [bound] = bindFields([spec], context);
  return bound ? { ...bound, parse: externalIdCell } : null; // an empty cell is told with its own remedy
}

function requireCustomerColumn({ customer }: FactDeclaration, bound: readonly BoundField[], { names }: Columns): void {
  if (customer !== 'REQUIRED' || bound.some(({ column }) => isPersonColumn(column))) return;
  throw new ImportInputError(
    'MISSING_COLUMN',
    `the file has neither a column customer_external_id nor a column email: one of them must say whose each row is; the header has ${list(names)}`,
  );
}

const nameless: RowFault = {
  field: 'customer_external_id',
  fault: new CellFault('MISSING_KEY', 'the row has neither a customer_external_id nor an email: one of them must say whose it is'),
};
const withoutKey = (name: string) =>
  new CellFault('MISSING_KEY', `${name} is empty: without it a later file could not say which row it changes`);

/** The columns of the table, each with its type, and those by which a row names its customer. */
async function createStage(tx: Transaction, { table, key }: FactDeclaration, bound: readonly BoundField[]): Promise<void> {
  const own = [key.column, ...bound.map(({ column }) => column).filter((column) => !isPersonColumn(column))];
  await tx`
    create temp table ${tx(stage)} on commit drop as
    select 0::bigint as line, false as is_hashed, false as is_faulty, ${tx(own)}, ${tx(key.column)} as person_external_id, ${tx(key.column)} as person_email
      from ${tx(table)} with no data`;
}

interface Staged {
  readonly columns: readonly string[];
  readonly isHashed: boolean;
  readonly erased: ErasedNames | null;
  readonly room: number;
}

async function loadFacts(
  tx: Transaction,
  owner: Owner,
  declaration: FactDeclaration,
  { columns, isHashed, erased, room }: Staged,
): Promise<LoadOutcome> {
  const { table, key, domain, fields, happenedAt, references = [] } = declaration;
  await tx`analyze ${tx(stage)}`;
  if (isHashed) await numberEqualRows(tx, stage);
  const faults: FaultyLines[] = [];
  for (const pair of declaration.ordered ?? []) faults.push(await markDisordered(tx, owner, declaration, pair, columns, room));
  faults.push(...(await supersede(tx, stage, tx`s.${tx(key.column)}`, key.name, room)));
  const rowsOfErased = await leaveOutErased(tx, owner, erased, { stage, columns, changesTheirs: changesTheirs(tx, owner, declaration) });
  const people = columns.some(isPersonColumn) ? await resolvePeople(tx, owner, stage, room) : null;
  const byVisitor = declaration.hasVisitor === true && columns.includes('visitor_id');
  const visitors = byVisitor ? await recogniseVisitors(tx, owner, stage) : null;
  const facts = columns.filter((column) => !isPersonColumn(column));
  const hasIdentity = people !== null || byVisitor;
  // A file that says nothing of customers takes none away: its visitors only tell where nobody was known.
  const keepsIdentity = people === null && byVisitor;
  const identity = keepsIdentity ? tx`coalesce(k.identity_id, i.id)` : tx`i.id`;
  const known = tx`left join ${tx(table)} k on k.workspace_id = ${owner.workspaceId} and k.${tx(key.column)} = s.${tx(key.column)}`;
  const source = tx`
    select ${tx([key.column, ...facts].map((column) => `s.${column}`))} ${hasIdentity ? tx`, ${identity} as identity_id` : tx``}
      from ${tx(stage)} s ${hasIdentity ? identityOf(tx, owner, { byVisitor }) : tx``} ${keepsIdentity ? known : tx``}`;
  const written = hasIdentity ? [...facts, 'identity_id'] : facts;
  const [staged] = await tx<{ rows: number; ofNobody: number }[]>`
    select count(*)::integer as rows,
           (count(*) filter (where s.person_external_id is null and s.person_email is null ${byVisitor ? tx`and i.id is null` : tx``}))::integer as "ofNobody"
      from ${tx(stage)} s ${byVisitor ? identityOf(tx, owner, { byVisitor }) : tx``}`;
  const { rows = 0, ofNobody = 0 } = staged ?? {};
  const rollup = rollupOf(table);
  const rolledUp =
    rollup &&
    (await keepRollup(tx, rollup, { workspaceId: owner.workspaceId, rows, ...touched(tx, owner, declaration, rollup.at, columns) }));
  const { inserted, updated } = await upsert(tx, owner, { table, key: [key.column], columns: written, undoKey: ['id'] }, source);
  await rolledUp?.(inserted + updated);
  const moment = fields.find(({ column }) => column === happenedAt);
  const warnings = [
    ...(moment ? await warnOfAhead(tx, owner, stage, moment) : []),
    ...((await declaration.warn?.(tx, owner, stage, columns)) ?? []),
  ];
  const changed = inserted + updated + (visitors ? visitors.factsRecognised + visitors.factsReleased : 0);
  const areOthers = visitors !== null && visitors.visitorsRecognised + visitors.visitorsShared > 0;
  return {
    rowsLoaded: inserted + updated,
    rowsUnchanged: rows - inserted - updated,
    rowsOfErased,
    tables: people ? [table, 'customer', 'identity'] : [table],
    faults: people ? [...faults, people.emailTaken] : faults,
    changedDomains: [...(people?.changedDomains ?? []), ...(areOthers ? (['customers'] as const) : []), ...(changed > 0 ? [domain] : [])],
    report: {
      customersCreated: people?.customersCreated ?? 0,
      ...(people && ofNobody > 0 ? { rowsOfNobody: ofNobody } : {}),
      ...addressesAsIds(people),
      ...(declaration.customer === 'OPTIONAL' && !people && !byVisitor ? { saysNot: ['customer'] } : {}),
      ...visitors,
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(references.length > 0 ? { notThereYet: await countMissing(tx, owner, references, columns) } : {}),
    },
  };
}

/** That a row says something of a fact of an erased customer. */
const changesTheirs = (tx: Transaction, { workspaceId }: Owner, { table, key, customer }: FactDeclaration) =>
  customer === 'NONE'
    ? null
    : tx`s.${tx(key.column)} in (
          select t.${tx(key.column)} from ${tx(table)} t
           where t.workspace_id = ${workspaceId} and t.identity_id in (${identitiesOfErased(tx, workspaceId)}))`;

/** Whose facts the file brings or replaces, and those of nobody known among them. */
function touched(
  tx: Transaction,
  owner: Owner,
  { table, key }: FactDeclaration,
  at: string,
  columns: readonly string[],
): Pick<Loading, 'customers' | 'moments' | 'ofNobody'> {
  const { workspaceId } = owner;
  const there = tx`${tx(stage)} s join ${tx(table)} t on t.workspace_id = ${workspaceId} and t.${tx(key.column)} = s.${tx(key.column)}`;
  return {
    customers: tx`
      select i.customer_id from ${tx(stage)} s ${identityOf(tx, owner)} where i.customer_id is not null
       union
      select i.customer_id from ${there} join identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id`,
    moments: tx`select t.${tx(at)} as at from ${there} ${columns.includes(at) ? tx`union all select s.${tx(at)} from ${tx(stage)} s` : tx``}`,
    // also whose identity is gone with its customer
    ofNobody: tx`select t.* from ${there} left join identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id where i.id is null`,
  };
}

/**
 * Rows whose end is before their beginning; where the file lacks the end, the stored one is held against it. They are faulty as those are that were
 * turned away when read: what earlier lines of the key say is not the newest.
 */
async function markDisordered(
  tx: Transaction,
  { workspaceId }: Owner,
  { table, key, fields }: FactDeclaration,
  [earlier, later]: readonly [string, string],
  columns: readonly string[],
  room: number,
): Promise<FaultyLines> {
  const inFile = columns.includes(later);
  const isPeriod = fields.some(({ column, parse }) => column === later && parse === 'END_OF_PERIOD');
  const stored = tx`from ${tx(table)} t where t.workspace_id = ${workspaceId} and t.${tx(key.column)} = s.${tx(key.column)} and`;
  const [marked] = await tx<{ count: number; lines: number[] | null }[]>`
    with marked as (
      update ${tx(stage)} s set is_faulty = true
        ${inFile ? tx`where` : stored} ${tx(`${inFile ? 's' : 't'}.${later}`)} ${isPeriod ? tx`<=` : tx`<`} s.${tx(earlier)} and not s.is_faulty
      returning s.line
    )
    select (select count(*)::integer from marked) as count,
           (select array_agg(line order by line) from (select line::integer from marked order by line limit ${room}) l) as lines`;
  const nameOf = (column: string) => fields.find((field) => field.column === column)?.name ?? column;
  return {
    code: 'OUT_OF_ORDER',
    field: nameOf(later),
    reason: `${nameOf(later)} is ${isPeriod ? 'not after' : 'before'} ${nameOf(earlier)}: one of the two times, or its time zone, is wrong`,
    count: marked?.count ?? 0,
    lines: marked?.lines ?? [],
  };
}

/** How many rows name something that is not loaded, by field: it may be in a file to come, or its key may be wrong. */
async function countMissing(
  tx: Transaction,
  { workspaceId }: Owner,
  references: readonly Reference[],
  columns: readonly string[],
): Promise<Record<string, number>> {
  const missing: Record<string, number> = {};
  for (const { field, column, table, key, survey } of references) {
    if (!columns.includes(column)) continue;
    const [row] = await tx<{ count: number }[]>`
      select count(*)::integer
        from ${tx(stage)} s ${survey ? tx`left join survey v on v.workspace_id = ${workspaceId} and v.key = s.${tx(survey)}` : tx``}
       where s.${tx(column)} is not null
         and not exists (select from ${tx(table)} t
                          where t.workspace_id = ${workspaceId} ${survey ? tx`and t.survey_id = v.id` : tx``} and t.${tx(key)} = s.${tx(column)})`;
    if (row && row.count > 0) missing[field] = row.count;
  }
  return missing;
}
