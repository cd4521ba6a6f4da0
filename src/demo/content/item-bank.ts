// The item bank of the academy: questions about what its courses teach, with the tags that find them.
export interface DemoTag {
  readonly type: string
  readonly name: string
  readonly description: string | null
  readonly sortKey: number | null
}

export interface DemoItem {
  readonly reference: string
  readonly title: string
  readonly status: 'published' | 'unpublished'
  readonly tags: readonly { readonly type: string; readonly name: string }[]
}

export const itemBankName = 'Aldermark questions'

const subjects = [
  'Pump hydraulics',
  'Mechanical seals',
  'Dosing',
  'Valves',
  'Drives',
  'Controls',
  'Casting',
  'Machining',
  'Welding',
  'Assembly',
  'Maintenance',
  'Measuring',
  'Quality management',
  'Problem solving',
  'Lockout',
  'Machine guards',
  'Hazardous substances',
  'Lifting',
  'Electrical safety',
  'First aid',
  'Fire protection',
  'Ergonomics',
  'Lean production',
  'Data protection',
] as const

const aspects = ['terms', 'principles', 'procedure', 'faults', 'rules'] as const

const meanings: Readonly<Record<(typeof aspects)[number], string>> = {
  terms: 'Words, symbols and parts',
  principles: 'How and why it works',
  procedure: 'What is done, and in which order',
  faults: 'What goes wrong, and what helps',
  rules: 'What the law and the house demand',
}

const topics = subjects.flatMap((subject) => aspects.map((aspect) => `${subject}: ${aspect}`))

const types: readonly (readonly [type: string, description: string | null, names: readonly string[]])[] = [
  ['Subject', 'What a question is about', subjects],
  ['Topic', 'One aspect of a subject', topics],
  ['Level', "Bloom's taxonomy", ['Remember', 'Understand', 'Apply', 'Analyse', 'Evaluate', 'Create']],
  ['Difficulty', 'As measured by answers', ['Very easy', 'Easy', 'Medium', 'Hard', 'Very hard']],
  [
    'Language',
    null,
    ['English', 'Deutsch', 'Français', 'Português', 'Čeština', 'Polski', 'Español', 'Italiano'],
  ],
  ['Site', 'Where it matters', ['Brno', 'Kassel', 'Lyon', 'Porto']],
  [
    'Question type',
    null,
    [
      'Single choice',
      'Multiple choice',
      'True or false',
      'Ordering',
      'Matching',
      'Gap text',
      'Number',
      'Short answer',
      'Hotspot',
      'Drag and drop',
      'Case study',
      'Calculation',
    ],
  ],
  [
    'Product',
    'Series by size',
    numbered(['Brook', 'Fjord', 'Tide', 'Delta'], [10, 20, 32, 40, 50, 65, 80, 100, 125, 150], ' '),
  ],
  [
    'Role',
    'For whom',
    [
      'Machine operator',
      'Fitter',
      'Welder',
      'Foundry worker',
      'Electrician',
      'Maintenance technician',
      'Quality inspector',
      'Team leader',
      'Shift leader',
      'Forklift driver',
      'Fire warden',
      'First aider',
      'Design engineer',
      'Process engineer',
      'Service technician',
      'Sales engineer',
      'Order desk',
      'Purchaser',
      'Apprentice',
      'Trainer',
    ],
  ],
  ['Competence', 'Code of the competence model', numbered(['T', 'S', 'Q', 'M', 'L'], range(1, 17), '-')],
  [
    'Review',
    'When it was last looked through',
    numbered(range(2022, 2026).map(String), ['Q1', 'Q2', 'Q3', 'Q4'], ' '),
  ],
  ['Time', 'Minutes to answer', range(1, 56).map((minutes) => `${minutes} min`)],
]

export const demoTags: readonly DemoTag[] = types.flatMap(([type, , names]) =>
  names.map((name, index) => ({
    type,
    name,
    description: type === 'Topic' ? meanings[aspects[index % aspects.length] ?? 'terms'] : null,
    // Languages and roles stand in the order of names.
    sortKey: type === 'Language' || type === 'Role' ? null : index + 1,
  })),
)

export const tagTypeDescriptions: readonly (readonly [type: string, description: string])[] = types.flatMap(
  ([type, description]) => (description === null ? [] : [[type, description] as const]),
)

/** Subjects with their topics. */
export const subjectTree = {
  reference: 'subjects',
  types: ['Subject', 'Topic'],
  branches: subjects.map((subject) => ({
    name: subject,
    below: aspects.map((aspect) => ({ name: `${subject}: ${aspect}` })),
  })),
} as const

const stems: Readonly<Record<(typeof aspects)[number], readonly string[]>> = {
  terms: ['What does it mean?', 'Name the part', 'Which word fits?'],
  principles: ['Why does it work?', 'What follows?', 'Choose the right value'],
  procedure: ['What comes next?', 'Put the steps in order', 'What is missing?'],
  faults: ['Find the cause', 'What do you check first?', 'Which remedy?'],
  rules: ['Is this allowed?', 'Who decides?', 'Which rule applies?'],
}

const ITEMS = 2000

export const demoItems: readonly DemoItem[] = range(1, ITEMS).map((number) => {
  const pick = <T>(from: readonly T[], step: number): T => from[(number * step) % from.length] as T // it isn't empty
  const subject = subjects[number % subjects.length] as (typeof subjects)[number] // likewise
  const aspect = pick(aspects, 7)
  const named = (type: string, step: number) => ({
    type,
    name: pick(types.find(([one]) => one === type)?.[2] ?? [''], step),
  })
  return {
    reference: `AM-${String(number).padStart(4, '0')}`,
    title: `${subject}: ${pick(stems[aspect], 11)}`,
    status: number % 9 === 0 ? 'unpublished' : 'published',
    tags: [
      { type: 'Subject', name: subject },
      { type: 'Topic', name: `${subject}: ${aspect}` },
      named('Level', 5),
      named('Difficulty', 3),
      named('Language', 13),
      named('Question type', 17),
      named('Role', 19),
      named('Competence', 29),
      named('Review', 31),
      named('Time', 37),
      ...(number % 3 === 0 ? [named('Site', 23)] : []),
      ...(number % 4 === 0 ? [named('Product', 41)] : []),
    ],
  }
})

/** The published questions of the safety subjects. */
export const demoPool = {
  id: 'safety-2026',
  name: 'Safety, 2026',
  status: 'published',
  items: demoItems
    .filter(
      ({ status, tags }) =>
        status === 'published' && /^(Lockout|Machine guards|First aid|Fire)/.test(tags[0]?.name ?? ''),
    )
    .map(({ reference }) => reference),
} as const

/** Activities that are made of items, with their tags. */
export const demoActivities: readonly DemoItem[] = [
  {
    reference: 'AM-SAFETY-CHECK',
    title: 'Quarterly safety check',
    status: 'published',
    tags: [{ type: 'Language', name: 'English' }],
  },
]

function numbered(
  words: readonly string[],
  numbers: readonly (string | number)[],
  between: string,
): string[] {
  return words.flatMap((word) => numbers.map((number) => `${word}${between}${number}`))
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
