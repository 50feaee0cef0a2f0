/** What runs of an analysis may take of a worker. */
import { UsageError } from '../cliError.ts';
import { defineCommand, type Values } from '../command.ts';
import { setRunLimitsDocument } from '../documents/analyses.ts';
import type { AnalysisInput } from '../generated/graphql.ts';
import { ask } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';

type Limits = Pick<AnalysisInput, 'timeoutSeconds' | 'memoryMegabytes'>;

export const limitOptions = {
  'timeout-seconds': { type: 'string', value: 'N', help: 'how long a run may take, or none: as long as the worker gives' },
  'memory-megabytes': { type: 'string', value: 'N', help: 'how much memory a run may take, or none: as much as the worker gives' },
} as const;

/** Those that are given; null for none. */
export function readLimits(values: Values<typeof limitOptions>): Limits {
  const seconds = readLimit('timeout-seconds', values['timeout-seconds']);
  const megabytes = readLimit('memory-megabytes', values['memory-megabytes']);
  return { ...(seconds !== undefined && { timeoutSeconds: seconds }), ...(megabytes !== undefined && { memoryMegabytes: megabytes }) };
}

function readLimit(option: keyof typeof limitOptions, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} ${text} is neither a whole number nor none`);
  return Number(text);
}

/** Null where the worker's limits are all there is. */
export function limitWords({ timeoutSeconds, memoryMegabytes }: Limits): string | null {
  const limits = [timeoutSeconds != null && `${timeoutSeconds} s`, memoryMegabytes != null && `${memoryMegabytes} MB`].filter(Boolean);
  return limits.length === 0 ? null : `${limits.join(' and ')} at most`;
}

export const analysesLimits = defineCommand({
  name: 'analyses limits',
  summary: 'Limit what runs of an analysis may take: time and memory',
  usage: ['analyses limits NAME [--timeout-seconds N|none] [--memory-megabytes N|none]'],
  parameters: ['NAME'],
  options: { ...limitOptions, json: { type: 'boolean', help: 'JSON instead of text' } },
  notes:
    'It holds for runs that wait and for those to come; past it a run fails with TIMEOUT or OUT_OF_MEMORY, its worker goes on. No run gets more than EARSHOT_RUN_TIMEOUT_SECONDS and EARSHOT_RUN_MEMORY_MB of its worker, whatever is asked for.',
  examples: ['earshot analyses limits churn --timeout-seconds 600', 'earshot analyses limits churn --memory-megabytes none'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ json, ...values }, [analysis = '']) => {
    const limits = readLimits(values);
    if (Object.keys(limits).length === 0)
      throw new UsageError(
        'no limit is given',
        'give --timeout-seconds or --memory-megabytes; earshot analyses show NAME tells those that are set',
      );
    const { setRunLimits } = await ask(connectionFromEnvironment(), setRunLimitsDocument, { analysis, ...limits });
    const words = limitWords(setRunLimits) ?? 'what their worker gives';
    console.log(json ? JSON.stringify(setRunLimits) : `Runs of ${setRunLimits.name} may take ${words}`);
    return 0;
  },
});
