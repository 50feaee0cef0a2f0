/** Every model of `earshot fit`. Loaded only when one is asked for: the statistics take longer to load than the other commands to run. */
import type { FitCommand } from './fitModel.ts';
import { describeFit } from './models/describe.ts';

export const fitCommands: readonly FitCommand[] = [describeFit];
