import type { Transaction } from '../../prisma/sql.ts';
import { CellFault, emailCell, quoted, remembered, textCell } from './cellParsers.ts';
import type { CellReader } from './columns.ts';
import { type ErasedNames, isOfErased, leaveOutErased } from './erasedNames.ts';
import { type BoundField, bindFields, encodeFields, type FieldSpec, refuseUnknownFields } from './fields.ts';
import { ImportInputError } from './importInputError.ts';
import type { FaultyLines, ImportKind, KindContext, LoadOutcome, RowFault } from './importKind.ts';
import { addressesAsIds, identityOf, resolvePeople } from './people.ts';
import { arrayElement, copyText } from './stageWriter.ts';
import { supersede } from './supersede.ts';
import { type Owner, upsert } from './upsert.ts';

/** The two fields by which any kind of data names its customer. */
export const externalIdCell = textCell(500);

export const customerRowFields: readonly FieldSpec[] = [
  { name: 'external_id', column: 'person_external_id', parse: externalIdCell },
  { name: 'email', column: 'person_email', parse: emailCell },
  { name: 'created_at', aliases: ['acquired_at'], column: 'acquired_at', parse: 'DATE_TIME' },
  { name: 'acquisition_channel', column: 'acquisition_channel', parse: textCell() },
];

export const traitFields = ['country', 'segment', 'account_external_id', 'phone', 'first_name', 'last_name'] as const;
/** Before the name of any other trait. */
const attribute = 'attributes.';
const traitCell = remembered(textCell(2000));

interface Trait {
  readonly key: string;
  readonly field: string;
  readonly read: CellReader;
}

/**
 * One row a customer, known by an external id or an e-mail. The row is the newest state of the columns that the file
 * has: an empty cell empties its field, a column that the file lacks leaves its field alone. Identities are only added.
 */
export const customers: ImportKind = async (context) => {
  const { tx, workspaceId, importId } = context;
  refuseUnknownFields([...customerRowFields.map(({ name }) => name), ...traitFields], context);
  const bound = bindFields(customerRowFields, context);
  const has = (name: string) => bound.some((field) => field.name === name);
  if (!has('external_id') && !has('email')) {
    throw new ImportInputError(
      'MISSING_COLUMN',
      'the file has neither a column external_id nor a column email: one of them must say who the customer is',
    );
  }
  const traits = bindTraits(context);
  const owner = { workspaceId, importId };
  const keyed = (fault: RowFault, cells: readonly string[], line: number): RowFault => {
    const key = encodeKey(bound, cells);
    return key === null ? fault : { ...fault, keyLine: `${line}\tt${key}\t\\N\n` };
  };
  const stageColumns = ['is_faulty', ...bound.map(({ column }) => column), 'traits'];
  return {
    encode: (cells, line) => {
      const row = encodeFields(bound, cells);
      if (typeof row !== 'string') return keyed(row, cells, line);
      const values = encodeTraits(traits, cells);
      if (typeof values !== 'string') return keyed(values, cells, line);
      if (bound.every(({ name, read }) => (name !== 'external_id' && name !== 'email') || read(cells).trim() === '')) return nameless;
      return `${line}\tf${row}\t${values}\n`;
    },
    isOfErased: isOfErased(context.erased, bound),
    stage: async () => {
      await tx`
        create temp table stage_customer on commit drop as
        select 0::bigint as line, false as is_faulty, c.external_id as person_external_id, c.external_id as person_email, c.acquired_at,
               c.acquisition_channel, null::text[] as traits, c.id as customer_id
          from customer c with no data`;
      return tx`copy stage_customer ( ${tx(['line', ...stageColumns])} ) from stdin`.writable();
    },
    load: (room) =>
      loadCustomers(
        tx,
        owner,
        context.erased,
        bound.map(({ column }) => column),
        traits,
        room,
      ),
  };
};

/**
 * The traits of the file, each from one column: what the sender maps, else the column of the trait's own name, else that under
 * `attributes.`. A column that is left over is ignored, and told.
 */
function bindTraits({ columns, mapping }: KindContext): Trait[] {
  const traits = new Map<string, Trait>();
  const add = (field: string, key: string, read: CellReader | undefined) => {
    if (read) traits.set(key, { key, field, read });
  };
  for (const key of traitFields) add(key, key, columns.bind([key], mapping.fields[key] ?? mapping.fields[attribute + key])?.read);
  for (const [field, where] of Object.entries(mapping.fields)) {
    const key = field.startsWith(attribute) ? field.slice(attribute.length) : null;
    if (key !== null && !traits.has(key)) add(field, key, columns.bind([], where)?.read);
  }
  for (const { name, read } of columns.prefixed(attribute, (key) => traits.has(key))) add(attribute + name, name, read);
  for (const { field, key } of traits.values()) refuseLongKey(field, key);
  return [...traits.values()];
}

/** Traits are found by key and value: an entry of an index has room for as much. */
function refuseLongKey(field: string, key: string): void {
  if (Buffer.byteLength(key) <= 500) return;
  throw new ImportInputError(
    'TOO_LONG',
    `the name of the column ${quoted(field)} has ${Buffer.byteLength(key)} bytes, at most 500 fit: shorten it`,
  );
}

