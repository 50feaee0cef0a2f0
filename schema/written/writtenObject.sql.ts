import type { Queryable } from '../../prisma/sql.ts';
import type { JsonTemplate, TemplateField, WrittenAs, WrittenList, WrittenProperty } from './rowTemplate.ts';

export type Fragment = ReturnType<typeof empty>;
const empty = (sql: Queryable) => sql``;

/** Where the values of an object come from. */
export interface ObjectSource {
  readonly id: Fragment;
  /** What its list is sorted by, before its id; null where it is in none of its own. */
  readonly time: Fragment | null;
  /** The JSON of a property, as text. */
  property(field: WrittenProperty): Fragment;
  /** The JSON of the objects of a list with commas between them, as text; null when there are none. */
  list?(field: WrittenList): Fragment;
}

/** A moment as answers hold it. */
export const momentText = (sql: Queryable, moment: Fragment) => sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The JSON of an object by a template, as text. The literals are parameters: what a client calls its fields is no part of the statement. */
export function writtenObject(sql: Queryable, { literals, fields }: JsonTemplate, source: ObjectSource): Fragment {
  const [first = '', ...others] = literals;
  const rest = fields.map((field, index) => sql` || ${written(sql, field, source)} || ${others[index] ?? ''}::text`);
  return sql`${first}::text${rest.length > 0 ? rest : sql``}`; // an empty array would be a parameter
}

function written(sql: Queryable, field: TemplateField, { id, time, property, list }: ObjectSource): Fragment {
  if (field.kind === 'ID') return base64url(sql, sql`${`${field.typename}:`}::text || ${id}`);
  if (field.kind === 'LIST' && list) return sql`'[' || coalesce(${list(field)}, '') || ']'`;
  if (field.kind === 'CURSOR' && time) {
    return base64url(sql, sql`'[' || coalesce('"' || ${momentText(sql, time)} || '"', 'null') || ',"' || ${id} || '"]'`);
  }
  if ('property' in field && field.kind !== 'LIST') return property(field);
  throw new Error(`${field.kind} cannot be written of this object`);
}

/** The JSON of a column by its kind, as text. */
export function writtenColumn(sql: Queryable, kind: WrittenAs, column: Fragment): Fragment {
  switch (kind) {
    case 'MOMENT':
      return sql`coalesce('"' || ${momentText(sql, column)} || '"', 'null')`;
    case 'DECIMAL':
      return sql`coalesce('"' || ${column} || '"', 'null')`;
    case 'FLOAT':
      return sql`coalesce(to_json(${column}::double precision)::text, 'null')`;
    default:
      return sql`coalesce(to_json(${column})::text, 'null')`;
  }
}

/** As encodeGlobalId and encodeCursor have it: no line breaks, no padding. */
const base64url = (sql: Queryable, text: Fragment) =>
  sql`'"' || rtrim(translate(encode(convert_to(${text}, 'UTF8'), 'base64'), E'+/\n', '-_'), '=') || '"'`;
