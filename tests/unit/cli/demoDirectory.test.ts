import { expect, it, vi } from 'vitest';
import { demoDirectory } from '../../../clients/cli/demo/demoDirectory.ts';
import { dataDirectory } from '../../../prisma/embedded.ts';

it.each([{}, { EARSHOT_DATA_DIR: '/srv/earshot' }, { EARSHOT_DATA_DIR: 'relative' }])('is beside the data directory of %j', (env) => {
  for (const uid of [0, 1000]) {
    vi.spyOn(process, 'getuid').mockReturnValue(uid);
    expect(demoDirectory(env)).toBe(`${dataDirectory(env)}-demo`);
  }
  vi.restoreAllMocks();
});
