/** What the SDK publishes: documents within the limits of a query, a core that stays small, no dependency. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type DocumentNode, type FragmentDefinitionNode, parse, type SelectionSetNode, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as sdk from '../../../clients/sdk/index.ts';
import { queryLimits, schema } from '../../../schema/index.ts';

const documents = Object.entries(sdk).flatMap(([name, value]) => (name.endsWith('Document') ? [[name, String(value)] as const] : []));
const folder = new URL('../../../clients/sdk/', import.meta.url);

function fieldsOf(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === 'FragmentSpread') return sum + fieldsOf(fragments.get(selection.name.value)!.selectionSet, fragments);
    const below = selection.selectionSet ? fieldsOf(selection.selectionSet, fragments) : 0;
    return sum + below + (selection.kind === 'Field' ? 1 : 0);
  }, 0);
}

/** What a page loads that uses `code`, in bytes after gzip. */
async function bundled(code: string, platform: 'browser' | 'node' = 'browser'): Promise<{ text: string; bytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder.pathname, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform,
    target: 'es2022',
  });
  const text = outputFiles[0]!.text;
  return { text, bytes: gzipSync(text).length };
}

describe('the documents', () => {
  it('are many', () => expect(documents.length).toBeGreaterThan(40));
  it.each(documents)('%s is valid and within the limits of a query', (_name, text) => {
    const document = parse(text) as DocumentNode;
    expect(validate(schema, document)).toEqual([]);
    const fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one] as const] : [])),
    );
    for (const one of document.definitions)
      if (one.kind === 'OperationDefinition') expect(fieldsOf(one.selectionSet, fragments)).toBeLessThanOrEqual(queryLimits.breadth);
    expect(text.length).toBeLessThanOrEqual(queryLimits.queryCharacters);
  });
  it('have no `any` in their types', () => {
    const generated = readFileSync(new URL('generated/graphql.ts', folder), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    expect(generated.match(/[:<|,] *any\b/g)).toBeNull();
  });
});

describe('the package', () => {
  it('has a core of less than 15 kB, without the documents that nobody asks for', async () => {
    const core = await bundled("export { createClient, EarshotError } from './index.ts';");
    expect(core.bytes).toBeLessThan(15_000);
    expect(core.text).not.toMatch(/query \w+/);
    const one = await bundled("export { createClient, WorkspaceDocument } from './index.ts';");
    expect(one.text.match(/query \w+/g)).toEqual(['query Workspace']);
  });
  it('asks for nothing at run time', () => {
    const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Record<string, unknown>;
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('peerDependencies');
    expect(manifest).toMatchObject({ license: 'Apache-2.0', sideEffects: false });
  });
});
