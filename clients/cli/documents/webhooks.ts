import { graphql } from '../generated/gql.ts';

export const webhooksDocument = graphql(`
  query Webhooks($after: String) {
    webhooks(first: 200, after: $after) {
      nodes {
        id
        url
        description
        events
        isEnabled
        disabledAt
        disabledReason
        failingSince
        previousSecretUntil
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const createWebhookDocument = graphql(`
  mutation CreateWebhook($input: WebhookInput!) {
    createWebhook(input: $input) {
      secret
      webhook {
        id
        url
        events
      }
    }
  }
`);

export const rotateWebhookSecretDocument = graphql(`
  mutation RotateWebhookSecret($id: ID!, $previousValidHours: Int) {
    rotateWebhookSecret(id: $id, previousValidHours: $previousValidHours) {
      secret
      webhook {
        id
        previousSecretUntil
      }
    }
  }
`);

export const testWebhookDocument = graphql(`
  mutation TestWebhook($id: ID!) {
    testWebhook(id: $id) {
      id
      messageId
    }
  }
`);

export const webhookDeliveriesDocument = graphql(`
  query WebhookDeliveries($webhook: ID!, $first: Int!) {
    webhookDeliveries(webhook: $webhook, first: $first) {
      nodes {
        id
        messageId
        eventType
        state
        failedReason
        createdAt
        finishedAt
        nextAttemptAt
        run {
          id
        }
        attempts {
          attempt
          at
          status
          error
          response
          milliseconds
        }
      }
    }
  }
`);

export const replayDeliveryDocument = graphql(`
  mutation ReplayDelivery($id: ID!) {
    replayDelivery(id: $id) {
      id
      messageId
      state
    }
  }
`);

export const updateWebhookDocument = graphql(`
  mutation UpdateWebhook($id: ID!, $change: WebhookChange!) {
    updateWebhook(id: $id, change: $change) {
      id
      url
      description
      events
      isEnabled
    }
  }
`);

export const replayDeliveriesDocument = graphql(`
  mutation ReplayDeliveries($webhook: ID!, $since: DateTime!) {
    replayDeliveries(webhook: $webhook, since: $since)
  }
`);

export const deleteWebhookDocument = graphql(`
  mutation DeleteWebhook($id: ID!) {
    deleteWebhook(id: $id)
  }
`);
