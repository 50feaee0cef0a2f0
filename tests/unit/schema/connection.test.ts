import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorTime, decodeCursor, encodeCursor, parsePage, toConnection } from '../../../schema/connection.ts';
import { decodeGlobalId, encodeGlobalId, rowId } from '../../../schema/globalId.ts';

const ids = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });

describe('a cursor', () => {
  it('gives back what went in, for every text', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(fc.option(text), ids, (sortValue, id) => {
        expect(decodeCursor(encodeCursor({ sortValue, id }))).toEqual({ sortValue, id });
      }),
    );
  });
  it('is refused, with the argument named, when no list has handed it out', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(() => decodeCursor(text)).toThrow(/^after: /)));
    expect(() => cursorTime({ sortValue: 'yesterday', id: 1n })).toThrow(/^after: /);
  });
});

describe('a page', () => {
  it('has 20 rows unless asked, at least 1 and at most 500', () => {
    expect(parsePage({})).toEqual({ first: 20, after: null });
    expect(() => parsePage({ first: 0 })).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }));
    expect(() => parsePage({ first: 501 })).toThrow(expect.objectContaining({ extensions: { code: 'LIMIT_EXCEEDED', argument: 'first' } }));
  });
  it('knows from one row too many that more follows', () => {
    const page = { first: 2, after: null };
    const { edges, pageInfo } = toConnection([1n, 2n, 3n], page, (id) => ({ sortValue: null, id }));
    expect(edges.map(({ node }) => node)).toEqual([1n, 2n]);
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: edges[1]?.cursor });
    expect(toConnection([1n, 2n], page, (id) => ({ sortValue: null, id })).pageInfo.hasNextPage).toBe(false);
  });
});

describe('an id', () => {
  it('is opaque, URL-safe and gives back type and number', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const text = encodeGlobalId('Customer', id);
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeGlobalId(text)).toEqual({ typename: 'Customer', id: String(id) });
      }),
    );
  });
  it('of another type or none is refused, with the argument named', () => {
    expect(() => rowId('Run', encodeGlobalId('Customer', 1), 'id')).toThrow('id: this is the id of a Customer, not of a Run');
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => void expect(() => rowId('Run', text, 'id')).toThrow(/^id: /)));
  });
});
