import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

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
