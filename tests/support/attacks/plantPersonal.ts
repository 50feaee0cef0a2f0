/**
 * Puts a word of its own into every place of a workspace that may hold what says who somebody is or what they wrote. Places come from the
 * catalogue: each text of a table about customers or files is named here, as personal or as shown to all, so that a new one asks to be.
 */
import type { Sql } from '../../../prisma/sql.ts';

export const anyMarker = /piimark/i;
export const markerOf = (place: string) => `piimark-${place.replaceAll(/[._]/g, '-')}`;

/** By table; shown to credentials with the scope pii. */
const personal: Readonly<Record<string, string>> = {
  customer_trait: 'value_text',
  identity: 'value',
  response: 'comment answers',
  subscription: 'cancel_reason',
  visit: 'visitor_id landing_page',
  event: 'visitor_id url properties',
  import: 'source report error_message',
  import_error: 'reason raw',
  segment: 'definition',
  segment_version: 'definition',
};
/** Kept for loading a file again or taking it back: no door shows them. */
const shownToNobody: Readonly<Record<string, string>> = {
  import: 'mapping',
  import_undo: 'old_row',
  import_chunk: 'bytes',
  shared_visitor: 'visitor_id',
};
/**
 * Shown to all who may read: numbers by which a source calls its things and BI tools join them (also where the source takes e-mail addresses for
 * customers' numbers: ARCHITECTURE.md), and words of which a company has a few, by which rows are counted.
 */
const shownToAll: Readonly<Record<string, string>> = {
  customer: 'external_id acquisition_channel',
  customer_trait: 'key',
  customer_score: 'tier',
  value_loyalty_customer: 'loyalty',
  identity: 'kind',
  response: 'external_id channel touchpoint brand sample_source',
  order: 'external_id status currency channel',
  subscription: 'external_id plan billing_interval currency status cancel_kind',
  ticket: 'external_id order_external_id kind channel category priority touchpoint status',
  spend: 'external_id kind channel currency',
  visit: 'external_id source medium campaign device',
  event: 'external_id visit_external_id name',
  invitation: 'external_id survey_key response_external_id touchpoint channel state',
  touchpoint: 'key name stage',
  import: 'kind format survey_key idempotency_key checksum state progress error_code',
  import_error: 'field code',
  import_undo: 'table_name row_key',
  segment: 'key name description',
  segment_version: 'created_by',
};

const placesIn = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns).flatMap(([table, names]) => names.split(' ').map((name) => `${table}.${name}`));
export const personalPlaces = placesIn(personal);
export const hiddenPlaces = placesIn(shownToNobody);
export const namedPlaces = [...personalPlaces, ...hiddenPlaces, ...placesIn(shownToAll)].sort();

/** Every text of a table whose rows are of a customer, of a file or say which customers. */
export async function textsOfCustomers(admin: Sql): Promise<string[]> {
  const rows = await admin<{ place: string }[]>`
    select c.table_name || '.' || c.column_name as place
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb', 'json', 'bytea', 'character varying', 'ARRAY')
       and c.udt_name not in ('_float4', '_float8', '_int4', '_int8')
       and c.table_name not in ('survey', 'question') -- what a file asked is the survey's, not a customer's
       and (c.table_name in ('import', 'segment', 'segment_version') or exists (
             select from information_schema.columns k
              where k.table_schema = 'public' and k.table_name = c.table_name and k.column_name in ('customer_id', 'identity_id', 'import_id')))`;
  return rows.map(({ place }) => place).sort();
}

/** Over what fillCompany has made: of most places every row, for which one is shown is not known here. */
export async function plantPersonal(admin: Sql, workspaceId: number): Promise<void> {
  const own = admin`workspace_id = ${workspaceId}`;
  for (const place of personalPlaces) {
    const [table = '', column = ''] = place.split('.');
    const special = unlikeTexts(admin, place);
    if (!special) await admin`update ${admin(table)} set ${admin(column)} = ${markerOf(place)} where ${own}`;
    else await admin`update ${admin(table)} t set ${admin(column)} = ${special.value} where ${own} and ${special.where}`;
  }
  await admin`update import set mapping = ${admin.json({ mapping: markerOf('import.mapping') })} where ${own}`;
  await admin`update import_undo set old_row = ${admin.json({ value: markerOf('import_undo.old_row') })} where ${own}`;
  await admin`update import_chunk set bytes = ${Buffer.from(markerOf('import_chunk.bytes'))} where ${own}`;
  const value = markerOf('identity.value');
  await admin`
    insert into identity (workspace_id, kind, value, customer_id)
    select ${workspaceId}::integer, kind, ${value}::text || '-' || lower(kind) || '-' || id, id
      from customer, unnest('{PHONE,VISITOR_ID}'::text[]) kind where ${own}`;
}

/** What stands where a plain word cannot, and in which rows. */
function unlikeTexts(admin: Sql, place: string) {
  const marker = markerOf(place);
  const all = admin`true`;
  const definition = admin.json({ trait: { key: 'city', values: [marker] } });
  const ofOne = 'buyers-1'; // to go by a personal trait is refused: the others are looked into
  switch (place) {
    case 'customer_trait.value_text':
      return { value: admin`${marker}`, where: admin`is_personal` };
    case 'identity.value':
      return { value: admin`${marker}::text || '-' || id || '@example.org'`, where: admin`kind = 'EMAIL'` };
    case 'subscription.cancel_reason': // ten who share a text are a reason
      return { value: admin`${marker}::text || '-' || id`, where: all };
    case 'response.answers':
      return {
        value: admin`${admin.json({ WHY: marker })}`,
        where: admin`survey_id in (select survey_id from question where key = 'WHY')`,
      };
    case 'event.properties':
      return { value: admin`${admin.json({ said: marker })}`, where: all };
    case 'import.source':
      return { value: admin`${`of ${marker}@example.org.csv`}`, where: all };
    case 'import.report':
      return { value: admin`${admin.json({ ignoredColumns: [marker] })}`, where: all };
    case 'segment.definition':
      return { value: admin`${definition}`, where: admin`key = ${ofOne}` };
    case 'segment_version.definition':
      return {
        value: admin`${definition}`,
        where: admin`exists (select from segment s where s.workspace_id = t.workspace_id and s.id = t.segment_id and s.key = ${ofOne})`,
      };
    default:
      return null;
  }
}
