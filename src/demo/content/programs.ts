export type DemoProgram = {
  readonly code: string
  readonly name: string
  readonly description: string
  /** Course codes, in the order they are taken. */
  readonly courses: readonly string[]
}

export const programs: readonly DemoProgram[] = [
  {
    code: 'START',
    name: 'New at Aldermark',
    description: 'Everything a newcomer needs in the first month, whatever the job and the site.',
    courses: ['ONB-101', 'SAF-100', 'COM-101', 'COM-110', 'ITS-102', 'ITS-101', 'ONB-102'],
  },
  {
    code: 'START-KS',
    name: 'Neu im Werk Kassel',
    description: 'Der Einstieg für Kolleginnen und Kollegen in Kassel, vollständig auf Deutsch.',
    courses: ['ONB-103', 'SAF-103', 'COM-111', 'MAC-120'],
  },
  {
    code: 'AZUBI',
    name: 'Erstes Ausbildungsjahr',
    description:
      'Grundlagen für angehende Mechatronikerinnen und Mechatroniker: Sicherheit, Werkstatt, Produkte.',
    courses: ['ONB-110', 'SAF-103', 'MAC-120', 'MAC-101', 'MAC-110', 'PRO-101'],
  },
  {
    code: 'SAFE-FLOOR',
    name: 'Safe on the shop floor',
    description:
      'Required before anyone works alone at a machine. Finished within two weeks of the first shift.',
    courses: ['SAF-100', 'SAF-110', 'SAF-101', 'SAF-120', 'SAF-180'],
  },
  {
    code: 'SAFE-YEAR',
    name: 'Yearly safety refreshers',
    description: 'The short tests that keep licences and instructions valid for another twelve months.',
    courses: ['SAF-102', 'SAF-131', 'SAF-160'],
  },
  {
    code: 'CNC',
    name: 'CNC operator',
    description: 'From the first set-up to an own program: the path for operators in the machining halls.',
    courses: ['SAF-110', 'MAC-101', 'MAC-102', 'QUA-120', 'MAC-110'],
  },
  {
    code: 'INSPECT',
    name: 'Quality inspector',
    description: 'Measuring, testing and writing up what was found, for inspectors in all four plants.',
    courses: ['QUA-101', 'QUA-120', 'QUA-130', 'QUA-140', 'QUA-110'],
  },
  {
    code: 'SERVICE-1',
    name: 'Service technician, level 1',
    description:
      'Prepares new technicians to visit customers with a colleague. Ends with the level 1 examination.',
    courses: ['SAF-101', 'PRO-101', 'PRO-130', 'SER-101', 'SER-120', 'SER-191'],
  },
  {
    code: 'SERVICE-2',
    name: 'Service technician, level 2',
    description:
      'For technicians who commission and diagnose on their own. Requires level 1 and a year in the field.',
    courses: ['SAF-150', 'PRO-112', 'PRO-150', 'SER-110', 'MAC-130', 'SER-192'],
  },
  {
    code: 'SALES',
    name: 'Sales foundations',
    description: 'Product knowledge, the tools and the rules of fair dealing for everyone who makes offers.',
    courses: ['PRO-101', 'PRO-110', 'PRO-160', 'SAL-120', 'SAL-110', 'SAL-130', 'COM-130'],
  },
  {
    code: 'LEAD',
    name: 'First time leading',
    description:
      'Half a year of small steps for new team leads and shift leaders, with a trainer at their side.',
    courses: ['LEA-101', 'LEA-110', 'LEA-120', 'SAF-171'],
  },
  {
    code: 'WATER',
    name: 'Water specialist',
    description:
      'Deeper knowledge of treatment and dosing for application engineers and area sales managers.',
    courses: ['PRO-110', 'PRO-141', 'PRO-150', 'SUS-101'],
  },
]
