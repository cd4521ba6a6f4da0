/** Lets a group or a person into a restricted topic: by the group's name or the person's username. */
export type PolicyLine = { readonly may: 'contribute' | 'manage' } & (
  { readonly group: string; readonly person?: never } | { readonly person: string; readonly group?: never }
)

export type TopicNode = {
  readonly name: string
  readonly restricted?: readonly PolicyLine[]
  readonly children?: readonly TopicNode[]
}

export const topics: readonly TopicNode[] = [
  topic('Onboarding', [
    'Welcome to Aldermark',
    'Your first 90 days',
    topic('Our sites', ['Brno', 'Kassel', 'Lyon', 'Porto']),
    'Ausbildung für Azubis',
  ]),
  topic('Safety & health', [
    'Site induction',
    topic('Machine safety', ['Guards and interlocks', topic('Lockout', ['Basics', 'Refresher'])]),
    topic('Hazardous substances', [
      'Labels and data sheets',
      topic('Storage and spills', ['Acids/alkalis', 'Solvents']),
    ]),
    topic('Transport and lifting', [topic('Forklift', ['Basics', 'Refresher'])]),
    'Foundry safety',
    'Electrical safety',
    topic('Emergencies', ['First aid', 'Fire wardens']),
    topic('Health at work', ['Ergonomics', 'Mental health']),
    'PPE / protective clothing',
  ]),
  topic('Quality', [
    topic('Quality management', ['ISO 9001 in practice', 'Internal audits']),
    topic('Inspection', [
      topic('Measuring equipment', ['Coordinate measuring', 'Calibration']),
      'Pressure and leak testing',
    ]),
    topic('Problem solving', ['8D reports', 'Root cause analysis']),
    topic('Statistical methods', ['Basics', 'Control charts']),
  ]),
  topic('Products', [
    topic('Centrifugal pumps', [
      'Hydraulics basics',
      topic('Brook series', ['Selection', 'Installation', 'Troubleshooting']),
      topic('Fjord series', ['Selection', 'Troubleshooting']),
      'Mechanical seals',
    ]),
    topic('Dosing systems', ['Diaphragm dosing', 'Chlorine & disinfection']),
    'Valves',
    topic('Drives and controls', ['Frequency converters', 'Tide controller']),
    topic('Applications', ['Drinking water', 'Dairies and breweries', 'Pharmaceutical plants']),
  ]),
  topic('Machinery & production', [
    topic('Machining', [topic('CNC turning', ['Basics', 'Programming']), 'CNC milling', 'CAD/CAM']),
    'Casting',
    'Welding',
    topic('Assembly', ['Torque and bolted joints', 'Shaft alignment']),
    topic('Maintenance', ['Condition monitoring', 'Troubleshooting']),
    topic('Lean production', ['5S', 'Kaizen']),
  ]),
  topic('Service', [
    topic('Field service', ['On site', 'Service reports']),
    topic('Commissioning', ['Brook series', 'Fjord series']),
    topic('Repair', ['Seal replacement', 'Impeller trimming']),
    topic('Certification', ['Service level 1', 'Service level 2']),
    'Spare parts & kits',
  ]),
  topic('Sales', [
    topic('Selling skills', ['Needs analysis', 'Negotiation']),
    topic('Sales tools', ['CRM', 'Configurator']),
    'Tenders & public procurement',
  ]),
  topic('Leadership', [
    topic('Leading people', ['Feedback', 'Difficult conversations']),
    'Leading change',
    'Leading shifts',
    "Manager's toolkit",
    'Project management',
  ]),
  topic('IT & security', [
    topic('Information security', [
      'Passwords and sign-in',
      topic('Phishing', ['Spotting it', 'Reporting it']),
      'Security in production networks',
    ]),
    topic('ERP', ['Basics', 'Warehouse', 'Month-end']),
    'AI at work',
  ]),
  topic('Compliance & law', [
    'Code of conduct',
    topic('Data protection', ['Basics', "Data subjects' rights"]),
    topic('Fair competition', ['Antitrust', 'Gifts & hospitality']),
    'Export control',
    restricted(
      'Internal audit',
      ['Working papers', 'Follow-up'],
      [
        { group: 'Finance', may: 'contribute' },
        { person: 'joost.vandermeulen', may: 'manage' },
        { person: 'konstantin.weyrauch', may: 'manage' },
      ],
    ),
  ]),
  topic('Languages', [
    topic('English', ['B1', 'B2']),
    topic('Deutsch', ['A1', 'A2']),
    topic('Français', ['A1']),
    'Čeština',
  ]),
  topic('Finance', ['Finance for non-financials', topic('Accounting', ['Month-end'])]),
  topic('People & culture', [
    'Recruiting',
    'Diversity & inclusion',
    'Train the trainer',
    restricted(
      'HR investigations',
      ['Interview technique', 'Case files'],
      [
        { group: 'HR investigation panel', may: 'contribute' },
        { person: 'birgit.oldenkamp', may: 'manage' },
      ],
    ),
    restricted(
      'Pay review',
      ['Calibration', 'Archive'],
      [
        { group: 'People & culture', may: 'contribute' },
        { person: 'birgit.oldenkamp', may: 'manage' },
        { person: 'helene.marchetti', may: 'manage' },
      ],
    ),
  ]),
  topic('Sustainability', [topic('Energy', ['Compressed air', 'Pump efficiency']), 'Carbon footprint']),
  topic('Supply chain', [
    topic('Purchasing', ['Supplier selection', 'Negotiation']),
    'Warehouse',
    'Dangerous goods by road/sea/air',
  ]),
  restricted(
    'Works council',
    ['Betriebsverfassung für Einsteiger', 'Meetings & minutes'],
    [
      { group: 'Works council', may: 'contribute' },
      { person: 'uwe.dieterle', may: 'manage' },
    ],
  ),
  restricted(
    'Executive programme',
    ['Strategy', 'Crisis simulation'],
    [
      { group: 'Executive board', may: 'contribute' },
      { group: 'Academy team', may: 'manage' },
    ],
  ),
  restricted(
    'Project Heron (merger)',
    [topic('Day one', ['Questions & answers']), 'Integration'],
    [
      { group: 'Project Heron', may: 'contribute' },
      { group: 'Executive board', may: 'contribute' },
      { person: 'vaclav.dvorsky', may: 'manage' },
      { person: 'ingrid.sommerfeldt', may: 'manage' },
    ],
  ),
  'Archive',
].map(asNode)

function topic(name: string, children: readonly (TopicNode | string)[]): TopicNode {
  return { name, children: children.map(asNode) }
}

function restricted(
  name: string,
  children: readonly (TopicNode | string)[],
  policy: readonly PolicyLine[],
): TopicNode {
  return { ...topic(name, children), restricted: policy }
}

function asNode(topic: TopicNode | string): TopicNode {
  return typeof topic === 'string' ? { name: topic } : topic
}
