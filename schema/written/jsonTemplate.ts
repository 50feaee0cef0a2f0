/** The JSON of objects that a query asks for, as far as the document alone says it. */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLType,
  getNamedType,
  isObjectType,
} from 'graphql';
import { flatSelection } from '../lookahead.ts';

/** The JSON of an object: a literal, a field, a literal, a field …, a literal. */
export interface JsonTemplate<Field> {
  readonly literals: readonly string[];
  readonly fields: readonly Field[];
}

interface ListedRows {
  /** Of the list, `nodes` or `edges`, in the answer. */
  readonly responseKey: string;
  readonly node: FieldNode;
  readonly type: GraphQLType;
  /** Whether it is asked where the page stands in its list. */
  readonly showsEnds: boolean;
}

/** The rows of the connection that `info` resolves; null when the document alone does not settle it, or asks for them more than once. */
export function listedRows({ fieldNodes, fragments, returnType }: GraphQLResolveInfo): ListedRows | null {
  const [list] = fieldNodes;
  const connection = objectType(returnType);
  if (fieldNodes.length !== 1 || !list || !connection) return null;
  const parts = flatSelection(connection, list.selectionSet, fragments);
  if (!parts) return null;
  const lists = [...parts].filter(([, { name }]) => isRows(name.value));
  const [[responseKey, node] = [], another] = lists;
  const type = node && connection.getFields()[node.name.value]?.type;
  if (responseKey === undefined || !type || another) return null;
  return { responseKey, node, type, showsEnds: [...parts.values()].some(({ name }) => name.value === 'pageInfo') };
}

/** Whether a field of a connection is its rows. */
export const isRows = (field: string): boolean => field === 'nodes' || field === 'edges';

/** What a field of an object is; `OBJECT` where its own fields are what counts; null where it cannot be written. */
export type Fields<Field> = (type: GraphQLObjectType, node: FieldNode) => Field | 'OBJECT' | null;

/** Null: the object, or one of those in the list, cannot be written. */
export function templateOf<Field>(
  ofType: GraphQLType | undefined,
  node: FieldNode,
  fragments: GraphQLResolveInfo['fragments'],
  fieldOf: Fields<Field>,
): JsonTemplate<Field> | null {
  const literals = [''];
  const fields: Field[] = [];
  const write = (text: string) => {
    literals[literals.length - 1] += text;
  };
  const addObject = (type: GraphQLObjectType | null, { selectionSet }: FieldNode): boolean => {
    const selection = type && !asksForScopes(type) && flatSelection(type, selectionSet, fragments);
    if (!selection || selection.size === 0) return false;
    let before = '{';
    for (const [key, member] of selection) {
      write(`${before}"${key}":`); // names of GraphQL need no escapes
      before = ',';
      if (!addMember(type, member)) return false;
    }
    write('}');
    return true;
  };
  const addMember = (type: GraphQLObjectType, member: FieldNode): boolean => {
    const name = member.name.value;
    if (name === '__typename') {
      write(JSON.stringify(type.name));
      return true;
    }
    const definition = type.getFields()[name];
    const field = definition && !asksForScopes(definition) ? fieldOf(type, member) : null;
    if (field === 'OBJECT') return addObject(objectType(definition?.type), member);
    if (field === null) return false;
    fields.push(field);
    literals.push('');
    return true;
  };
  return addObject(objectType(ofType), node) ? { literals, fields } : null;
}

/** The type of an object or of a list of objects; null of anything else. */
export function objectType(type: GraphQLType | undefined): GraphQLObjectType | null {
  const named = getNamedType(type);
  return isObjectType(named) ? named : null;
}

/** Whether only some credentials may read the type or the field: that is asked where it is executed. */
const asksForScopes = ({ extensions }: Pick<GraphQLField<unknown, unknown> | GraphQLObjectType, 'extensions'>): boolean =>
  (extensions.pothosOptions as { authScopes?: unknown } | undefined)?.authScopes !== undefined;
