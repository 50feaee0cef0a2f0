/** Which list of a query becomes a table, and which columns it has: told by the query and the schema, before anything is executed. */
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLFieldMap,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type ObjectFieldNode,
  type SelectionSetNode,
} from 'graphql';
import { badUserInput } from '../../schema/errors.ts';

export interface TableColumn {
  /** Names of the answer, joined by full stops. */
  readonly name: string;
  readonly path: readonly string[];
  /** The scalar or enum; null: a list of them, written as JSON. */
  readonly type: string | null;
}

export interface TablePlan {
  /** Names that lead to the rows. */
  readonly path: readonly string[];
  readonly columns: readonly TableColumn[];
  /** Of a list that comes in pages. */
  readonly page: {
    readonly path: readonly string[];
    readonly hasNextPage: string;
    readonly endCursor: string;
    readonly after: string | null;
  } | null;
}

interface Found {
  readonly at: string;
  readonly plan: TablePlan;
}

/** Types by their tags, not their classes: a second copy of the library would make strangers of them. */
type Tagged = { readonly ofType?: GraphQLOutputType; readonly [Symbol.toStringTag]: string };
const tag = (type: unknown) => (type as Tagged)[Symbol.toStringTag];
const isComposite = (type: unknown) => /^GraphQL(Object|Interface|Union)Type$/.test(tag(type));

function unwrap(type: GraphQLOutputType): { named: GraphQLNamedType; isList: boolean } {
  let isList = false;
  let inner: unknown = type;
  for (; (inner as Tagged).ofType; inner = (inner as Tagged).ofType) isList ||= tag(inner) === 'GraphQLList';
  return { named: inner as GraphQLNamedType, isList };
}

const fieldsOf = (type: GraphQLNamedType): GraphQLFieldMap<unknown, unknown> =>
  'getFields' in type ? (type.getFields() as GraphQLFieldMap<unknown, unknown>) : {};
const nameOf = (field: FieldNode) => (field.alias ?? field.name).value;

/** @throws GraphQLError BAD_USER_INPUT where there is no such list, or more than one */
export function tablePlan(schema: GraphQLSchema, document: DocumentNode, operationName?: string | null): TablePlan {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw badUserInput('operationName', 'the document has no such operation');
  const found = new Planner(schema, document).listsBelow(operation.selectionSet, root, []);
  const [only, other] = found;
  if (!only) throw badUserInput('query', 'it has no list of objects to make a table of: select one, such as a connection or rows');
  if (other) throw badUserInput('query', `it has more than one list, ${only.at} and ${other.at}: one makes a table`);
  return only.plan;
}

interface Selected {
  readonly field: FieldNode;
  readonly type: GraphQLNamedType;
}

