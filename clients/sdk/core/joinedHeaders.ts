/** What is sent as headers, checked before it is: fetch says of a header that cannot be sent what it says of a server that is away. */
type Given = NonNullable<RequestInit['headers']>;

/**
 * Headers of several sources as one record; of one that two sources give, however they write it, the last counts.
 *
 * @throws TypeError that names the header, never its value, which may be a secret
 */
export function joinedHeaders(...sources: readonly Given[]): Record<string, string> {
  return Object.assign({}, ...sources.map((source) => Object.fromEntries(checked(source))));
}

function checked(source: Given): Headers {
  const headers = new Headers();
  for (const [name, value] of Symbol.iterator in source ? source : Object.entries(source)) {
    if (!isHeaderText(String(value)) || !/^[\w!#$%&'*+.^`|~-]+$/.test(String(name)))
      throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent: it has characters that no header has`);
    headers.append(String(name), String(value));
  }
  return headers;
}

/** Latin-1 without line breaks and their like; those around it are cut off by fetch. */
export const isHeaderText = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, ''));
