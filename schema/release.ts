/**
 * The promise to clients: `released.graphql` is the graph of the last release. `--check`, part of `npm run check`, fails on what would break
 * a client of it, and on a graph without words; without it (`npm run release:schema`, part of a release) the file moves on to the graph as it is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { breakingChanges } from './care/breakingChanges.ts';
import { stayDays } from './care/deprecation.ts';
import { wordFaults } from './care/wordFaults.ts';

const at = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null);

const printed = read('schema.graphql') ?? '';
const current = buildSchema(printed);
const released = read('released.graphql');
const latestRelease = /^## \[(\d[^\]]*)\]/m.exec(read('../CHANGELOG.md') ?? '')?.[1] ?? null;

const faults = wordFaults(current);
if (released !== null)
  for (const change of breakingChanges(released, current, new Date()))
    faults.push(`${change} Clients of the last release rely on it: deprecate it, release, and let it go ${stayDays} days later`);

if (process.argv.includes('--check')) {
  const releasedAs = /^# Earshot (\S+)/.exec(released ?? '')?.[1] ?? null;
  if (releasedAs !== latestRelease)
    faults.push(
      `CHANGELOG.md has ${latestRelease ?? 'no release'}, schema/released.graphql is of ${releasedAs ?? 'none'}: npm run release:schema`,
    );
}
if (faults.length > 0) {
  process.stderr.write(`${faults.map((fault) => `schema: ${fault}`).join('\n')}\n`);
  process.exit(1);
}
if (!process.argv.includes('--check')) {
  const { version } = JSON.parse(read('../package.json') ?? '{}') as { version: string };
  writeFileSync(
    at('released.graphql'),
    `# Earshot ${version}: what its clients were made for. Written by npm run release:schema\n\n${printed}`,
  );
  process.stdout.write(`schema/released.graphql is the graph of ${version}\n`);
}
