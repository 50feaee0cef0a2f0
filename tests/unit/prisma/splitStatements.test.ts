import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../../prisma/migrate/splitStatements.ts';

describe('splitStatements', () => {
  it.each([
    ['select 1; select 2', ['select 1', 'select 2']],
    ['-- no transaction\n;;select 1;\n-- the end;', ['select 1']],
    ["select 'a;b', 'it''s; '; select 2;", ["select 'a;b', 'it''s; '", 'select 2']],
    [String.raw`select E'a\';b'; select '\'; select 3`, [String.raw`select E'a\';b'`, String.raw`select '\'`, 'select 3']],
    ['select ";" from "a"";b"; select 2', ['select ";" from "a"";b"', 'select 2']],
    ['do $$ begin; end $$; select 2', ['do $$ begin; end $$', 'select 2']],
    ['do $a$ x; $$ ; $b$ ; $a$; select 2', ['do $a$ x; $$ ; $b$ ; $a$', 'select 2']],
    ['select a$b$c; select $1;', ['select a$b$c', 'select $1']],
    ['select 1 /* ; /* nested; */ ; */ + 1; select 2', ['select 1 /* ; /* nested; */ ; */ + 1', 'select 2']],
    ['select 1 -- ; not here\n + 1;', ['select 1 -- ; not here\n + 1']],
    [' \n ; -- nothing', []],
  ])('%j', (text, statements) => expect(splitStatements(text)).toEqual(statements));

  it('finds again what was joined, whatever is quoted', () => {
    const quoted = fc.string().map((text) => `select '${text.replaceAll("'", "''")}'`);
    const dollars = fc
      .string()
      .filter((text) => !text.includes('$'))
      .map((text) => `do $body$${text}$body$`);
    const named = fc.string().map((text) => `table "${text.replaceAll('"', '""')}"`);
    fc.assert(
      fc.property(fc.array(fc.oneof(quoted, dollars, named)), (statements) => {
        expect(splitStatements(statements.join(';\n'))).toEqual(statements);
      }),
    );
  });
});
