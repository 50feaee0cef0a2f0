/** What a query asks of the rows of a list, where that is columns of theirs and nothing else: then the database can write it. */
import type { FieldNode, GraphQLNamedType, GraphQLObjectType, GraphQLResolveInfo, GraphQLType } from 'graphql';
import { flatSelection } from '../lookahead.ts';

/** How a column is written: as a text, a moment, an exact number in quotes, as JSON has it, as a floating-point number. */
export type WrittenAs = 'TEXT' | 'MOMENT' | 'DECIMAL' | 'PLAIN' | 'FLOAT';

export interface WrittenProperty {
  readonly kind: WrittenAs;
  readonly property: string;
}

/** A list of objects that belong to the row. */
export interface WrittenList {
  readonly kind: 'LIST';
  readonly property: string;
  readonly items: JsonTemplate;
}

export type TemplateField =
  | WrittenProperty
  | WrittenList
  /** The global id of the object, which is of this type. */
  | { readonly kind: 'ID'; readonly typename: string }
  | { readonly kind: 'CURSOR' };

/** The JSON of an object: a literal, a field, a literal, a field …, a literal. */
export interface JsonTemplate {
  readonly literals: readonly string[];
  readonly fields: readonly TemplateField[];
}

/** The JSON of the rows of a page. */
export interface RowTemplate extends JsonTemplate {
  /** Of the list, `nodes` or `edges`, in the answer. */
  readonly responseKey: string;
  /** Whether it is asked where the page stands in its list. */
  readonly showsEnds: boolean;
  /** Equal for templates that are one statement: they differ in their literals, which are parameters. */
  readonly statement: string;
  /** Equal for templates that write the same. */
  readonly text: string;
}

/**
 * What a field of a type shows: a property of the row, as it is or (by another name) as a floating-point number; an object or a list of objects
 * made of such; null for anything else.
 */
export type FieldRule = (typename: string, field: string) => { readonly property: string } | 'OBJECT' | 'LIST' | null;

/**
 * The template of the list that `info` resolves; null when it takes more than columns to answer: relations, fields with arguments, personal
 * data (whose fields ask for a scope), what @skip and @include decide.
 */
export function rowTemplate({ fieldNodes, fragments, returnType }: GraphQLResolveInfo, rule: FieldRule): RowTemplate | null {
  const [list] = fieldNodes;
  const connection = objectType(returnType);
  if (fieldNodes.length !== 1 || !list || !connection) return null;
  const parts = flatSelection(connection, list.selectionSet, fragments);
  if (!parts) return null;
  const lists = [...parts].filter(([, { name }]) => name.value === 'nodes' || name.value === 'edges');
  const [[responseKey, items] = [], another] = lists;
  if (responseKey === undefined || !items || another) return null;
  const writer = new TemplateWriter(fragments, rule);
  if (!writer.object(connection.getFields()[items.name.value]?.type, items)) return null;
  const { literals, fields } = writer;
  const showsEnds = [...parts.values()].some(({ name }) => name.value === 'pageInfo');
  const statement = `${statementOf(writer)} ${showsEnds}`;
  return { responseKey, literals, fields, showsEnds, statement, text: JSON.stringify([literals, fields, showsEnds]) };
}

const statementOf = ({ fields }: JsonTemplate): string =>
  fields
    .map((field) =>
      field.kind === 'LIST'
        ? `${field.property}[${statementOf(field.items)}]`
        : `${field.kind} ${'property' in field ? field.property : ''}`,
    )
    .join();

const writtenAs: Readonly<Record<string, WrittenAs>> = {
  String: 'TEXT',
  DateTime: 'MOMENT',
  Decimal: 'DECIMAL',
  Int: 'PLAIN',
  Boolean: 'PLAIN',
  Float: 'PLAIN',
};

class TemplateWriter implements JsonTemplate {
  readonly literals = [''];
  readonly fields: TemplateField[] = [];
  readonly #fragments: GraphQLResolveInfo['fragments'];
  readonly #rule: FieldRule;

  constructor(fragments: GraphQLResolveInfo['fragments'], rule: FieldRule) {
    this.#fragments = fragments;
    this.#rule = rule;
  }

  /** False: this cannot be written so. */
  object(ofType: GraphQLType | undefined, { selectionSet }: FieldNode): boolean {
    const type = objectType(ofType);
    const selection = type && flatSelection(type, selectionSet, this.#fragments);
    if (!selection || selection.size === 0) return false;
    let before = '{';
    for (const [key, node] of selection) {
      this.#literal(`${before}"${key}":`); // names of GraphQL need no escapes
      before = ',';
      if (!this.#member(type, node)) return false;
    }
    this.#literal('}');
    return true;
  }

  #member(type: GraphQLObjectType, node: FieldNode): boolean {
    const name = node.name.value;
    const valueType = type.getFields()[name]?.type;
    const isEdge = type.name.endsWith('Edge');
    if (name === '__typename') return this.#literal(JSON.stringify(type.name));
    if (name === 'cursor' && isEdge) return this.#field({ kind: 'CURSOR' });
    if (name === 'id') return this.#field({ kind: 'ID', typename: type.name });
    const shown = name === 'node' && isEdge ? 'OBJECT' : this.#rule(type.name, name);
    if (shown === null || node.arguments?.length) return false;
    if (shown === 'OBJECT') return this.object(valueType, node);
    if (shown === 'LIST') return this.#list(valueType, node);
    const { property } = shown;
    const kind = property === name ? writtenAsOf(valueType) : 'FLOAT';
    return kind !== null && this.#field({ kind, property });
  }

  #list(ofType: GraphQLType | undefined, node: FieldNode): boolean {
    const items = new TemplateWriter(this.#fragments, this.#rule);
    return items.object(ofType, node) && this.#field({ kind: 'LIST', property: node.name.value, items });
  }

  #field(field: TemplateField): true {
    this.fields.push(field);
    this.literals.push('');
    return true;
  }

  #literal(text: string): true {
    this.literals[this.literals.length - 1] += text;
    return true;
  }
}

/** Of a scalar or an enumeration; null of anything else. */
function writtenAsOf(type: GraphQLType | undefined): WrittenAs | null {
  if (!type || isList(type)) return null;
  const named = namedType(type);
  return 'getValues' in named ? 'TEXT' : (writtenAs[named.name] ?? null);
}

// Not getNamedType, isObjectType and their fellows: tests load a second copy of graphql, which takes the types of the first for strangers.

const namedType = (type: GraphQLType): GraphQLNamedType => ('ofType' in type ? namedType(type.ofType) : type);

const isList = (type: GraphQLType): boolean => 'ofType' in type && (type[Symbol.toStringTag] === 'GraphQLList' || isList(type.ofType));

/** The type of an object or of a list of objects; null of anything else. */
function objectType(type: GraphQLType | undefined): GraphQLObjectType | null {
  const named = type && namedType(type);
  return named && 'getFields' in named ? (named as GraphQLObjectType) : null;
}
