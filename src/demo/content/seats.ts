import type { CountryCode } from './countries.ts'

export type Seat = {
  readonly department: string
  readonly title: string
  /** How many people do this job in which country. */
  readonly headcount: readonly (readonly [CountryCode, number])[]
}

// prettier-ignore
export const seats: readonly Seat[] = [
  seat('Production', 'Machine operator', ['DE', 10], ['CZ', 9], ['PT', 6], ['FR', 4]),
  seat('Production', 'Assembly fitter', ['DE', 9], ['CZ', 7], ['PT', 4], ['FR', 4]),
  seat('Production', 'Foundry technician', ['PT', 8]),
  seat('Production', 'Shift leader', ['DE', 3], ['CZ', 2], ['PT', 2], ['FR', 1]),
  seat('Production', 'Maintenance technician', ['DE', 3], ['CZ', 3], ['PT', 2], ['FR', 1]),
  seat('Production', 'Production planner', ['DE', 2], ['CZ', 1], ['FR', 1]),
  seat('Quality', 'Quality inspector', ['DE', 3], ['CZ', 3], ['PT', 2], ['FR', 1]),
  seat('Quality', 'Quality engineer', ['DE', 2], ['CZ', 1], ['DK', 1]),
  seat('Engineering', 'Design engineer', ['DE', 5], ['DK', 3], ['IN', 3]),
  seat('Engineering', 'Electronics engineer', ['DE', 1], ['DK', 4]),
  seat('Engineering', 'Test engineer', ['DE', 2], ['DK', 1], ['IN', 1]),
  seat('Engineering', 'Embedded software developer', ['DK', 3], ['IN', 3]),
  seat('Engineering', 'Application engineer', ['DE', 2], ['FR', 1], ['NL', 1]),
  seat('Service', 'Field service technician',
    ['DE', 7], ['FR', 3], ['NL', 3], ['GB', 3], ['PL', 3], ['IT', 2], ['ES', 2], ['SE', 2], ['TR', 2], ['AT', 2]),
  seat('Service', 'Commissioning engineer', ['DE', 2], ['DK', 1], ['TR', 1]),
  seat('Service', 'Service coordinator', ['DE', 2], ['FR', 1], ['GB', 1], ['PL', 1]),
  seat('Service', 'Spare parts specialist', ['DE', 2], ['CZ', 2]),
  seat('Sales', 'Area sales manager',
    ['DE', 3], ['FR', 2], ['GB', 2], ['IT', 2], ['ES', 2], ['SE', 2], ['NL', 1], ['PL', 1], ['TR', 1], ['AT', 1]),
  seat('Sales', 'Key account manager', ['DE', 2], ['GB', 1], ['NL', 1]),
  seat('Sales', 'Inside sales representative', ['DE', 4], ['FR', 1], ['NL', 1], ['GB', 1], ['CZ', 1], ['PL', 1]),
  seat('Marketing', 'Marketing specialist', ['DE', 2], ['DK', 1]),
  seat('Marketing', 'Technical writer', ['DE', 2], ['CZ', 1]),
  seat('Supply chain', 'Strategic buyer', ['DE', 2], ['CZ', 1]),
  seat('Supply chain', 'Logistics planner', ['DE', 2], ['CZ', 1]),
  seat('Supply chain', 'Warehouse operative', ['DE', 4], ['CZ', 4], ['PT', 2], ['FR', 2]),
  seat('Finance', 'Accountant', ['DE', 2], ['CZ', 2], ['PT', 1]),
  seat('Finance', 'Financial controller', ['DE', 2], ['FR', 1]),
  seat('Finance', 'Payroll specialist', ['DE', 1], ['CZ', 1]),
  seat('IT', 'Systems administrator', ['DE', 2], ['CZ', 1]),
  seat('IT', 'Service desk agent', ['CZ', 2], ['PT', 2]),
  seat('IT', 'ERP application specialist', ['DE', 2], ['IN', 1]),
  seat('IT', 'Data analyst', ['DE', 1], ['IN', 1]),
  seat('People & culture', 'HR business partner', ['DE', 1], ['CZ', 1], ['FR', 1], ['PT', 1]),
  seat('People & culture', 'Recruiter', ['DE', 1], ['CZ', 1]),
  seat('Compliance & legal', 'Legal counsel', ['DE', 1]),
  seat('Compliance & legal', 'Trade compliance specialist', ['DE', 1]),
  seat('Safety & environment', 'Safety officer', ['CZ', 1], ['PT', 1], ['FR', 1]),
  seat('Safety & environment', 'Occupational health nurse', ['DE', 1]),
  seat('Apprentice workshop', 'Apprentice mechatronics technician', ['DE', 4], ['CZ', 2]),
  seat('Apprentice workshop', 'Apprentice industrial clerk', ['DE', 1]),
]

function seat(
  department: string,
  title: string,
  ...headcount: readonly (readonly [CountryCode, number])[]
): Seat {
  return { department, title, headcount }
}
