/** What a query asks of the rows of a list, where that is columns of theirs and nothing else: then they are written, not executed. */
import { createHash } from 'node:crypto';
import { type GraphQLResolveInfo, type GraphQLType, getNullableType, isEnumType, isNonNullType, isScalarType } from 'graphql';
import { type Fields, type JsonTemplate, listedRows, objectType, templateOf } from './jsonTemplate.ts';

/** What a column is read as: a text, a moment, or the database's own text of anything else. */
export interface Cell {
  readonly property: string;
  readonly as: 'TEXT' | 'MOMENT' | 'PLAIN';
  /** Whether it is never null. */
  readonly isRequired: boolean;
}

/** How a cell is written: `DECIMAL` in quotes, `FLOAT` as the nearest number of JavaScript. */
export type WrittenAs = 'TEXT' | 'MOMENT' | 'DECIMAL' | 'INTEGER' | 'BOOLEAN' | 'FLOAT';

/** A field of a row, and in which of its cells it is. */
export type RowField =
  | { readonly kind: WrittenAs; readonly cell: number }
  /** The global id of the row, which is of this type. */
  | { readonly kind: 'ID'; readonly typename: string; readonly cell: number }
  | { readonly kind: 'CURSOR'; readonly id: number; readonly time: number }
  /** A list of objects that belong to the row, made of these cells. */
  | { readonly kind: 'LIST'; readonly cells: readonly number[]; readonly items: ItemTemplate };

/** A field of an object that belongs to a row. */
export interface ItemField {
  readonly typename: string;
  readonly field: string;
}

export type ItemTemplate = JsonTemplate<ItemField>;

/** The JSON of the rows of a page. */
export interface RowTemplate extends JsonTemplate<RowField> {
  /** Of the list, `nodes` or `edges`, in the answer. */
  readonly responseKey: string;
  /** What is read of each row. Templates that read the same are one statement. */
  readonly cells: readonly Cell[];
  /** The cells that say where a row stands in its list; null where it is not asked where the page does. */
  readonly ends: { readonly id: number; readonly time: number } | null;
  /** Equal for templates that write the same: their loaders are one. */
  readonly key: string;
}

/** What can be written of a type of row. */
export interface RowShape {
  /** The property that its lists are sorted by. */
  readonly time: string;
  /** What a field shows: a property, as it is or, by another name, as a floating-point number; null of anything else. */
  property(field: string): string | null;
  readonly lists?: Readonly<Record<string, ListShape>>;
}

/** A list of objects that belong to a row. */
export interface ListShape {
  readonly cells: readonly Cell[];
  /** What can be written of its items and of the objects in them, by type. */
  readonly fields: Readonly<Record<string, ReadonlySet<string>>>;
}

const idCell: Cell = { property: 'id', as: 'PLAIN', isRequired: true };
const timeCell = ({ time }: RowShape): Cell => ({ property: time, as: 'MOMENT', isRequired: false });

/**
 * The template of the list that `info` resolves; null when it takes more than columns to answer: relations, fields with arguments, personal
 * data (whose fields ask for a scope), what @skip and @include decide.
 */
export function rowTemplate(info: GraphQLResolveInfo, shape: RowShape): RowTemplate | null {
  const listed = listedRows(info);
  if (!listed) return null;
  const { responseKey, node, type, showsEnds } = listed;
  const cells = new Cells();
  const template = templateOf(type, node, info.fragments, rowFields(shape, cells, info.fragments));
  if (!template) return null;
  const ends = showsEnds ? { id: cells.of(idCell), time: cells.of(timeCell(shape)) } : null;
  if (cells.all.length === 0) cells.of(idCell); // a row of no cell could not be told from no row
  const key = createHash('sha256')
    .update(JSON.stringify([template, cells.all, ends]))
    .digest('base64url');
  return { ...template, responseKey, cells: cells.all, ends, key };
}

/** The cells that a template reads, each once. */
class Cells {
  readonly all: Cell[] = [];

  of(cell: Cell): number {
    const known = this.all.findIndex(({ property }) => property === cell.property);
    return known >= 0 ? known : this.all.push(cell) - 1;
  }
}

function rowFields(shape: RowShape, cells: Cells, fragments: GraphQLResolveInfo['fragments']): Fields<RowField> {
  return (type, node) => {
    const name = node.name.value;
    const valueType = type.getFields()[name]?.type;
    if (type.name.endsWith('Edge')) {
      if (name === 'node') return 'OBJECT';
      if (name !== 'cursor') return null;
      return { kind: 'CURSOR', id: cells.of(idCell), time: cells.of(timeCell(shape)) };
    }
    if (name === 'id') return { kind: 'ID', typename: type.name, cell: cells.of(idCell) };
    if (node.arguments?.length) return null;
    const list = shape.lists?.[name];
    if (list) {
      const items = templateOf(valueType, node, fragments, itemFields(list));
      return items && { kind: 'LIST', cells: list.cells.map((cell) => cells.of(cell)), items };
    }
    const property = shape.property(name);
    const kind = property === name ? writtenAsOf(valueType) : 'FLOAT';
    if (property === null || kind === null) return null;
    const as = kind === 'TEXT' || kind === 'MOMENT' ? kind : 'PLAIN';
    return { kind, cell: cells.of({ property, as, isRequired: isNonNullType(valueType) }) };
  };
}

const itemFields =
  ({ fields }: ListShape): Fields<ItemField> =>
  (type, node) => {
    const field = node.name.value;
    const valueType = objectType(type.getFields()[field]?.type);
    if (node.arguments?.length) return null;
    if (valueType) return valueType.name in fields ? 'OBJECT' : null;
    return fields[type.name]?.has(field) ? { typename: type.name, field } : null;
  };

const writtenAs: Readonly<Record<string, WrittenAs>> = {
  String: 'TEXT',
  DateTime: 'MOMENT',
  Decimal: 'DECIMAL',
  Int: 'INTEGER',
  Boolean: 'BOOLEAN',
  Float: 'FLOAT',
};

/** Of a scalar or an enumeration; null of anything else. */
function writtenAsOf(type: GraphQLType | undefined): WrittenAs | null {
  const value = getNullableType(type);
  if (isEnumType(value)) return 'TEXT';
  return isScalarType(value) ? (writtenAs[value.name] ?? null) : null;
}
