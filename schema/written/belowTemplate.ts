/** What a query asks of a list of objects below which lists of rows hang that are written: then the objects are written around them. */
import type { FieldNode, GraphQLField, GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type Fields, isRows, type JsonTemplate, listedRows, templateOf } from './jsonTemplate.ts';
import type { StatementTemplate } from './keptStatements.ts';
import type { WrittenPage } from './rowWriter.ts';

/** Pages of rows that hang on these objects, parallel to them. */
type ReadPages = (parents: readonly { readonly id: bigint }[]) => Promise<readonly WrittenPage[]>;

/** What the extension `writtenBelow` of a field says whose lists can be written for many objects at once. */
export interface WrittenBelow {
  /** How the list that `info` resolves is written; null when it cannot be. */
  template(info: GraphQLResolveInfo): StatementTemplate | null;
  /** @throws GraphQLError what is wrong with the arguments */
  pages(template: StatementTemplate, args: object, context: Context): ReadPages;
}

/** A list below the objects. */
export interface BelowField {
  readonly kind: 'BELOW';
  /** Which of the lists below. */
  readonly place: number;
  readonly connection: JsonTemplate<ConnectionField>;
}

export type ConnectionField = { readonly kind: 'ROWS' } | { readonly kind: 'PAGE_INFO'; readonly property: keyof WrittenPage['pageInfo'] };

export type ObjectField =
  /** A property, as JSON.stringify has it. */
  | { readonly kind: 'VALUE'; readonly property: string }
  | { readonly kind: 'ID'; readonly typename: string }
  | { readonly kind: 'CURSOR' }
  | BelowField;

/** A list below, and how it is read. */
export interface Below {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly written: WrittenBelow;
  readonly template: StatementTemplate;
}

export interface BelowTemplate extends JsonTemplate<ObjectField> {
  /** Of the list, `nodes` or `edges`, in the answer. */
  readonly responseKey: string;
  readonly lists: readonly Below[];
}

/** @param properties fields of the objects that show a property of that name */
export function belowTemplate(info: GraphQLResolveInfo, properties: ReadonlySet<string>): BelowTemplate | null {
  const listed = listedRows(info);
  if (!listed) return null;
  const lists: Below[] = [];
  const template = templateOf(listed.type, listed.node, info.fragments, objectFields(info, properties, lists));
  return template && { ...template, responseKey: listed.responseKey, lists };
}

function objectFields(info: GraphQLResolveInfo, properties: ReadonlySet<string>, lists: Below[]): Fields<ObjectField> {
  return (type, node) => {
    const name = node.name.value;
    if (type.name.endsWith('Edge')) {
      if (name === 'node') return 'OBJECT';
      return name === 'cursor' ? { kind: 'CURSOR' } : null;
    }
    if (name === 'id') return { kind: 'ID', typename: type.name };
    if (properties.has(name)) return { kind: 'VALUE', property: name };
    const field = type.getFields()[name];
    const written = field?.extensions.writtenBelow as WrittenBelow | undefined;
    if (!field || !written) return null;
    const template = written.template({ ...info, fieldName: name, fieldNodes: [node], returnType: field.type, parentType: type });
    const connection = template && templateOf(field.type, node, info.fragments, connectionFields);
    return connection && { kind: 'BELOW', place: lists.push({ field, node, written, template }) - 1, connection };
  };
}

const connectionFields: Fields<ConnectionField> = (type, node) => {
  const name = node.name.value;
  if (type.name === 'PageInfo') return { kind: 'PAGE_INFO', property: name as keyof WrittenPage['pageInfo'] };
  if (isRows(name)) return { kind: 'ROWS' };
  return name === 'pageInfo' ? 'OBJECT' : null;
};
