import type { Context } from '../context.ts';
import { type CustomerFilter, eachFilter, parseCustomerFilter } from '../customers/filter/customerFilter.ts';

/** A definition as this key may see it: without `pii` the values of traits that say who somebody is are left out. */
export async function shownDefinition(definition: unknown, { principal, loaders }: Context): Promise<unknown> {
  if (principal.scopes.has('pii')) return definition;
  const filter = parseCustomerFilter(definition, 'definition');
  const keys = [...eachFilter(filter)].flatMap(({ trait }) => (trait ? [trait.key] : []));
  const isPersonal = await loaders.isPersonalTrait.loadMany(keys);
  const personal = new Set(keys.filter((_, index) => isPersonal[index] !== false)); // also where it could not be told
  return personal.size > 0 ? without(filter, personal) : definition;
}

function without(filter: CustomerFilter, personal: ReadonlySet<string>): unknown {
  const { trait, and, or, not, ...others } = filter;
  const each = (list: readonly CustomerFilter[] | undefined) => list?.map((one) => without(one, personal));
  return {
    ...others,
    ...(trait && { trait: personal.has(trait.key) ? { key: trait.key } : trait }),
    ...(and && { and: each(and) }),
    ...(or && { or: each(or) }),
    ...(not && { not: without(not, personal) }),
  };
}
