import { lesson, link, multiple, single, type DemoLessons } from './lesson-parts.ts'

/** The courses that the academy began with. */
export const firstLessons: readonly DemoLessons[] = [
  {
    course: 'ONB-101',
    certificateDays: null,
    lessons: [
      lesson(
        'What we make',
        'Aldermark builds **pumps, valves and dosing systems**. They move water through waterworks, milk through dairies and pure water through pharmaceutical plants.\n\nTwo names will meet you everywhere:\n\n- **Brook**: small pumps, built in thousands\n- **Fjord**: large ones, each made for one customer',
      ),
      lesson(
        'Where we are',
        '| site | what happens there |\n|---|---|\n| Kassel | casting, assembly, head office |\n| Brno | valves |\n| Lyon | dosing systems |\n| Porto | sales, repairs |\n\nWhoever visits another site signs in at its gate, and gets a vest there.',
      ),
      lesson(
        'Whom to ask',
        'In your first weeks you have a **guide** from your team. Beyond that:\n\n1. anything with a screen: the service desk\n2. pay, leave, contracts: people and culture\n3. anything that might hurt somebody: the safety officer, at once',
      ),
    ],
    quiz: {
      passMark: 60,
      questions: [
        single(
          'What does Aldermark build?',
          'Pumps, valves and dosing systems',
          'Bicycles',
          'Software for banks',
        ),
        single('Who helps you through your first weeks?', 'My guide', 'The receptionist', 'Nobody'),
        multiple(
          'What do you do when you visit another site?',
          ['Sign in at the gate', 'Wear a vest'],
          ['Take a short cut through the foundry'],
        ),
      ],
    },
  },
  {
    course: 'SAF-100',
    certificateDays: 365,
    lessons: [
      lesson(
        'Walkways and vests',
        'Walk **between the yellow lines**. Fork-lift trucks have the right of way everywhere else.\n\nBeyond the red door you wear\n\n- shoes with steel caps,\n- a vest,\n- glasses where the sign says so.',
      ),
      lesson(
        'Alarms',
        '**A tone that goes up and down** means fire: leave by the nearest green exit, and take nothing with you.\n\n**A tone that comes and goes** means gas: stay inside, shut doors and windows, and wait.',
      ),
      link('The signs on our walls', 'https://en.wikipedia.org/wiki/ISO_7010'),
      lesson(
        'Assembly points',
        'Every building has one; it stands on the sign beside each exit. Tell the warden with the white helmet that you are there. Nobody goes back in before the warden says so.',
      ),
    ],
    quiz: {
      passMark: 75,
      questions: [
        single('Where do you walk?', 'Between the yellow lines', 'Wherever it is shortest'),
        multiple(
          'What do you wear beyond the red door?',
          ['Shoes with steel caps', 'A vest'],
          ['Headphones', 'A tie'],
        ),
        single(
          'The alarm goes up and down. What do you do?',
          'Leave by the nearest exit',
          'Shut the windows',
          'Finish the part',
        ),
        single('Who says when you may go back in?', 'The warden', 'Whoever is first', 'My watch'),
      ],
    },
  },
  {
    course: 'ONB-103',
    certificateDays: null,
    lessons: [
      lesson(
        'Tore und Wege',
        'Zu Fuß kommen Sie durch **Tor 1**, mit dem Wagen durch **Tor 3**. Im Werk gehen Sie auf den gelb markierten Wegen; Stapler haben Vorfahrt.',
      ),
      lesson(
        'Pausen',
        '| Schicht | Pause |\n|---|---|\n| früh | 9:00 bis 9:15, 12:00 bis 12:30 |\n| spät | 17:00 bis 17:30, 20:00 bis 20:15 |\n\nDie Kantine liegt im ersten Stock von Gebäude 4.',
      ),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('Durch welches Tor kommen Sie zu Fuß?', 'Tor 1', 'Tor 2', 'Tor 3'),
        single('Wo liegt die Kantine?', 'Gebäude 4, erster Stock', 'Gebäude 1, Keller'),
      ],
    },
  },
]
