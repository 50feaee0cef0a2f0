/** The graph. Each import adds its types and fields to the one builder. */
import './scalars.ts';
import './workspaces/workspace.ts';
import './customers/customer.ts';
import './feedback/survey.ts';
import './imports/import.ts';
import './analyses/analysis.ts';
import './analyses/run.ts';
import './feedback/createSurvey.ts';
import './analyses/createAnalysis.ts';
import './analyses/runAnalysis.ts';
import './analyses/cancelRun.ts';
import './analyses/runUpdated.ts';
import './imports/cancelImport.ts';
import { builder, queryLimits } from './builder.ts';

export const schema = builder.toSchema();
export { createLoaders } from './loaders.ts';
export { queryLimits };
