import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import {
  createWebhookDocument,
  deleteWebhookDocument,
  replayDeliveriesDocument,
  replayDeliveryDocument,
  rotateWebhookSecretDocument,
  testWebhookDocument,
  updateWebhookDocument,
  webhookDeliveriesDocument,
  webhooksDocument,
} from '../documents/webhooks.ts';
import type { WebhookEventType } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { deliveryTable, eventWord, webhookTable } from '../print/webhookReport.ts';
import { ask, askForAll } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { momentOptions } from '../server/momentOption.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
const secretNote =
  'The secret goes to standard output, this once; it signs every message (Standard Webhooks: webhook-id, -timestamp, -signature).';

const eventTypes: readonly WebhookEventType[] = ['RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_RECOVERED', 'RUN_STALE'];

/** @throws UsageError that names the word which is no event */
function eventsOf(text: string): WebhookEventType[] {
  return text.split(',').map((word) => {
    const event = eventTypes.find((type) => eventWord(type) === word.trim().toLowerCase());
    if (event) return event;
    throw new UsageError(`--events ${word.trim()} is not possible`, `--events takes ${eventTypes.map(eventWord).join(', ')}`);
  });
}

export const webhooks = defineCommand({
  name: 'webhooks',
  summary: 'Who is told when a run ends, and whether it reaches them',
  usage: ['webhooks [--json]'],
  parameters: [],
  options: { json },
  notes: 'Webhooks need a key with the scope admin.',
  examples: ['earshot webhooks'],
  environment,
  run: async ({ json: asJson }) => {
    const found = await askForAll(connectionFromEnvironment(), webhooksDocument, {}, (data) => data.webhooks);
    if (asJson) console.log(JSON.stringify(found, null, 2));
    else if (found.length === 0) console.log('Nobody is told anything yet: earshot webhooks create URL');
    else for (const line of webhookTable(found)) console.log(line);
    return 0;
  },
});

export const webhooksCreate = defineCommand({
  name: 'webhooks create',
  summary: 'Tell an address what becomes of runs',
  usage: ['webhooks create URL [--events run.succeeded,run.failed,…] [--description TEXT] [--json]'],
  parameters: ['URL'],
  options: {
    events: { type: 'string', value: 'LIST', help: `${eventTypes.map(eventWord).join(', ')}; with commas (default: all)` },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    json,
  },
  notes: `${secretNote} The address is https and public; EARSHOT_WEBHOOK_ALLOW_PRIVATE=1 on the server allows others.`,
  examples: [
    'earshot webhooks create https://hooks.example.com/runs',
    'earshot webhooks create https://hooks.example.com/alarm --events run.failed,run.recovered',
  ],
  environment,
  run: async ({ events, description, json: asJson }, [url = '']) => {
    const input = { url, ...(events !== undefined && { events: eventsOf(events) }), ...(description !== undefined && { description }) };
    const { createWebhook } = await ask(connectionFromEnvironment(), createWebhookDocument, { input });
    const { webhook, secret } = createWebhook;
    if (asJson) console.log(JSON.stringify(createWebhook));
    else if (secret === null) console.log(`${webhook.id} is there already; a new secret: earshot webhooks rotate ${webhook.id}`);
    else {
      console.error(`${webhook.id} is told ${webhook.events.map(eventWord).join(', ')}. Its secret, shown once:`);
      console.log(secret);
    }
    return 0;
  },
});

export const webhooksSet = defineCommand({
  name: 'webhooks set',
  summary: 'Another address, other events or another description; what is left out stays as it is',
  usage: ['webhooks set ID [--url URL] [--events run.succeeded,run.failed,…] [--description TEXT] [--json]'],
  parameters: ['ID'],
  options: {
    url: { type: 'string', value: 'URL', help: 'what is still to be sent goes there, too' },
    events: { type: 'string', value: 'LIST', help: `${eventTypes.map(eventWord).join(', ')}; with commas` },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    json,
  },
  notes: 'Its secret stays as it is.',
  examples: ['earshot webhooks set V2ViaG9vazox --url https://hooks.example.com/new'],
  environment,
  run: async ({ url, events, description, json: asJson }, [id = '']) => {
    if (url === undefined && events === undefined && description === undefined)
      throw new UsageError('nothing is to be set', '--url, --events or --description says what');
    const change = {
      ...(url !== undefined && { url }),
      ...(events !== undefined && { events: eventsOf(events) }),
      ...(description !== undefined && { description }),
    };
    const { updateWebhook } = await ask(connectionFromEnvironment(), updateWebhookDocument, { id, change });
    if (asJson) console.log(JSON.stringify(updateWebhook));
    else console.log(`${updateWebhook.url} is told ${updateWebhook.events.map(eventWord).join(', ')}`);
    return 0;
  },
});

function switchTo(isEnabled: boolean, summary: string, told: (id: string) => string) {
  const verb = isEnabled ? 'enable' : 'disable';
  return defineCommand({
    name: `webhooks ${verb}`,
    summary,
    usage: [`webhooks ${verb} ID`],
    parameters: ['ID'],
    options: {},
    examples: [`earshot webhooks ${verb} V2ViaG9vazox`],
    environment,
    run: async (_values, [id = '']) => {
      const { updateWebhook } = await ask(connectionFromEnvironment(), updateWebhookDocument, { id, change: { isEnabled } });
      console.log(`${updateWebhook.url} ${told(id)}`);
      return 0;
    },
  });
}

