import { describe, expect, it } from 'vitest';
import { apiFlags, workerFlags } from '../../../api/processFlags.ts';
import { api, worker } from '../../../clients/cli/commands/processes.ts';

describe('a process has the flags that `earshot start` gives it, though neither room knows the other, when it is started by', () => {
  it('`earshot api`', () => expect(api.flags).toEqual([...apiFlags]));
  it('`earshot worker`', () => expect(worker.flags).toEqual([...workerFlags]));
});
