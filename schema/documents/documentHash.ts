import { createHash } from 'node:crypto';
import { type ASTNode, type DocumentNode, print, visit } from 'graphql';

const hashes = new WeakMap<DocumentNode, Buffer>();

/**
 * SHA-256 of what a document asks for: the same however it is laid out and in whatever order its fields, arguments and
 * variables stand. Code generators put them in an order of their own in what they list, and not in what their clients send.
 */
export function documentHash(document: DocumentNode): Buffer {
  const known = hashes.get(document);
  if (known) return known;
  const hash = createHash('sha256')
    .update(print(inOrder(document)))
    .digest();
  hashes.set(document, hash);
  return hash;
}

function inOrder(document: DocumentNode): DocumentNode {
  const sorted = <Node extends ASTNode>(nodes: readonly Node[] | undefined) =>
    nodes
      ?.map((node) => [print(node), node] as const)
      .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .map(([, node]) => node);
  return visit(document, {
    Document: { leave: (node) => ({ ...node, definitions: sorted(node.definitions) }) },
    OperationDefinition: { leave: (node) => ({ ...node, variableDefinitions: sorted(node.variableDefinitions) }) },
    SelectionSet: { leave: (node) => ({ ...node, selections: sorted(node.selections) }) },
    Field: { leave: (node) => ({ ...node, arguments: sorted(node.arguments) }) },
    ObjectValue: { leave: (node) => ({ ...node, fields: sorted(node.fields) }) },
  }) as DocumentNode;
}
