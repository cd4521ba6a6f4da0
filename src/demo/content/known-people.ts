import type { CountryCode } from './countries.ts'

export type Role =
  'manager' | 'assistant' | 'auditor' | 'trainer' | 'author' | 'media_admin' | 'category_creator'

export type KnownPerson = {
  readonly first: string
  readonly last: string
  readonly title: string
  readonly department: string
  readonly country: CountryCode
  /** null: as the browser says; left out: that of the country. */
  readonly language?: null
  readonly roles?: readonly Role[]
}

// People with a part to play: they write courses, hold roles or look after a topic. The first one heads the academy.
export const knownPeople: readonly KnownPerson[] = [
  // The academy
  // The first whom a visitor signs in as: the pages speak the visitor's language.
  { ...person('Ingrid', 'Sommerfeldt', 'Head of learning', 'Academy', 'DE', ['manager']), language: null },
  person('Tomáš', 'Havelka', 'Learning platform administrator', 'Academy', 'CZ', ['manager', 'media_admin']),
  person('Leonie', 'Achterberg', 'Training coordinator', 'Academy', 'DE', ['assistant']),
  person('Marta', 'Kubíčková', 'Training coordinator', 'Academy', 'CZ', ['assistant']),
  person('Sofia', 'Carvalhal', 'Training coordinator', 'Academy', 'PT', ['assistant']),
  person('Ciarán', "O'Malley", 'Instructional designer', 'Academy', 'GB', ['author', 'category_creator']),
  person('Nadia', 'Benali', 'Instructional designer', 'Academy', 'FR', ['author']),
  person('Freja', 'Østergaard', 'Media producer', 'Academy', 'DK', ['media_admin']),
  person('Fiona', 'Galbraith', 'Language trainer', 'Academy', 'DE', ['trainer']),
  person('Annelies', 'Verhoeven', 'Leadership trainer', 'Academy', 'NL', ['trainer', 'author']),

  // The board
  person('Matthias', 'Reinholt', 'Chief executive officer', 'Executive board', 'DE'),
  person('Hélène', 'Marchetti', 'Chief financial officer', 'Executive board', 'FR'),
  person('Václav', 'Dvorský', 'Chief operating officer', 'Executive board', 'CZ'),
  person('Søren', 'Kjeldgaard', 'Chief technology officer', 'Executive board', 'DK'),

  // Heads and experts
  person('Birgit', 'Oldenkamp', 'Head of people & culture', 'People & culture', 'DE', ['category_creator']),
  person('Konstantin', 'Weyrauch', 'Head of compliance', 'Compliance & legal', 'DE', ['auditor', 'author']),
  person('Yasmin', 'Haddad', 'Data protection officer', 'Compliance & legal', 'DE', ['auditor']),
  person('Joost', 'van der Meulen', 'Internal auditor', 'Finance', 'NL', ['auditor']),
  person('Rainer', 'Stolzenbach', 'Head of safety & environment', 'Safety & environment', 'DE', [
    'author',
    'category_creator',
  ]),
  person('Petra', 'Zemanová', 'Head of quality', 'Quality', 'CZ', ['author']),
  person('Luís', 'Tavares', 'Quality trainer', 'Quality', 'PT', ['trainer']),
  person('Emre', 'Yalçın', 'Lead service trainer', 'Service', 'TR', ['trainer', 'author']),
  person('Oluwaseun', 'Adebayo', 'Service trainer', 'Service', 'GB', ['trainer']),
  person('Giulia', 'Ferrante', 'Service trainer', 'Service', 'IT', ['trainer']),
  person('Camille', 'Roussel', 'Head of sales', 'Sales', 'FR'),
  person('Aoife', 'Brennan', 'Sales enablement lead', 'Sales', 'GB', ['trainer', 'author']),
  person('Henrik', 'Thygesen', 'Product manager, centrifugal pumps', 'Engineering', 'DK', ['author']),
  person('Claire', 'Desjardin', 'Product manager, dosing systems', 'Engineering', 'FR', ['author']),
  person('Priya', 'Raghunathan', 'Information security officer', 'IT', 'DE', ['author']),
  person('Stefan', 'Kirchhoff', 'Head of IT', 'IT', 'DE'),
  person('Jakub', 'Wrona', 'ERP trainer', 'IT', 'PL', ['trainer']),
  person('Dieter', 'Mohrmann', 'Head of the apprentice workshop', 'Apprentice workshop', 'DE', ['trainer']),

  // The plants
  person('Katrin', 'Bühler', 'Plant manager', 'Production', 'DE'),
  person('Radek', 'Pospíchal', 'Plant manager', 'Production', 'CZ'),
  person('Helena', 'Figueiredo', 'Plant manager', 'Production', 'PT'),
  person('Bruno', 'Lacombe', 'Plant manager', 'Production', 'FR'),
  person('Uwe', 'Dieterle', 'Chair of the works council', 'Production', 'DE'),
  person('Gülşen', 'Aktaş', 'Quality inspector', 'Quality', 'DE'),
]

function person(
  first: string,
  last: string,
  title: string,
  department: string,
  country: CountryCode,
  roles?: readonly Role[],
): KnownPerson {
  return { first, last, title, department, country, ...(roles && { roles }) }
}
