import { expect, it } from 'vitest';
import { KeptStatements } from '../../../schema/written/keptStatements.ts';

const template = (property: string) => ({
  responseKey: 'nodes',
  literals: [''],
  fields: [],
  cells: [{ property, as: 'TEXT' as const, isRequired: true }],
  ends: null,
  key: property,
});

it('keeps the statements of the first 24 templates, whatever their literals, and plans those of others each time', () => {
  const statements = new KeptStatements();
  const asked = Array.from({ length: 30 }, (_, index) => statements.of(template(`number ${index}`)).isKept);
  expect(asked).toEqual(Array.from({ length: 30 }, (_, index) => index < 24));
  expect(statements.of({ ...template('number 3'), literals: ['{"alias":'] }).isKept).toBe(true);
  expect(statements.of(template('number 29')).isKept).toBe(false);
});
