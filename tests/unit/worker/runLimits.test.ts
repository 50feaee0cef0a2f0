import { describe, expect, it } from 'vitest';
import { limitMessage, limitsOf } from '../../../worker/runLimits.ts';

const host = { timeoutSeconds: 3600, memoryMegabytes: 1024 };

describe('what a run may take', () => {
  it.each([
    [{ timeoutSeconds: null, memoryMegabytes: null }, host],
    [
      { timeoutSeconds: 60, memoryMegabytes: null },
      { timeoutSeconds: 60, memoryMegabytes: 1024 },
    ],
    [
      { timeoutSeconds: 86_000, memoryMegabytes: 512 },
      { timeoutSeconds: 3600, memoryMegabytes: 512 },
    ],
  ])('of %j is never more than its worker gives', (own, limits) => expect(limitsOf(host, own)).toEqual(limits));

  it.each([
    [
      'TIMEOUT',
      { timeoutSeconds: 60 },
      'took longer than 60 s, the limit of its analysis: raise that by earshot analyses limits or setRunLimits',
    ],
    ['TIMEOUT', {}, 'took longer than 3600 s, the limit of its worker: its operator may raise EARSHOT_RUN_TIMEOUT_SECONDS'],
    [
      'OUT_OF_MEMORY',
      { memoryMegabytes: 64 },
      'needs more than 64 MB, the limit of its analysis: narrow what it reads, or raise that by earshot analyses limits or setRunLimits',
    ],
    [
      'OUT_OF_MEMORY',
      { memoryMegabytes: 16_000 },
      'needs more than 1024 MB, the limit of its worker: narrow what it reads, or its operator may raise EARSHOT_RUN_MEMORY_MB',
    ],
  ] as const)('%s with limits %j says whose limit it was, and who can raise it', (code, own, message) => {
    const limits = limitsOf(host, { timeoutSeconds: null, memoryMegabytes: null, ...own });
    expect(limitMessage(code, limits, host)).toBe(message);
  });
});
