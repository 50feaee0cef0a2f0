import { expect, it } from 'vitest';
import { createLog } from '../../../api/log.ts';

it('writes an error without what a customer may have said', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const fromDatabase = Object.assign(new Error('duplicate key value violates unique constraint "x"'), {
    name: 'PostgresError',
    code: '23505',
    detail: 'Key (value)=(jane@example.org) already exists.',
    parameters: ['jane@example.org'],
    query: "insert … 'jane@example.org'",
  });
  const fromPrisma = Object.assign(new Error('Argument value: "jane@example.org"'), { name: 'PrismaClientValidationError' });
  const ofValue = Object.assign(new Error('invalid input syntax for type integer: "jane"'), { name: 'PostgresError', code: '22P02' });
  log.error({ err: fromDatabase }, 'a');
  log.error(ofValue, 'of a value');
  log.error({ err: new Error('outer', { cause: fromPrisma }) }, 'b');
  expect(lines.join('')).not.toContain('jane');
  expect(lines[0]).toContain('23505');
});
