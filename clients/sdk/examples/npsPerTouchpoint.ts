/**
 * The NPS of every touchpoint that is asked about, with its interval. In a project of your own: npm install @earshot/sdk, and import from there.
 *
 *   EARSHOT_API_KEY=ek_… node clients/sdk/examples/npsPerTouchpoint.ts
 */
import process from 'node:process';
import { createClient, EarshotError, SurveyScoresDocument } from '../index.ts';

const { EARSHOT_URL: url = 'http://localhost:4000', EARSHOT_API_KEY: key } = process.env;
if (!key) throw new Error('EARSHOT_API_KEY is not set');
const client = createClient({ url, key, clientName: 'nps-per-touchpoint' });

try {
  for await (const { touchpoint, title, nps } of client.pages(SurveyScoresDocument, {}, ({ surveys }) => surveys)) {
    const about = touchpoint ?? title;
    if (!nps) continue; // it does not ask whether one would recommend
    if (nps.estimate === null) process.stdout.write(`${about}: ${nps.reasonDetail ?? 'no NPS'}\n`);
    else {
      const [estimate, low, high] = [nps.estimate, nps.ciLow, nps.ciHigh].map((points) => (points ?? Number.NaN).toFixed(1));
      process.stdout.write(`${about}: ${estimate} (${low} to ${high}), ${nps.n} answers${nps.isReliable ? '' : ', too few to compare'}\n`);
    }
  }
} catch (error) {
  if (!(error instanceof EarshotError)) throw error;
  process.stderr.write(`${error.message} (${error.code}${error.requestId ? `, request ${error.requestId}` : ''})\n`);
  process.exitCode = 1;
}
