/** The command line asks for no more fields at once than the graph allows, however many kinds of results there are. */
import { readdirSync } from 'node:fs';
import { type DocumentNode, type FragmentDefinitionNode, parse, type SelectionSetNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { queryLimits } from '../../../schema/index.ts';

const folder = new URL('../../../clients/cli/documents/', import.meta.url);
const files = readdirSync(folder);
const documents = (
  await Promise.all(files.map(async (file) => Object.entries((await import(new URL(file, folder).href)) as Record<string, unknown>)))
)
  .flat()
  .map(([name, document]) => [name, String(document)] as const)
  .filter(([name]) => name.endsWith('Document'));

function fieldsOf(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === 'FragmentSpread') return sum + fieldsOf(fragments.get(selection.name.value)!.selectionSet, fragments);
    const below = selection.selectionSet ? fieldsOf(selection.selectionSet, fragments) : 0;
    return sum + below + (selection.kind === 'Field' ? 1 : 0);
  }, 0);
}

describe('the documents of the command line', () => {
  it('are found', () => expect(documents.length).toBeGreaterThan(20));
  it.each(documents)('%s is within the limits of a query', (_name, text) => {
    const { definitions } = parse(text) as DocumentNode;
    const fragments = new Map(definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one] as const] : [])));
    for (const one of definitions)
      if (one.kind === 'OperationDefinition') expect(fieldsOf(one.selectionSet, fragments)).toBeLessThanOrEqual(queryLimits.breadth);
    expect(text.length).toBeLessThanOrEqual(queryLimits.queryCharacters);
  });
});
