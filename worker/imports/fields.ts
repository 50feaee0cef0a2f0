import { CellFault, type CellParser } from './cellParsers.ts';
import type { CellReader } from './columns.ts';
import { dateTimeCell } from './dateTimeCell.ts';
import { ImportInputError } from './importInputError.ts';
import type { KindContext, RowFault } from './importKind.ts';
import { copyText } from './stageWriter.ts';

/** A field that files of a kind may have: its name at the door, its column in the staging table, its type. */
export interface FieldSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly column: string;
  readonly parse: CellParser | 'DATE_TIME';
}

/** A field as this file has it. */
export interface BoundField {
  readonly name: string;
  readonly column: string;
  readonly read: CellReader;
  readonly parse: CellParser;
}

/** Finds the declared fields in the file's header; those that it lacks are left out. */
export function bindFields(specs: readonly FieldSpec[], { columns, mapping, timeZone }: KindContext): BoundField[] {
  return specs.flatMap(({ name, aliases = [], column, parse }) => {
    const bound = columns.bind([name, ...aliases], mapping.fields[name]);
    if (!bound) return [];
    if (bound.format !== null && parse !== 'DATE_TIME')
      throw new ImportInputError('INVALID_MAPPING', `mapping.fields.${name}: only a time has a format`);
    return [{ name, column, read: bound.read, parse: parse === 'DATE_TIME' ? dateTimeCell(bound.format, timeZone) : parse }];
  });
}

/** Refuses a mapping of what this kind does not have: a slip of the pen would otherwise leave a column out in silence. */
export function refuseUnknownFields(known: readonly string[], { mapping }: KindContext): void {
  const names = new Set(known);
  const unknown = Object.keys(mapping.fields).find((name) => !names.has(name) && !name.startsWith('attributes.'));
  if (unknown !== undefined)
    throw new ImportInputError('UNKNOWN_FIELD', `mapping.fields.${unknown}: there is no such field; there are ${known.join(', ')}`);
}

/** The fields of a row as COPY columns, each with its tab in front; or the first fault. */
export function encodeFields(fields: readonly BoundField[], cells: readonly string[]): string | RowFault {
  let row = '';
  for (const field of fields) {
    const value = field.parse(field.read(cells));
    if (value instanceof CellFault) return { field: field.name, fault: value };
    row += `\t${copyText(value)}`;
  }
  return row;
}
