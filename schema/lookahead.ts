import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Whether the query asks for the field at `path` below the field that `info` resolves, through fragments too. A field
 * that @skip or @include may leave out counts as asked for: it only ever costs a read in vain.
 */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, path: readonly string[]): boolean {
  return fieldNodes.some((node) => selectsBelow(node.selectionSet, path, fragments));
}

function selectsBelow(
  selectionSet: SelectionSetNode | undefined,
  path: readonly string[],
  fragments: GraphQLResolveInfo['fragments'],
): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return (selectionSet?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name && selectsBelow(selection.selectionSet, rest, fragments);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    return selectsBelow(fragment?.selectionSet, path, fragments);
  });
}

/** The names of all fields that the query asks for at `path` below the field that `info` resolves. */
function selectedFields({ fieldNodes, fragments }: GraphQLResolveInfo, path: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of fieldNodes) collectBelow(node.selectionSet, path, fragments, found);
  return found;
}

function collectBelow(
  selectionSet: SelectionSetNode | undefined,
  path: readonly string[],
  fragments: GraphQLResolveInfo['fragments'],
  found: Set<string>,
): void {
  const [name, ...rest] = path;
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      collectBelow(fragment?.selectionSet, path, fragments, found);
    } else if (name === undefined) found.add(selection.name.value);
    else if (selection.name.value === name) collectBelow(selection.selectionSet, rest, fragments, found);
  }
}

/** How a query may ask for the rows of a connection: with their cursors, or plainly. */
const rowPaths = [['edges', 'node'], ['nodes']] as const;

/** Whether the query asks for a field of the rows of the connection that `info` resolves. */
export const selectsOfRows = (info: GraphQLResolveInfo, field: string): boolean => rowPaths.some((path) => selects(info, [...path, field]));

/** The names of all fields that the query asks for of the rows of the connection that `info` resolves. */
export const selectedOfRows = (info: GraphQLResolveInfo): ReadonlySet<string> =>
  new Set(rowPaths.flatMap((path) => [...selectedFields(info, path)]));

/**
 * The fields that a query asks for of an object, by their key in its answer and in their order there. Null when that is not settled by the
 * document alone (directives), or one key stands for several selections that have to be merged.
 */
export function flatSelection(
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode | undefined,
  fragments: GraphQLResolveInfo['fragments'],
): ReadonlyMap<string, FieldNode> | null {
  const fields = new Map<string, FieldNode>();
  return collectFlat(type, selectionSet, fragments, fields) ? fields : null;
}

function collectFlat(
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode | undefined,
  fragments: GraphQLResolveInfo['fragments'],
  fields: Map<string, FieldNode>,
): boolean {
  return (selectionSet?.selections ?? []).every((selection) => {
    if (selection.directives?.length) return false;
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      const isOfType = (fragment?.typeCondition?.name.value ?? type.name) === type.name;
      return isOfType && fragment !== undefined && collectFlat(type, fragment.selectionSet, fragments, fields);
    }
    const key = selection.alias?.value ?? selection.name.value;
    if (fields.has(key)) return !selection.selectionSet; // a valid document asks twice for the same
    fields.set(key, selection);
    return true;
  });
}

/**
 * What `make` finds in the document below the field that `info` resolves, looked for once: the field is the same for all parents, and for all
 * requests that send the same text.
 */
export function onceAField<Found>(make: (info: GraphQLResolveInfo) => Found): (info: GraphQLResolveInfo) => Found {
  const known = new WeakMap<FieldNode, Found>();
  return (info) => {
    const [node] = info.fieldNodes;
    if (!node || info.fieldNodes.length > 1) return make(info); // selections that are merged here may not be elsewhere
    const remembered = known.get(node);
    if (remembered !== undefined) return remembered;
    const found = make(info);
    known.set(node, found);
    return found;
  };
}
