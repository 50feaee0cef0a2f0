import { describe, expect, it } from 'vitest';
import { serverLine } from '../../../clients/cli/demo/serverLine.ts';

const logged = (entry: object) => serverLine(JSON.stringify(entry));

describe('a line of the server of the demo', () => {
  it('of a log says who found what, and why, in words', () => {
    const err = { type: 'Error', code: '53300', message: 'sorry, too many clients already\nDETAIL', stack: ['at query (db.js:1:1)'] };
    expect(logged({ level: 50, time: 1, name: 'worker', err, msg: 'the queue met a fault' })).toBe(
      'worker: the queue met a fault (sorry, too many clients already)',
    );
    expect(logged({ level: 40, time: 1, name: 'earshot api', msg: 'the database is full' })).toBe('earshot api: the database is full');
  });

  it('that says that all is well is none', () => expect(logged({ level: 30, time: 1, name: 'worker', msg: 'ready' })).toBeNull());

  it('is shown by a terminal and not obeyed', () =>
    expect(logged({ level: 50, name: 'worker', msg: 'a \u001b[2J b' })).not.toContain('\u001b'));

  it.each(['the database is in /data', '{"level":50, cut off'])('%s is shown as it is', (line) => expect(serverLine(line)).toBe(line));
});
