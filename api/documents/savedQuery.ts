import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print, type TypeNode } from 'graphql';
import { inWorkspace } from '../../prisma/sql.ts';
import type { Principal } from '../../schema/context.ts';
import { reservedParameters } from '../../schema/documents/saveDocument.ts';
import { schema } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { GraphParams } from '../formats/nextPageUrl.ts';
import { Problem } from '../problem.ts';

/** GET /q/{name}?variable=value: the document of that name, its variables read from the address. @throws Problem 400, 404, 405 */
export async function readSavedQuery(name: string, url: URL, principal: Principal, { sql }: Pick<Services, 'sql'>): Promise<GraphParams> {
  const { workspaceId } = principal;
  const [saved] = await inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<{ document: string; operation: string }[]>`
      select document, operation from saved_document where workspace_id = ${workspaceId} and name = ${name}`,
  );
  if (!saved) throw new Problem(404, 'NOT_FOUND', 'there is no saved document of this name; earshot saved lists them');
  if (saved.operation !== 'QUERY') throw new Problem(405, 'METHOD_NOT_ALLOWED', 'it is a mutation: POST it to /graphql', { allow: '' });
  return { query: saved.document, variables: readVariables(parse(saved.document), url.searchParams) };
}

const bad = (name: string, message: string) => new Problem(400, 'BAD_USER_INPUT', `${name}: ${message}`);

/** Every parameter is a variable of the document or says how to answer; texts become values by the declared types. */
export function readVariables(document: DocumentNode, parameters: URLSearchParams): Record<string, unknown> {
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const declared = new Map((operation.variableDefinitions ?? []).map((definition) => [definition.variable.name.value, definition]));
  for (const name of parameters.keys()) {
    if (declared.has(name) || reservedParameters.includes(name)) continue;
    throw new Problem(
      400,
      'BAD_USER_INPUT',
      `${JSON.stringify(name.slice(0, 40))} is no parameter here; there are ${[...declared.keys(), ...reservedParameters].join(', ')}`,
    );
  }
  const missing = [...declared.values()].filter(
    ({ variable, type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue && !parameters.has(variable.name.value),
  );
  if (missing.length > 0) {
    const names = missing.map(({ variable, type }) => `${variable.name.value} (${print(type)})`);
    throw new Problem(400, 'BAD_USER_INPUT', `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} needed in the address`);
  }
  const given = [...declared].filter(([name]) => parameters.has(name));
  return Object.fromEntries(given.map(([name, { type }]) => [name, valueIn(name, parameters.getAll(name), type)]));
}

function valueIn(name: string, texts: readonly string[], declared: TypeNode): unknown {
  const type = declared.kind === Kind.NON_NULL_TYPE ? declared.type : declared;
  const [first = ''] = texts;
  if (type.kind === Kind.LIST_TYPE) {
    if (texts.length === 1 && first.startsWith('[')) return fromJson(name, first, 'a list');
    return texts.map((text) => valueIn(name, [text], type.type));
  }
  if (texts.length > 1) throw bad(name, 'it is given more than once, and is no list');
  if (type.kind !== Kind.NAMED_TYPE) throw bad(name, 'its type is unknown');
  return scalarOf(name, first, type.name.value);
}

function scalarOf(name: string, text: string, type: string): unknown {
  if (type === 'Int' || type === 'Float') {
    const shape = type === 'Int' ? /^-?\d{1,10}$/ : /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
    if (!shape.test(text)) throw bad(name, `${JSON.stringify(text.slice(0, 40))} is no ${type === 'Int' ? 'whole number' : 'number'}`);
    return Number(text);
  }
  if (type === 'Boolean') {
    if (text !== 'true' && text !== 'false') throw bad(name, 'true or false are possible');
    return text === 'true';
  }
  const isObject = schema.getType(type)?.[Symbol.toStringTag] === 'GraphQLInputObjectType';
  return isObject ? fromJson(name, text, `an object of the type ${type}`) : text;
}

function fromJson(name: string, text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad(name, `${what} is written as JSON`);
  }
}
