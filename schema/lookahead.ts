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
