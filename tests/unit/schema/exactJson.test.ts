import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactJson } from '../../../schema/written/exactJson.ts';
import { WrittenJson, writeJson } from '../../../schema/written/writtenJson.ts';

const written = (text: string) => JSON.stringify(exactJson(text));

it.each([
  ['the largest whole number that all of JavaScript holds', '{"id":9007199254740991}'],
  ['those beyond it', '{"ids":[9007199254740993,-9007199254740993,12345678901234567890]}'],
  ['decimals', '[0.12345678901234567891,123456789.12345678]'],
  ['digits of texts and names', '{"9007199254740993":"9007199254740993 é \\" 1.5"}'],
  ['what stands beside', '{"id":9007199254740993,"a":null,"b":[true,1.5,{}],"__proto__":{"c":""}}'],
])('%s are written as they came', (_what, text) => {
  expect(written(text)).toBe(text);
  const beside = writeJson({ rows: new WrittenJson(Buffer.from('[]')), properties: exactJson(text) }); // not by JSON.stringify
  expect(beside.toString()).toBe(`{"rows":[],"properties":${text}}`);
});

it('what JavaScript holds are numbers as ever', () => {
  expect(exactJson('{"at":1700000000000000,"id":9007199254740991,"price":12.50,"of":["9007199254740993"]}')).toStrictEqual({
    at: 1700000000000000,
    id: 9007199254740991,
    price: 12.5,
    of: ['9007199254740993'],
  });
});

it('no digit is lost of any whole number, and of no decimal number that PostgreSQL writes', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), (id) => written(`{"id":${id}}`) === `{"id":${id}}`));
  fc.assert(fc.property(fc.bigInt({ min: 1n, max: 2n ** 54n }), (id) => written(`[${id}]`) === `[${id}]`));
  const digits = fc.stringMatching(/^[1-9]\d{0,12}\.\d{0,12}[1-9]$/);
  fc.assert(fc.property(digits, (number) => written(`[${number}]`) === `[${number}]`));
});
