import { CellFault, type CellParser, quoted, remembered } from './cellParsers.ts';
import { type CellReader, list } from './columns.ts';
import { dateTimeCell, faultOfFormat } from './dateTimeCell.ts';
import { ImportInputError } from './importInputError.ts';
import type { KindContext, RowFault } from './importKind.ts';
import { copyText } from './stageWriter.ts';

/** A field that files of a kind may have: its name at the door, its column in the staging table, its type. */
export interface FieldSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly column: string;
  /** A cell's parser; or what only the workspace and the file's mapping can say. */
  readonly parse: CellParser | 'DATE_TIME' | 'END_OF_PERIOD' | 'CURRENCY';
  /** A row without it is turned away, and so is a file. */
  readonly required?: boolean;
  /** What an empty cell means. */
  readonly empty?: string;
}

/** A field as this file has it. */
export interface BoundField {
  readonly name: string;
  readonly column: string;
  readonly read: CellReader;
  readonly parse: CellParser;
}

/** Finds the declared fields in the file's header; those that it lacks are left out, and required ones refused. */
export function bindFields(specs: readonly FieldSpec[], context: KindContext): BoundField[] {
  return specs.flatMap((spec) => {
    const { name, aliases = [], column } = spec;
    const names = [name, ...aliases];
    const bound = context.columns.bind(names, context.mapping.fields[name]) ?? context.columns.bind([], context.columns.spelled(names));
    if (bound) return [{ name, column, read: bound.read, parse: whole(spec, parserOf(spec, bound.format, context)) }];
    if (spec.required) throw missingColumn(spec, context);
    // Money without a currency is the workspace's: each amount says so.
    return spec.parse === 'CURRENCY' ? [{ name, column, read: () => '', parse: currencyCell(context.currency) }] : [];
  });
}

function parserOf({ name, parse }: FieldSpec, format: string | null, { timeZone, currency }: KindContext): CellParser {
  const fault = format === null ? null : faultOfFormat(format);
  if (fault !== null)
    throw new ImportInputError('INVALID_MAPPING', `mapping.fields.${name}: the format ${JSON.stringify(format)} cannot be read (${fault})`);
  if (parse === 'DATE_TIME') return dateTimeCell(format, timeZone);
  if (parse === 'END_OF_PERIOD') return dateTimeCell(format, timeZone, { endOfDay: true });
  if (format !== null) throw new ImportInputError('INVALID_MAPPING', `mapping.fields.${name}: only a time has a format`);
  return parse === 'CURRENCY' ? currencyCell(currency) : parse;
}

/** There are no exchange rates yet: amounts of another currency would be added up as if they were of this one. */
function currencyCell(currency: string): CellParser {
  return remembered((cell) => {
    const text = cell.trim().toUpperCase();
    if (text === '' || text === currency) return currency;
    const reason = `the amounts are in ${quoted(cell)}, those of this workspace in ${currency}: convert them, there are no exchange rates here`;
    return new CellFault('OTHER_CURRENCY', reason);
  });
}

/** What holds for a field as a whole, around its parser. */
function whole({ name, required, empty }: FieldSpec, parse: CellParser): CellParser {
  if (!required && empty === undefined) return parse;
  const missing = new CellFault('MISSING_VALUE', `${name} is empty: every row needs one`);
  return (cell) => parse(cell) ?? empty ?? missing;
}

function missingColumn({ name, aliases = [] }: FieldSpec, { columns }: KindContext): ImportInputError {
  const wanted = [name, ...aliases].join(' or ');
  return new ImportInputError(
    'MISSING_COLUMN',
    `the file has no column ${wanted}, which every row needs: name it in the header or map it; the header has ${list(columns.names)}`,
  );
}

/**
 * What reads each declared field, in the file or not: by these a row without an id is known, and what is a total in one file
 * must not look like a revenue in another.
 */
export const readersOf = (specs: readonly FieldSpec[], bound: readonly BoundField[]): (CellReader | null)[] =>
  specs.map(({ name }) => bound.find((field) => field.name === name)?.read ?? null);

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
