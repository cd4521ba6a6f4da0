import type { CountryCode } from './countries.ts'
import type { Role } from './known-people.ts'
import { people } from './people.ts'
import type { DemoPerson } from './people.ts'

export type DemoGroup = {
  readonly name: string
  /** Usernames. */
  readonly members: readonly string[]
  readonly roles?: readonly Role[]
}

const plantDepartments = [
  'Production',
  'Quality',
  'Supply chain',
  'Safety & environment',
  'Apprentice workshop',
]

export const groups: readonly DemoGroup[] = [
  { name: 'Production', members: those(inDepartment('Production')) },
  { name: 'Kassel plant', members: those(inPlant('DE')) },
  { name: 'Brno plant', members: those(inPlant('CZ')) },
  { name: 'Porto plant', members: those(inPlant('PT')) },
  { name: 'Lyon plant', members: those(inPlant('FR')) },
  { name: 'Quality', members: those(inDepartment('Quality')) },
  { name: 'Engineering', members: those(inDepartment('Engineering')) },
  { name: 'Field service', members: those(withTitle(/^(Field service|Commissioning)/)) },
  { name: 'Service trainers', members: those(withTitle(/service trainer$/i)), roles: ['trainer'] },
  { name: 'Sales', members: those(inDepartment('Sales')) },
  { name: 'Finance', members: those(inDepartment('Finance')) },
  { name: 'IT', members: those(inDepartment('IT')) },
  { name: 'People & culture', members: those(inDepartment('People & culture')) },
  { name: 'Apprentices', members: those(withTitle(/^Apprentice /)) },
  { name: 'People leaders', members: those(withTitle(/^(Chief|Head|Plant manager|Shift leader)/)) },
  { name: 'Academy team', members: those(inDepartment('Academy')), roles: ['assistant'] },
  { name: 'Executive board', members: those(inDepartment('Executive board')) },
  {
    name: 'Works council',
    members: [
      'uwe.dieterle',
      'guelsen.aktas',
      'bernd.lindner',
      'carolin.niessen',
      'heike.seidel',
      'lukasz.walczak',
      'renate.zoeller',
    ],
  },
  {
    name: 'Project Heron',
    members: [
      'vaclav.dvorsky',
      'helene.marchetti',
      'stefan.kirchhoff',
      'birgit.oldenkamp',
      'renate.dreyer',
      'martina.baumgart',
      'ingrid.sommerfeldt',
      'camille.roussel',
    ],
  },
  {
    name: 'HR investigation panel',
    members: ['birgit.oldenkamp', 'konstantin.weyrauch', 'riccardo.bellini'],
    roles: ['auditor'],
  },
]

type Condition = (person: DemoPerson) => boolean

function those(condition: Condition): readonly string[] {
  return people.filter(condition).map(({ username }) => username)
}

function inDepartment(department: string): Condition {
  return (person) => person.department === department
}

function inPlant(country: CountryCode): Condition {
  return (person) => person.country === country && plantDepartments.includes(person.department)
}

function withTitle(pattern: RegExp): Condition {
  return (person) => pattern.test(person.title)
}