const nameless: RowFault = {
  field: 'external_id',
  fault: new CellFault('MISSING_KEY', 'the row has neither an external_id nor an email: one of them must say who the customer is'),
};

/** The columns of a row with nothing but what it is known by: its id, else its address. Null where that cannot be read. */
function encodeKey(bound: readonly BoundField[], cells: readonly string[]): string | null {
  const cellOf = (wanted: string) => {
    const field = bound.find(({ name }) => name === wanted);
    return field ? field.parse(field.read(cells)) : null;
  };
  const name = cellOf('external_id') === null ? 'email' : 'external_id';
  const key = cellOf(name);
  if (typeof key !== 'string') return null;
  return bound.map((field) => `\t${copyText(field.name === name ? key : null)}`).join('');
}

function encodeTraits(traits: readonly Trait[], cells: readonly string[]): string | RowFault {
  let values = '';
  for (const { field, read } of traits) {
    const value = traitCell(read(cells));
    if (value instanceof CellFault) return { field, fault: value };
    values += `${values && ','}${arrayElement(value)}`;
  }
  return copyText(`{${values}}`);
}

async function loadCustomers(
  tx: Transaction,
  owner: Owner,
  erased: ErasedNames | null,
  bound: readonly string[],
  traits: readonly Trait[],
  room: number,
): Promise<LoadOutcome> {
  const { workspaceId } = owner;
  const columns = bound.filter((column) => !column.startsWith('person_'));
  await tx`analyze stage_customer`;
  const key = tx`coalesce('id ' || s.person_external_id, 'e-mail ' || s.person_email)`;
  const repeated = await supersede(tx, 'stage_customer', key, 'external_id', room);
  const rowsOfErased = await leaveOutErased(tx, owner, erased, { stage: 'stage_customer', columns: bound, changesTheirs: null });
  const people = await resolvePeople(tx, owner, 'stage_customer', room, columns);
  await tx`
    update stage_customer t set customer_id = i.customer_id
      from stage_customer s ${identityOf(tx, owner)} where t.line = s.line`;
  const sameCustomer = await supersede(tx, 'stage_customer', tx`s.customer_id`, 'email', room);
  const rows = tx`select s.customer_id as id ${columns.length > 0 ? tx`, ${tx(columns.map((column) => `s.${column}`))}` : tx``} from stage_customer s`;
  if (columns.length > 0) await upsert(tx, owner, { table: 'customer', key: ['id'], columns, undoKey: ['id'] }, rows);
  if (traits.length > 0) await loadTraits(tx, owner, traits);
  const [counts] = await tx<{ staged: number; loaded: number }[]>`
    select count(*)::integer as staged, count(changed.id)::integer as loaded
      from stage_customer s
      left join (select id from customer where workspace_id = ${workspaceId} and import_id = ${owner.importId}
                 union select customer_id from customer_trait where workspace_id = ${workspaceId} and import_id = ${owner.importId}
                 union select customer_id from identity where workspace_id = ${workspaceId} and import_id = ${owner.importId}
                 union select split_part(row_key, '/', 1)::bigint from import_undo
                        where workspace_id = ${workspaceId} and import_id = ${owner.importId} and table_name = 'customer_trait') changed
             on changed.id = s.customer_id`;
  const { staged = 0, loaded = 0 } = counts ?? {};
  const faults: FaultyLines[] = [...repeated, ...sameCustomer, people.emailTaken];
  return {
    rowsLoaded: loaded,
    rowsUnchanged: staged - loaded,
    rowsOfErased,
    tables: ['customer', 'customer_trait', 'identity'],
    faults,
    changedDomains: [...(loaded > 0 ? (['customers'] as const) : []), ...people.changedDomains],
    report: { customersCreated: people.customersCreated, ...addressesAsIds(people) },
  };
}

/**
 * Traits are rows: the file's row becomes one each, an empty cell none, and what stood there before goes to the undo. Which are personal
 * is told by is_personal_trait() in the database, which marks those of before, too.
 */
async function loadTraits(tx: Transaction, owner: Owner, traits: readonly Trait[]): Promise<void> {
  const { workspaceId, importId } = owner;
  const keys = traits.map(({ key }) => key);
  const cells = tx`
    select s.customer_id, k.key, k.value_text, is_personal_trait(k.key, k.value_text) as is_personal
      from stage_customer s
     cross join lateral unnest(${keys}::text[], s.traits) as k (key, value_text)`;
  await upsert(
    tx,
    owner,
    { table: 'customer_trait', key: ['customer_id', 'key'], columns: ['value_text', 'is_personal'], undoKey: ['customer_id', 'key'] },
    tx`select * from ( ${cells} ) c where c.value_text is not null`,
  );
  await tx`
    with emptied as (
      delete from customer_trait t using ( ${cells} ) c
       where t.workspace_id = ${workspaceId} and t.customer_id = c.customer_id and t.key = c.key and c.value_text is null
      returning t.*
    )
    insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
    select ${workspaceId}::integer, ${importId}::bigint, 'customer_trait', concat_ws('/', e.customer_id, e.key), to_jsonb(e) from emptied e
    on conflict do nothing`;
}
