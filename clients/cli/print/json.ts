/**
 * An object as JSON, in pieces: a line a key, and below a key that holds a list a line an item. A million predictions as one text
 * would be longer than a string can be.
 */
export function* jsonPieces(value: object): Generator<string> {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  yield '{';
  for (const [index, [key, part]] of entries.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}  ${JSON.stringify(key)}: `;
    if (Array.isArray(part) && part.length > 0) yield* listPieces(part);
    else yield JSON.stringify(part);
  }
  yield '\n}\n';
}

function* listPieces(items: readonly unknown[]): Generator<string> {
  yield '[';
  for (const [index, item] of items.entries()) yield `${index === 0 ? '\n' : ',\n'}    ${JSON.stringify(item)}`;
  yield '\n  ]';
}
