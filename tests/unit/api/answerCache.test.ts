import { expect, it } from 'vitest';
import { AnswerCache, type AnswerKey } from '../../../api/cache/answerCache.ts';

const principal = { workspaceId: 1, kind: 'key', id: 1n, scopes: new Set(['read']) } as unknown as AnswerKey['principal'];
const asked: AnswerKey = { principal, document: '{ orders { nodes { id } } }', operationName: null, variables: null };

it('keeps bytes in memory of their own, not the block that they were a part of', () => {
  const cache = new AnswerCache(100_000);
  const data = Buffer.from('{"orders":{"nodes":[]}}');
  expect(data.buffer.byteLength).toBeGreaterThan(data.length);
  cache.set(asked, 'state', data);
  const kept = cache.get(asked, 'state') as Buffer;
  expect(kept.toString()).toBe(data.toString());
  expect(kept.buffer.byteLength).toBe(data.length);
});

it('answers for the state that the answer was of, and to whoever asked for it', () => {
  const cache = new AnswerCache(100_000);
  cache.set(asked, 'before', '{}');
  expect(cache.get(asked, 'before')).toBe('{}');
  expect(cache.get(asked, 'after')).toBeNull();
  expect(cache.get({ ...asked, principal: { ...principal, id: 2n } as AnswerKey['principal'] }, 'before')).toBeNull();
  expect(cache.get({ ...asked, variables: { first: 1 } }, 'before')).toBeNull();
});

it('does not keep an answer of more than a sixteenth of all it may hold', () => {
  const cache = new AnswerCache(16_000);
  cache.set(asked, 'state', Buffer.alloc(1001));
  expect(cache.get(asked, 'state')).toBeNull();
  cache.set(asked, 'state', Buffer.alloc(1000));
  expect(cache.get(asked, 'state')).toHaveLength(1000);
});

it('counts a text by what it takes in memory: two bytes a character, if one of them is beyond Latin-1', () => {
  const cache = new AnswerCache(16_000);
  for (const [text, isKept] of [
    ['é'.repeat(1000), true],
    [`${'e'.repeat(500)}ж`, false],
    [`${'e'.repeat(499)}ж`, true],
  ] as const) {
    cache.set({ ...asked, variables: { text } }, 'state', text);
    expect(cache.get({ ...asked, variables: { text } }, 'state')).toBe(isKept ? text : null);
  }
});
