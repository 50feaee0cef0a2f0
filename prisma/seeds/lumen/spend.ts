import { day, formatDate, monthOf, monthStart } from './calendar.ts';
import { company, spend } from './company.ts';
import type { Life } from './life.ts';
import { Random } from './random.ts';

type Kind = 'ACQUISITION' | 'SALES' | 'RETENTION' | 'SERVICE';

/** Counts of what money was spent on, by month, kind and channel: the one thing of the company that is kept for all customers. */
export class SpendCounts {
  readonly #euros: Map<string, number>[] = Array.from({ length: company.months }, () => new Map());
  readonly #active = new Float64Array(company.months);

  add({ profile, orders, tickets, activeUntil }: Life): void {
    if (profile.createdAt >= monthStart(0)) {
      this.#add(monthOf(profile.createdAt), 'ACQUISITION', profile.acquisitionChannel, spend.acquisition[profile.acquisitionChannel]);
    }
    for (const { orderedAt, channel, revenue } of orders)
      this.#add(monthOf(orderedAt), 'SALES', channel, spend.sales[channel] * (revenue / 100));
    for (const { createdAt, channel } of tickets) this.#add(monthOf(createdAt), 'SERVICE', channel, spend.service[channel]);
    for (let month = monthOf(profile.observedFrom); month < company.months && monthStart(month) < activeUntil; month++) {
      this.#active[month] = (this.#active[month] ?? 0) + 1;
    }
  }

  /** Rows of spend.csv: a month each, both days included. */
  rows(seed: number): string[][] {
    const random = new Random(seed, 0, 'company');
    for (const [month, active] of this.#active.entries()) {
      this.#add(month, 'RETENTION', 'email', spend.retention.email * active);
      this.#add(month, 'RETENTION', 'loyalty_programme', spend.retention.loyalty_programme * active);
      this.#add(month, 'SERVICE', 'overhead', spend.serviceOverhead * active);
    }
    return this.#euros.flatMap((ofMonth, month) =>
      [...ofMonth].sort(byName).map(([name, euros]) => {
        const [kind = '', channel = ''] = name.split('/');
        const from = formatDate(monthStart(month));
        const amount = (euros * random.lognormal(1, spend.noise)).toFixed(2);
        return [
          `m-${from.slice(0, 7)}-${kind.toLowerCase()}-${channel}`,
          kind,
          channel,
          from,
          formatDate(monthStart(month + 1) - day),
          amount,
          company.currency,
        ];
      }),
    );
  }

  #add(month: number, kind: Kind, channel: string, euros: number): void {
    const ofMonth = this.#euros[month];
    ofMonth?.set(`${kind}/${channel}`, (ofMonth.get(`${kind}/${channel}`) ?? 0) + euros);
  }
}

const byName = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1);
