/** First and last names by country, all of letters that windows-1252 has. Any likeness to people is chance. */
export const firstNames = {
  DE: ['Anna', 'Björn', 'Claudia', 'Dirk', 'Emma', 'Felix', 'Jürgen', 'Jörg', 'Katrin', 'Käthe', 'Lukas', 'Mia', 'Sören', 'Ute'],
  AT: ['Alois', 'Barbara', 'Franz', 'Gerlinde', 'Hannes', 'Leonie', 'Resi', 'Sepp', 'Theres', 'Tobias'],
  FR: ['Amélie', 'André', 'Benoît', 'Chloé', 'Élodie', 'François', 'Hélène', 'Jérôme', 'Léa', 'Noël', 'Zoé'],
  IT: ['Alessandro', 'Beatrice', 'Chiara', 'Davide', 'Elena', 'Giulia', 'Luca', 'Matteo', 'Niccolò', 'Sofia'],
  NL: ['Anouk', 'Bram', 'Daan', 'Fleur', 'Joël', 'Lotte', 'Noëlle', 'Sanne', 'Thijs', 'Zoë'],
} as const;

export const lastNames = {
  DE: ['Bäcker', 'Fischer', 'Groß', 'Jäger', 'Köhler', 'Krüger', 'Meyer', 'Müller', 'Schäfer', 'Schröder', 'Schulz', 'Weiß', 'Wolf'],
  AT: ['Bauer', 'Gruber', 'Höller', 'Huber', 'Leitner', 'Mayr', 'Pichler', 'Steiner', 'Wögerbauer', 'Šimic'],
  FR: ['Bouché', 'Dupont', 'Durand', 'Garçon', 'Lefèvre', 'Lœb', 'Martin', 'Moreau', 'Petit', 'Sénéchal'],
  IT: ["D'Angelo", 'Esposito', 'Ferrari', 'Greco', 'Lo Presti', 'Marino', 'Nicolò', 'Ricci', 'Romano', 'Rossi'],
  NL: ['Bakker', 'de Boer', 'de Vries', 'Jansen', 'Mulder', 'Smit', 'van den Berg', 'van Dijk', 'Visser', 'Noë'],
} as const;