export const webhooksEnable = switchTo(
  true,
  'Tell an address again that was disabled, by hand or because it did not answer',
  (id) => `is told again; what it missed: earshot webhooks replay-all ${id} --since MOMENT`,
);
export const webhooksDisable = switchTo(
  false,
  'Tell an address nothing for a while; nothing is kept for it meanwhile, and what waits for it is over',
  (id) => `is told nothing until earshot webhooks enable ${id}`,
);

export const webhooksTest = defineCommand({
  name: 'webhooks test',
  summary: 'Send an address a signed message of the type webhook.test',
  usage: ['webhooks test ID'],
  parameters: ['ID'],
  options: {},
  examples: ['earshot webhooks test V2ViaG9vazox'],
  environment,
  run: async (_values, [id = '']) => {
    const { testWebhook } = await ask(connectionFromEnvironment(), testWebhookDocument, { id });
    console.log(`${testWebhook.messageId} is on its way; what became of it: earshot webhooks deliveries ${id} --first 1`);
    return 0;
  },
});

export const webhooksRotate = defineCommand({
  name: 'webhooks rotate',
  summary: 'Give an address a new secret; the one before goes on signing beside it for a while',
  usage: ['webhooks rotate ID [--previous-valid-hours N] [--json]'],
  parameters: ['ID'],
  options: {
    'previous-valid-hours': {
      type: 'string',
      value: 'N',
      help: 'how long, 0 to 168 (default 24); 0: the old one became known, end it now',
    },
    json,
  },
  notes: secretNote,
  examples: ['earshot webhooks rotate V2ViaG9vazox', 'earshot webhooks rotate V2ViaG9vazox --previous-valid-hours 0'],
  environment,
  run: async ({ 'previous-valid-hours': hours, json: asJson }, [id = '']) => {
    const previousValidHours = hours === undefined ? undefined : countOption('previous-valid-hours', hours, { least: 0, most: 168 });
    const variables = { id, ...(previousValidHours !== undefined && { previousValidHours }) };
    const { rotateWebhookSecret } = await ask(connectionFromEnvironment(), rotateWebhookSecretDocument, variables);
    const until = rotateWebhookSecret.webhook.previousSecretUntil;
    if (asJson) console.log(JSON.stringify(rotateWebhookSecret));
    else {
      const before = until ? `signs as well until ${formatTime(until)}` : 'signs nothing any more';
      console.error(`The secret before ${before}. The new one, shown once:`);
      console.log(rotateWebhookSecret.secret);
    }
    return 0;
  },
});

export const webhooksDeliveries = defineCommand({
  name: 'webhooks deliveries',
  summary: 'What an address was told and what it answered, newest first',
  usage: ['webhooks deliveries ID [--first N] [--json]'],
  parameters: ['ID'],
  options: { first: { type: 'string', value: 'N', help: 'how many, 1 to 100 (default 20)' }, json },
  notes: 'Kept for 30 days after their end. --json has every attempt with the beginning of its answer.',
  examples: ['earshot webhooks deliveries V2ViaG9vazox --first 5'],
  environment,
  run: async ({ first = '20', json: asJson }, [webhook = '']) => {
    const variables = { webhook, first: countOption('first', first, { most: 100 }) };
    const { nodes } = (await ask(connectionFromEnvironment(), webhookDeliveriesDocument, variables)).webhookDeliveries;
    if (asJson) console.log(JSON.stringify(nodes, null, 2));
    else if (nodes.length === 0) console.log(`It was told nothing yet: earshot webhooks test ${webhook}`);
    else for (const line of deliveryTable(nodes)) console.log(line);
    return 0;
  },
});

export const webhooksReplay = defineCommand({
  name: 'webhooks replay',
  summary: 'Send a message again, at once, under the same id',
  usage: ['webhooks replay DELIVERY_ID'],
  parameters: ['DELIVERY_ID'],
  options: {},
  examples: ['earshot webhooks replay V2ViaG9va0RlbGl2ZXJ5OjE'],
  environment,
  run: async (_values, [id = '']) => {
    const { replayDelivery } = await ask(connectionFromEnvironment(), replayDeliveryDocument, { id });
    console.log(`${replayDelivery.messageId} is on its way again`);
    return 0;
  },
});

export const webhooksReplayAll = defineCommand({
  name: 'webhooks replay-all',
  summary: 'Send an address again what failed since a moment, and what happened while it was disabled',
  usage: ['webhooks replay-all ID --since MOMENT'],
  parameters: ['ID'],
  options: { since: { type: 'string', value: 'MOMENT', help: '2026-03-01, or 2026-03-01T12:00:00Z; what is older than 30 days is gone' } },
  examples: ['earshot webhooks replay-all V2ViaG9vazox --since 2026-03-01'],
  environment,
  run: async ({ since: text }, [webhook = '']) => {
    const connection = connectionFromEnvironment();
    const { since } = await momentOptions(connection, { since: text });
    if (since === null) throw new UsageError('--since is missing', 'for example --since 2026-03-01');
    const { replayDeliveries: count } = await ask(connection, replayDeliveriesDocument, { webhook, since });
    console.log(
      count === 0
        ? 'There is nothing to send again'
        : `${count} message${count === 1 ? ' is' : 's are'} on the way: earshot webhooks deliveries ${webhook}`,
    );
    return 0;
  },
});

export const webhooksDelete = defineCommand({
  name: 'webhooks delete',
  summary: 'Tell an address nothing any more; its secrets and deliveries go with it',
  usage: ['webhooks delete ID'],
  parameters: ['ID'],
  options: {},
  examples: ['earshot webhooks delete V2ViaG9vazox'],
  environment,
  run: async (_values, [id = '']) => {
    await ask(connectionFromEnvironment(), deleteWebhookDocument, { id });
    console.log(`${id} is told nothing any more`);
    return 0;
  },
});
