import { ratedTouchpoints } from './company.ts';
import type { Ratings } from './experience.ts';
import type { Random } from './random.ts';

const blame = {
  product: ['The lamp flickers after a few weeks.', 'Colours are not what the pictures show', 'One of three bulbs was dead, again.'],
  delivery: ['Parcel came four days late', 'Delivery: late, box dented, nobody told me.', 'Lieferung kam zu spät – schade.'],
  support: ['I had to explain my problem three times', 'Nobody answered for two days.', 'They said "please wait", and I waited.'],
  price: ['Getting too expensive', 'Good lamps, but the price went up twice.', 'Für das Gebotene zu teuer.'],
  website: ['The site logged me out at the checkout, twice', 'I could not find the replacement bulbs.'],
  billing: ['The invoice was wrong', 'I was charged before the parcel was sent.'],
} as const;

const praise = {
  product: ['Lovely light!', 'The lamps are beautiful, and they last', 'Sehr schönes Licht, gerne wieder.'],
  delivery: ['Came the next day', 'Quick delivery, well packed.'],
  support: ['The woman on the phone was wonderful', 'Help came within minutes, thank you!'],
  price: ['Fair price', 'Good value for what you get.'],
  website: ['Easy to order', 'I found what I needed in a minute.'],
  billing: ['No trouble with invoices', 'All fine.'],
} as const;

/** Speaks of what was rated worst where that is 3 or less, else of what was rated best. */
export function relationshipComment(ratings: Ratings, random: Random): string {
  let [worst, best]: [(typeof ratedTouchpoints)[number], (typeof ratedTouchpoints)[number]] = ['product', 'product'];
  for (const touchpoint of ratedTouchpoints) {
    if ((ratings[touchpoint] ?? 5) < (ratings[worst] ?? 5)) worst = touchpoint;
    if ((ratings[touchpoint] ?? 1) > (ratings[best] ?? 1)) best = touchpoint;
  }
  return (ratings[worst] ?? 5) <= 3 ? random.pick<string>(blame[worst]) : random.pick<string>(praise[best]);
}

/** About one contact: by its satisfaction, 1..5. */
export function contactComment(csat: number, random: Random): string {
  return csat <= 3
    ? random.pick(['Took too long', 'My question, "when does it arrive?", was not answered.', 'Not solved.'])
    : random.pick(['Quick and kind', 'Solved at once, thanks!', 'Alles bestens, danke für die Hilfe.']);
}
