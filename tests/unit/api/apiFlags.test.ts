import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiFlags } from '../../../api/apiFlags.ts';

it('`earshot api` gives its process the flags that `earshot start` gives it, though neither room knows the other', async () => {
  const parts = await readFile(join(import.meta.dirname, '../../../clients/cli/commands/parts.ts'), 'utf8');
  const [, flags = ''] = /'api\/main\.ts', \{\s+flags: \[([^\]]*)\]/.exec(parts) ?? [];
  expect(flags.split(', ').map((flag) => flag.slice(1, -1))).toEqual([...apiFlags]);
});