/** A field that is selected twice, as fragments do, is one with what both select of it. */
function together(one: FieldNode, other: FieldNode): FieldNode {
  const [a, b] = [one.selectionSet, other.selectionSet];
  return a && b ? { ...one, selectionSet: { ...a, selections: [...a.selections, ...b.selections] } } : one;
}

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(one.name.value, one);
  }

  /** Fields of a selection, those of its fragments put in, each name once. */
  #fields(selections: SelectionSetNode, type: GraphQLNamedType): Selected[] {
    const merged = new Map<string, Selected>();
    for (const one of this.#spread(selections, type)) {
      const key = `${one.type.name} ${nameOf(one.field)}`;
      const known = merged.get(key);
      merged.set(key, known ? { ...known, field: together(known.field, one.field) } : one);
    }
    return [...merged.values()];
  }

  #spread({ selections }: SelectionSetNode, type: GraphQLNamedType): Selected[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [{ field: selection, type }];
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (!fragment) return [];
      const condition = fragment.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
      return this.#spread(fragment.selectionSet, condition ?? type);
    });
  }

  listsBelow(selections: SelectionSetNode, type: GraphQLNamedType, path: readonly string[]): Found[] {
    const lists = this.#fields(selections, type).flatMap(({ field, type: parent }) => {
      const of = fieldsOf(parent)[field.name.value];
      if (!of || !field.selectionSet) return [];
      const { named, isList } = unwrap(of.type);
      const below = [...path, nameOf(field)];
      if (isList)
        return [{ at: below.join('.'), plan: { path: below, columns: this.#columns(field.selectionSet, named, [], below), page: null } }];
      return isConnection(named)
        ? this.#connection(field, field.selectionSet, named, below)
        : this.listsBelow(field.selectionSet, named, below);
    });
    return [...new Map(lists.map((list) => [list.at, list])).values()];
  }

  /** Its nodes, its edges with their nodes, or its rows; how a page of it tells that more follow. */
  #connection(field: FieldNode, selections: SelectionSetNode, type: GraphQLNamedType, path: readonly string[]): Found[] {
    const inner = this.#fields(selections, type);
    const info = inner.find(({ field: { name } }) => name.value === 'pageInfo')?.field;
    const infoFields = info?.selectionSet ? this.#fields(info.selectionSet, type).map((one) => one.field) : [];
    const [hasNextPage, endCursor] = ['hasNextPage', 'endCursor'].map((name) => infoFields.find((one) => one.name.value === name));
    const [lists, beside] = [inner.filter(isRows), inner.filter((one) => !isRows(one) && one.field !== info)];
    if (lists.length > 0 && !(info && hasNextPage && endCursor))
      throw badUserInput(
        'query',
        `${path.join('.')} comes in pages: select pageInfo { hasNextPage endCursor } of it, so that the answer can say whether more follow`,
      );
    const after = afterOf(field.arguments ?? []);
    const page =
      info && hasNextPage && endCursor
        ? {
            path: [...path, nameOf(info)],
            hasNextPage: nameOf(hasNextPage),
            endCursor: nameOf(endCursor),
            after,
          }
        : null;
    const others = this.listsBelow({ kind: Kind.SELECTION_SET, selections: beside.map((one) => one.field) }, type, path);
    const own = lists.map(({ field: list }) => {
      const below = [...path, nameOf(list)];
      const { named } = unwrap((fieldsOf(type)[list.name.value] as { type: GraphQLOutputType }).type);
      const columns = list.selectionSet ? this.#columns(list.selectionSet, named, [], below) : [];
      return { at: below.join('.'), plan: { path: below, columns: list.name.value === 'edges' ? withoutNode(columns) : columns, page } };
    });
    return [...own, ...others];
  }

  /** Leaves below a row. */
  #columns(selections: SelectionSetNode, type: GraphQLNamedType, path: readonly string[], row: readonly string[]): TableColumn[] {
    const columns = this.#fields(selections, type).flatMap(({ field, type: parent }): TableColumn[] => {
      const below = [...path, nameOf(field)];
      const of = fieldsOf(parent)[field.name.value];
      if (!of) return [{ name: below.join('.'), path: below, type: 'String' }]; // __typename
      const { named, isList } = unwrap(of.type);
      if (!isComposite(named)) return [{ name: below.join('.'), path: below, type: isList ? null : named.name }];
      if (isList || isConnection(named)) {
        const inner = below.filter((name) => name !== 'node').join('.');
        throw badUserInput(
          'query',
          `${row.join('.')} has the list ${inner} in each of its rows: a table has one list; ask for the inner one by itself`,
        );
      }
      return field.selectionSet ? this.#columns(field.selectionSet, named, below, row) : [];
    });
    return [...new Map(columns.map((column) => [column.name, column])).values()];
  }
}

const rowNames: readonly string[] = ['nodes', 'edges', 'rows'];
const isRows = ({ field }: Selected) => rowNames.includes(field.name.value);
const isConnection = (type: GraphQLNamedType) => 'pageInfo' in fieldsOf(type) && rowNames.some((name) => name in fieldsOf(type));

/** The variable that says where a page begins: the value of `after`, among the arguments or in `input`. */
function afterOf(given: readonly (ArgumentNode | ObjectFieldNode)[]): string | null {
  const said = (argument: string) => given.find(({ name }) => name.value === argument)?.value;
  const [after, input] = [said('after'), said('input')];
  if (after?.kind === Kind.VARIABLE) return after.name.value;
  return input?.kind === Kind.OBJECT ? afterOf(input.fields) : null;
}

/** An edge is a row by what it leads to; its own fields (the cursor) keep their names. */
const withoutNode = (columns: readonly TableColumn[]): TableColumn[] =>
  columns.map((column) => (column.path[0] === 'node' ? { ...column, name: column.path.slice(1).join('.') } : column));
