/** Files of thousands of columns: a header is read a few times, not once for each column that is looked for. */
import { describe, expect, it } from 'vitest';
import type { CodebookQuestion } from '../../../../worker/imports/codebook.ts';
import { Columns } from '../../../../worker/imports/columns.ts';
import { questionKeys, questionLabel } from '../../../../worker/imports/inferCodebook.ts';
import { questionFinder } from '../../../../worker/imports/questionFinder.ts';

const width = 3_000;
const numbered = (name: string) => Array.from({ length: width }, (_, place) => `${name}${place + 1}`);

/** A header that counts how often one of its names is looked at. */
function counted(names: string[]): { readonly names: string[]; readonly looks: () => number } {
  let looks = 0;
  const watched = new Proxy(names, {
    get: (target, place, self) => {
      if (typeof place === 'string' && /^\d/.test(place)) looks++;
      return Reflect.get(target, place, self);
    },
  });
  return { names: watched, looks: () => looks };
}

const question = (key: string, label: string): CodebookQuestion => ({
  key,
  label,
  column: null,
  kind: 'RATING',
  scaleMin: 1,
  scaleMax: 5,
  notApplicableCodes: [],
  blankCodes: [],
  role: 'DRIVER',
  force: null,
  weight: null,
});

describe('a header of thousands of columns is looked at a few times', () => {
  it('where each is found by its name', () => {
    const header = counted(numbered('Q'));
    const columns = new Columns(header.names);
    const found = numbered('q').map((name) => columns.bind([name], undefined)?.read(numbered('cell ')));
    expect(found).toEqual(numbered('cell '));
    expect(header.looks()).toBeLessThan(20 * width);
  });
  it('where each is an attribute', () => {
    const header = counted(numbered('attributes.a'));
    expect(new Columns(header.names).prefixed('attributes.', () => false)).toHaveLength(width);
    expect(header.looks()).toBeLessThan(20 * width);
  });
  it('where each is found by what a question was named after', () => {
    const names = numbered('How do you like part ');
    const header = counted(names);
    const keys = questionKeys(names);
    const find = questionFinder(new Columns(header.names), {});
    const cells = numbered('cell ');
    expect(keys.map((key) => find(question(key, 'another'))?.(cells))).toEqual(cells);
    expect(keys.map((key, place) => find(question(`${key}x`, questionLabel(names[place]!)))?.(cells))).toEqual(cells);
    expect(header.looks()).toBeLessThan(30 * width);
  });
});

it('thousands of long names that begin alike get keys of their own', () => {
  const keys = questionKeys(numbered(`${'How satisfied are you with what we do for you, all in all? '.repeat(2)} `));
  expect(new Set(keys).size).toBe(width);
  expect(keys.slice(0, 3)).toEqual([keys[0], `${keys[0]}_2`, `${keys[0]}_3`]);
});
