/** Which processors runs keep to, as Linux writes lists of them. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../api/config.ts';
import { readWorkerConfig } from '../../../worker/config.ts';
import { allButFirst } from '../../../worker/runProcessors.ts';

describe('all but the first', () => {
  it.each([
    ['0-1', '1'],
    ['0-2', '1-2'],
    ['0-15', '1-15'],
    ['2-3,8-9', '3,8-9'],
    ['0,2', '2'],
    ['5,6-7', '6-7'],
  ])('of %s are %s', (list, rest) => {
    expect(allButFirst(list)).toBe(rest);
  });

  it.each(['0', '7', ''])('of %j are none', (list) => {
    expect(allButFirst(list)).toBeNull();
  });
});

describe('EARSHOT_RUN_PROCESSORS', () => {
  const DATABASE_URL = 'postgres://app@localhost/earshot';
  const readBoth = (text?: string) => {
    const env = { DATABASE_URL, ...(text !== undefined && { EARSHOT_RUN_PROCESSORS: text }) };
    return [readWorkerConfig(env).runProcessors, readConfig(env).runProcessors];
  };

  it('is a list, or all', () => {
    for (const list of ['1', '1-3', '1,3', '1-3,6']) expect(readBoth(list)).toEqual([list, list]);
    for (const all of ['all', '', undefined]) expect(readBoth(all)).toEqual([null, null]);
  });

  it.each(['-1', '1-', 'a', '1;2', '1 2', '--help'])('is refused as %j', (text) => {
    expect(() => readWorkerConfig({ DATABASE_URL, EARSHOT_RUN_PROCESSORS: text })).toThrow(
      /EARSHOT_RUN_PROCESSORS is neither all nor a list/,
    );
    expect(() => readConfig({ DATABASE_URL, EARSHOT_RUN_PROCESSORS: text })).toThrow(/EARSHOT_RUN_PROCESSORS is neither all nor a list/);
  });
});
