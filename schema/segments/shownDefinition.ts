import type { Context } from '../context.ts';

/**
 * A definition as this key may see it: without `pii` the values of traits that say who somebody is are left out. It is read as the JSON that it
 * is, not as a filter: one that no list takes any more is shown as well.
 */
export async function shownDefinition(definition: unknown, { principal, loaders }: Context): Promise<unknown> {
  if (principal.scopes.has('pii')) return definition;
  const keys = [...traitsIn(definition)].map(({ key }) => key).filter((key) => typeof key === 'string');
  const isPersonal = await loaders.isPersonalTrait.loadMany(keys);
  const shown = new Set<unknown>(keys.filter((_, index) => isPersonal[index] === false)); // not where it could not be told
  return without(definition, shown);
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function* traitsIn(value: unknown): Generator<Json> {
  if (!isObject(value)) return;
  if (isObject(value.trait)) yield value.trait;
  for (const part of Object.values(value)) yield* traitsIn(part);
}

function without(value: unknown, shown: ReadonlySet<unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => without(part, shown));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => {
    const isHidden = name === 'trait' && isObject(part) && !shown.has(part.key);
    return [name, isHidden ? { key: part.key } : without(part, shown)];
  });
  return Object.fromEntries(entries);
}
