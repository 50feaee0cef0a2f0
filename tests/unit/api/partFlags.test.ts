import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiFlags, workerFlags } from '../../../api/partFlags.ts';

it.each([
  { part: 'api', ofStart: apiFlags },
  { part: 'worker', ofStart: workerFlags },
])(
  '`earshot $part` gives its process the flags that `earshot start` gives it, though neither room knows the other',
  async ({ part, ofStart }) => {
    const parts = await readFile(join(import.meta.dirname, '../../../clients/cli/commands/parts.ts'), 'utf8');
    const [, flags = ''] = new RegExp(`'${part}/main\\.ts', \\{\\s+flags: \\[([^\\]]*)\\]`).exec(parts) ?? [];
    expect(flags.split(', ').map((flag) => flag.slice(1, -1))).toEqual([...ofStart]);
  },
);
