import { defineCommand } from '../command.ts';
import { eraseCustomerDocument } from '../documents/customers.ts';
import type { EraseCustomerMutation } from '../generated/graphql.ts';
import { formatCount } from '../print/numbers.ts';
import { requireConsent } from '../requireConsent.ts';
import { ask } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';

export const customersErase = defineCommand({
  name: 'customers erase',
  summary: 'Erase the personal data of a customer for good; what they bought and answered stays, as nobody’s who is known',
  usage: ['customers erase EXTERNAL_ID [--yes] [--json]'],
  parameters: ['EXTERNAL_ID'],
  options: {
    yes: { type: 'boolean', help: 'without a question, as a program has to' },
    json: { type: 'boolean', help: 'JSON instead of text' },
  },
  notes:
    'Needs a key with the scope admin. Later files that name them do not bring them back. It cannot be undone; sent again, it says when it was done. Backups and the systems that files come from are not reached.',
  examples: ['earshot customers erase C000017', 'earshot customers erase C000017 --yes --json'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ yes = false, json = false }, [externalId = '']) => {
    const connection = connectionFromEnvironment();
    if (!yes)
      await requireConsent({
        whether: 'whether to erase the customer for good',
        warning: `The personal data of customer ${externalId} will be erased for good.`,
        typed: externalId,
        noun: 'id',
        done: 'erased',
      });
    const { eraseCustomer } = await ask(connection, eraseCustomerDocument, { externalId });
    if (json) console.log(JSON.stringify(eraseCustomer, null, 2));
    else for (const line of erasedLines(externalId, eraseCustomer)) console.log(line);
    return 0;
  },
});

function erasedLines(externalId: string, { erasedOn, wasErasedBefore, facts, customer }: EraseCustomerMutation['eraseCustomer']): string[] {
  if (wasErasedBefore) return [`${externalId} was erased on ${erasedOn} already; nothing is left to do`];
  return [
    `${externalId} is erased. ${formatCount(facts)} orders, answers, visits and the like stay, as those of ${customer?.externalId ?? 'nobody'}`,
    'Files that name them do not bring them back. A worker deletes the bytes of files of before within ten minutes',
  ];
}
