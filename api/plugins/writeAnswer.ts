import type { ExecutionResult } from 'graphql';

/** An answer that knows how it is written: Yoga asks it, and sends bytes as they are. */
export type WrittenAnswer = ExecutionResult & { stringify?: (answer: ExecutionResult) => string | Buffer };

/** An answer whose data is JSON already. */
export function writeAnswer({ errors, extensions }: ExecutionResult, data: string | Buffer): string | Buffer {
  const before = `{${errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`}"data":`;
  const after = `${extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`}}`;
  return typeof data === 'string' ? `${before}${data}${after}` : Buffer.concat([Buffer.from(before), data, Buffer.from(after)]);
}
