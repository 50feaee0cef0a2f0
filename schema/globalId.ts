/** Ids as the outside sees them: opaque, base64url of `Type:id`, without the workspace, which only the credential says. */
import { badUserInput } from './errors.ts';

export function encodeGlobalId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url');
}

export function decodeGlobalId(globalId: string, argument = 'id'): { typename: string; id: string } {
  const match = /^([A-Za-z]+):(\d{1,18})$/.exec(Buffer.from(globalId, 'base64url').toString('latin1'));
  if (!match?.[1] || !match[2]) throw badUserInput(argument, 'this is not an id');
  return { typename: match[1], id: match[2] };
}

/** The row behind an id of the expected type. That it is well-formed says nothing about whether it exists. */
export function rowId(typename: string, globalId: string, argument: string): bigint {
  const decoded = decodeGlobalId(globalId, argument);
  if (decoded.typename !== typename) throw badUserInput(argument, `this is the id of a ${decoded.typename}, not of a ${typename}`);
  return BigInt(decoded.id);
}
