/**
 * A file of every kind that the API takes, in which every field that may hold a name holds one. Made from what the kinds declare: a new
 * field is in it the day it appears, and a new kind fails until it is decided what its files are.
 */
import { rowKinds } from '../../../api/uploads/uploadRequest.ts';
import { CellFault } from '../../../worker/imports/cellParsers.ts';
import * as crm from '../../../worker/imports/crm.ts';
import { customerRowFields, traitFields } from '../../../worker/imports/customers.ts';
import type { FactDeclaration } from '../../../worker/imports/facts.ts';
import type { FieldSpec } from '../../../worker/imports/fields.ts';
import * as journey from '../../../worker/imports/journey.ts';
import { responseFields } from '../../../worker/imports/responses.ts';
import * as web from '../../../worker/imports/web.ts';

export type RowKind = (typeof rowKinds)[number];

export interface AttackFile {
  readonly kind: RowKind;
  /** Null: the kind has none. */
  readonly survey: string | null;
  readonly codebook: Readonly<Record<string, unknown>> | null;
  readonly body: string;
}

/** What a kind's files may hold; the first field is its key. */
function fieldsOf(kind: RowKind): readonly FieldSpec[] {
  if (kind === 'customers') return [...customerRowFields, ...[...traitFields, 'attributes.plan'].map((name) => textField(name))];
  if (kind === 'responses') return [...responseFields, textField('NOTE')];
  const declared = { ...crm, ...web, ...journey } as Readonly<Record<string, unknown>>;
  const declaration = declared[kind] as FactDeclaration | undefined;
  if (!declaration) throw new Error(`no attack knows what files of ${kind} hold`);
  return [textField(declaration.key.name), ...declaration.fields];
}
const textField = (name: string): FieldSpec => ({ name, column: name, parse: (cell) => cell });

/** What is tried in a cell until its parser takes it: a name wherever one is possible. */
const attempts = (name: string) => [
  ...[name, `${name}@example.org`, JSON.stringify({ named: name }), '1'],
  ...['true', 'YEAR', 'VOLUNTARY', 'ACQUISITION', 'COMPLETED', 'PANEL'],
];
function cellOf({ name: field, parse }: FieldSpec, name: string): string {
  if (parse === 'DATE_TIME') return '2026-03-01T00:00:00Z';
  if (parse === 'END_OF_PERIOD') return '2026-03-31';
  if (parse === 'CURRENCY') return 'EUR';
  const taken = attempts(name).find((text) => !(parse(text) instanceof CellFault));
  if (taken === undefined) throw new Error(`no attack knows what ${field} may hold`);
  return taken;
}

/**
 * By what a row may name its customer, in turn: an id; an e-mail alone; an id that is new with an e-mail that is another's; nothing but the visitor.
 * Where a kind has none of these, one row says all.
 */
function rowsOf(kind: RowKind, name: string): string[][] {
  const fields = fieldsOf(kind);
  const person = fields.filter(({ column }) => column.startsWith('person_'));
  const hasVisitor = fields.some(({ column }) => column === 'visitor_id');
  const ways = person.length === 0 ? 1 : hasVisitor ? 4 : 3;
  return Array.from({ length: ways }, (_, way) =>
    fields.map((field, index) => {
      if (field.column === 'person_external_id') return [name, '', `${name}-new`, ''][way] ?? '';
      if (field.column === 'person_email') return way === 1 || way === 2 ? cellOf(field, name) : '';
      return index === 0 ? [name, `${name}-by-email`, `${name}-of-both`, `${name}-of-visitor`][way]! : cellOf(field, name);
    }),
  );
}

/** @param answer to the question RATE of every response: what does not fit its codebook is told */
function fileOf(kind: RowKind, names: readonly string[], answer: string): string {
  const isAsked = kind === 'responses';
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const header = [...fieldsOf(kind).map(({ name }) => name), ...(isAsked ? ['RATE'] : [])];
  const rows = names.flatMap((name) => rowsOf(kind, name)).map((cells) => [...cells, ...(isAsked ? [answer] : [])]);
  return `${[header, ...rows].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

const codebook = (key: string, title: string) => ({
  key,
  title,
  questions: [{ key: 'RATE', label: title, kind: 'RATING', scaleMin: 1, scaleMax: 5 }],
});
const firstOf = (names: readonly string[]) => names[0] ?? '';

/** What workspace B loads: its codebooks and some of its cells say `secret`. */
export function filesOfB(name: string, secret: string): AttackFile[] {
  return rowKinds.flatMap((kind): AttackFile[] => {
    const file = { kind, survey: null, codebook: null, body: fileOf(kind, [name], '4') };
    if (kind !== 'responses') return [file];
    return [name, `${name}-coded`].map((key) => ({ ...file, survey: key, codebook: codebook(key, secret) }));
  });
}

/** What names these things: one survey is met without a codebook, the other with one of its own. */
export function filesThatName(names: readonly string[]): AttackFile[] {
  return rowKinds.flatMap((kind): AttackFile[] => {
    const file = { kind, survey: null, codebook: null, body: fileOf(kind, names, '9') };
    if (kind !== 'responses') return [file];
    const coded = `${firstOf(names)}-coded`;
    return [
      { ...file, survey: firstOf(names) },
      { ...file, survey: coded, codebook: codebook(coded, 'ours'), body: fileOf(kind, names, '4') },
    ];
  });
}
