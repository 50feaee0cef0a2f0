import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiFlags, processEnvironment, workerFlags } from '../../../api/processFlags.ts';
import { api, worker } from '../../../clients/cli/commands/processes.ts';

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');

describe('a process has the flags that `earshot start` gives it, though neither room knows the other, when it is started by', () => {
  it('`earshot api`', () => expect(api.flags).toEqual([...apiFlags]));
  it('`earshot worker`', () => expect(worker.flags).toEqual([...workerFlags]));
});

describe('what the command line starts inherits the environment that `earshot start` gives its processes', () => {
  it('where nothing else is said', () => expect(inherited({})).toEqual(processEnvironment));

  it('and not where the environment says otherwise', () => {
    const chosen = { MALLOC_ARENA_MAX: '8', NODE_COMPILE_CACHE: '/dev/null/no-folder' };
    expect(inherited(chosen)).toEqual(chosen);
  });
});

/** Of those two settings, what a process of the launcher would hand down. */
function inherited(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MALLOC_ARENA_MAX: _arenas, NODE_COMPILE_CACHE: _cache, ...env } = process.env;
  const tell = `data:text/javascript,process.on('exit', () => console.error(JSON.stringify(process.env)))`;
  const { stderr } = spawnSync(process.execPath, ['--import', tell, launcher, '--version'], {
    env: { ...env, ...given },
    encoding: 'utf8',
  });
  const { MALLOC_ARENA_MAX, NODE_COMPILE_CACHE } = JSON.parse(stderr) as NodeJS.ProcessEnv;
  return { MALLOC_ARENA_MAX, NODE_COMPILE_CACHE };
}
