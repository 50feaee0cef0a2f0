import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';

/** For a model whose parameters may be given instead of fitted. */
export const parametersOption = {
  parameters: { type: 'string', value: 'NAME=VALUE,…', help: 'evaluates at these parameters instead of fitting' },
} as const satisfies OptionTable;

/**
 * Parameters as `--parameters p=6.25,q=3.74,v=15.44` gives them; undefined without the option.
 *
 * @throws UsageError unless each of the names has one number above 0, and nothing else is named
 */
export function givenParameters<const Name extends string>(
  text: string | undefined,
  names: readonly Name[],
): Record<Name, number> | undefined {
  if (text === undefined) return undefined;
  const form = `say --parameters ${names.map((name) => `${name}=…`).join(',')}`;
  const values = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const value = Number(digits);
    if (!names.some((known) => known === name))
      throw new UsageError(`--parameters has no parameter ${name === '' ? JSON.stringify(part) : name}`, form);
    if (values.has(name)) throw new UsageError(`--parameters names ${name} twice`, form);
    if (!(Number.isFinite(value) && value > 0)) throw new UsageError(`--parameters ${name}=${digits} is not a number above 0`, form);
    values.set(name, value);
  }
  const missing = names.find((name) => !values.has(name));
  if (missing !== undefined) throw new UsageError(`--parameters lacks ${missing}`, form);
  return Object.fromEntries(values) as Record<Name, number>;
}
