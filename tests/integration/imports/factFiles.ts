import type { FactKind } from './importBench.ts';

/** One file of each kind, every column of its header filled. */
export const whole: Readonly<Record<FactKind, { table: string; file: string; row: Record<string, unknown> }>> = {
  ORDERS: {
    table: 'order',
    file: `order_id,customer_external_id,ordered_at,status,currency,revenue,total,discount,tax,shipping,refunded_amount,margin,channel
w1,w-ann,2026-01-02,Canceled,EUR,10.5,15.25,1,2.5,2.25,0,3.1234,web
`,
    row: {
      external_id: 'w1',
      occurred_at: '2026-01-01T23:00:00+00:00', // a day begins in Berlin
      status: 'CANCELLED',
      currency: 'EUR',
      revenue: 10.5,
      total: 15.25,
      discount: 1,
      tax: 2.5,
      shipping: 2.25,
      refunded_amount: 0,
      margin: 3.1234,
      channel: 'web',
    },
  },
  SUBSCRIPTIONS: {
    table: 'subscription',
    file: `subscription_id,customer_external_id,plan,interval,amount,currency,started_at,current_period_end,canceled_at,ended_at,status,cancel_reason,observed_from,mrr,cancel_kind
w1,w-ann,pro,yearly,120,,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z,2025-11-01T00:00:00Z,2026-01-01T00:00:00Z,ended,too dear,2025-06-01T00:00:00Z,,voluntary
`,
    row: {
      plan: 'pro',
      billing_interval: 'YEAR',
      amount: 120,
      mrr: 10,
      currency: 'EUR',
      status: 'ENDED',
      cancel_kind: 'VOLUNTARY',
      cancel_reason: 'too dear',
    },
  },
  TICKETS: {
    table: 'ticket',
    file: `ticket_id,customer_external_id,order_id,channel,category,priority,created_at,first_response_at,solved_at,reopens,status,satisfaction_score,kind,sentiment,touchpoint
w1,w-ann,w1,email,delivery,high,2026-01-05T10:00:00Z,2026-01-05T12:00:00Z,2026-01-06T10:00:00Z,1,solved,4,complaint,-0.5,delivery
`,
    row: {
      order_external_id: 'w1',
      kind: 'COMPLAINT',
      category: 'delivery',
      reopens: 1,
      sentiment: -0.5,
      satisfaction_score: 4,
      touchpoint: 'delivery',
    },
  },
  SPEND: {
    table: 'spend',
    file: `spend_id,kind,channel,period_start,period_end,amount,currency
w1,acquisition,search,2026-01-01,2026-01-31,1000,EUR
`,
    row: {
      kind: 'ACQUISITION',
      period_start: '2025-12-31T23:00:00+00:00',
      period_end: '2026-01-31T23:00:00+00:00', // the last day belongs to the period
      amount: 1000,
    },
  },
  VISITS: {
    table: 'visit',
    file: `visit_id,visitor_id,customer_external_id,started_at,ended_at,source,medium,campaign,device,landing_page,pageviews,converted,revenue
w1,browser-1,w-ann,2026-01-01T10:00:00Z,2026-01-01T10:05:00Z,google,cpc,winter,mobile,/start,4,yes,10.50
`,
    row: {
      visitor_id: 'browser-1',
      source: 'google',
      device: 'mobile',
      landing_page: '/start',
      pageviews: 4,
      converted: true,
      revenue: 10.5,
    },
  },
  EVENTS: {
    table: 'event',
    file: `event_id,visitor_id,customer_external_id,visit_id,occurred_at,name,url,properties
w1,browser-1,w-ann,w1,2026-01-01T10:01:00Z,cart_added,/cart,"{""sku"": ""A-1"", ""n"": 42}"
`,
    row: { visit_external_id: 'w1', name: 'cart_added', url: '/cart', properties: { sku: 'A-1', n: 42 } },
  },
  INVITATIONS: {
    table: 'invitation',
    file: `invitation_id,survey_id,customer_external_id,touchpoint,channel,sent_at,state,response_id
w1,relationship,w-ann,delivery,email,2026-01-03T10:00:00Z,Completed,r1
`,
    row: { survey_key: 'relationship', response_external_id: 'r1', state: 'COMPLETED', touchpoint: 'delivery' },
  },
  TOUCHPOINTS: {
    table: 'touchpoint',
    file: `touchpoint_id,name,stage,position
delivery,Delivery,Use,3
`,
    row: { key: 'delivery', name: 'Delivery', stage: 'Use', position: 3 },
  },
};
export const kinds = Object.keys(whole) as FactKind[];
export const withCustomer = kinds.filter((kind) => !['SPEND', 'TOUCHPOINTS'].includes(kind));
