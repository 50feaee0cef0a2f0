/** What `earshot analyses create` sends: a file, or options, or a file with some of it changed by options. */
import { UsageError } from './cliError.ts';
import type { AnalysisInput, AnalysisKind } from './generated/graphql.ts';

export const analysisKinds: readonly AnalysisKind[] = ['DRIVERS', 'CHURN', 'CLV', 'VALUE_LOYALTY'];

interface Given {
  readonly name: string | null;
  readonly kind: string | null;
  /** `path=value`, where a path leads into the input: survey=nps, valueLoyalty.tiers=4, drivers.drivers=["price","support"] */
  readonly set: readonly string[];
}

/**
 * @param file the JSON of the file, null where there is none
 * @throws UsageError where name or kind is missing, or a setting says no path and value
 */
export function analysisInput(file: unknown, { name, kind, set }: Given): AnalysisInput {
  if (file !== null && (typeof file !== 'object' || Array.isArray(file))) throw new UsageError('the file holds no JSON object');
  const input: Record<string, unknown> = structuredClone((file as Record<string, unknown> | null) ?? {});
  if (name !== null) input.name = name;
  if (kind !== null) input.kind = kind.toUpperCase().replaceAll('-', '_');
  for (const setting of set) put(input, setting);
  if (typeof input.name !== 'string') throw new UsageError('the analysis has no name', 'earshot analyses create --kind KIND NAME');
  if (typeof input.kind !== 'string' || !(analysisKinds as readonly string[]).includes(input.kind))
    throw new UsageError(`--kind ${String(input.kind ?? '')} is not possible`, `the kinds are ${analysisKinds.join(', ')}`);
  return input as unknown as AnalysisInput;
}

function put(input: Record<string, unknown>, setting: string): void {
  const at = setting.indexOf('=');
  const path = setting.slice(0, Math.max(at, 0)).split('.');
  if (at < 1 || !path.every((part) => /^[A-Za-z]\w*$/.test(part)))
    throw new UsageError(`--set ${setting} says no path and value`, 'for example --set valueLoyalty.tiers=4');
  let inner = input;
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(inner, part) ? inner[part] : {};
    if (typeof next !== 'object' || next === null || Array.isArray(next))
      throw new UsageError(`--set ${setting} leads into ${part}, which is no object`);
    inner[part] = next;
    inner = next as Record<string, unknown>;
  }
  inner[path.at(-1) ?? ''] = readValue(setting.slice(at + 1));
}

/** JSON where it is some (numbers, true, null, lists), else the text as it was typed. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
