import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../api/limits/boundedMap.ts';
import { documentCaches } from '../../../api/plugins/documentCache.ts';
import { parseDocument } from '../../../schema/index.ts';

describe('a bounded map', () => {
  it('forgets what was used longest ago, and no more than it must', () => {
    const map = new BoundedMap<string>(3);
    for (const name of ['a', 'b', 'c']) map.set(name, name);
    map.get('a');
    map.set('d', 'd');
    expect(['a', 'b', 'c', 'd'].map((name) => map.get(name))).toEqual(['a', undefined, 'c', 'd']);
  });
  it('weighs: never more than it may hold, whatever comes', () => {
    const map = new BoundedMap<string>(100, (_key, value) => value.length);
    for (let index = 0; index < 1000; index++) map.set(`k${index % 37}`, 'x'.repeat(index % 60));
    expect(map.weight).toBeLessThanOrEqual(100);
    map.set('large', 'x'.repeat(101)); // would empty it for nothing
    expect(map.get('large')).toBeUndefined();
    expect(map.size).toBeGreaterThan(0);
  });
  it('holds parsed documents by their length, so that a thousand long ones do not stay', () => {
    const { documentCache } = documentCaches();
    for (let index = 0; index < 200; index++) {
      const text = `query q${index} { workspace { key } } # ${'x'.repeat(15_000)}`;
      documentCache.set(text, parseDocument(text));
    }
    expect(documentCache.weight).toBeLessThanOrEqual(500_000);
    expect(documentCache.size).toBeGreaterThan(20);
  });
});
