import type { ExecutionResult } from 'graphql';

/** An answer that knows how it is written: Yoga asks it. */
export type WrittenAnswer = ExecutionResult & { stringify?: (answer: ExecutionResult) => string };

/** An answer whose data is JSON already. */
export function writeAnswer({ errors, extensions }: ExecutionResult, data: string): string {
  const members = [
    errors === undefined ? [] : [`"errors":${JSON.stringify(errors)}`],
    [`"data":${data}`],
    extensions === undefined ? [] : [`"extensions":${JSON.stringify(extensions)}`],
  ];
  return `{${members.flat().join()}}`;
}
