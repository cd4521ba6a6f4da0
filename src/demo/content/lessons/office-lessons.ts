import { lesson, multiple, single, type DemoLessons } from './lesson-parts.ts'

export const officeLessons: readonly DemoLessons[] = [
  {
    course: 'ITS-101',
    lessons: [
      lesson(
        'Four questions',
        'Ask of every message that wants something from you:\n\n1. Did I **expect** it?\n2. Does the **address** of the sender fit the name?\n3. Where does the **link** lead? Hold the pointer over it.\n4. Why is it so **urgent**?\n\nOne wrong answer is enough.',
      ),
      lesson(
        'Reporting',
        'Press **Report** above the message, and go on with your day. The service desk looks at each within the hour.\n\nHave you clicked already? Say so at once. You are thanked, not blamed: a quarter of an hour decides how far it spreads.',
      ),
    ],
    quiz: {
      passMark: 75,
      questions: [
        single('“Your mailbox is full, sign in within the hour.” You…', 'report it', 'sign in', 'delete it'),
        single('You have clicked. What now?', 'Tell the service desk at once', 'Wait and see', 'Restart'),
        multiple(
          'What gives a fake away?',
          ['An address that doesn’t fit the name', 'Haste'],
          ['A spelling mistake in your own name'],
        ),
        single('Who may ask for your password?', 'Nobody', 'The service desk', 'My manager'),
      ],
    },
  },
  {
    course: 'ITS-102',
    lessons: [
      lesson(
        'The password manager',
        'You remember **one** sentence of five words; the manager remembers the rest. It is on your computer already: open it, choose the sentence, and let it replace your old passwords one by one.',
      ),
      lesson(
        'The second factor',
        'A key in your pocket proves that it is you, also when somebody has learned your password. Register **two**: one for the key ring, one for the drawer.',
      ),
    ],
    quiz: null,
  },
  {
    course: 'ITS-130',
    lessons: [
      lesson(
        'What may go in',
        '| text | may it go in? |\n|---|---|\n| a public data sheet | yes |\n| a mail to a customer, without names | yes |\n| a drawing | **no** |\n| anything about a person | **no** |\n\nIn doubt: would you print it in the newspaper?',
      ),
      lesson(
        'What comes out',
        'It reads well, also when it is wrong. **You** sign for it. Check each figure against its source, and say in the document that a machine has helped.',
      ),
    ],
    quiz: null,
  },
  {
    course: 'COM-101',
    lessons: [
      lesson(
        'Gifts',
        'A coffee is a coffee. A watch is a question. The limit is **35 euros**, and nothing at all while a tender is open.\n\nCan’t you refuse without giving offence? Take it, and hand it to compliance on the same day.',
      ),
      lesson(
        'A missing signature',
        'The delivery is due, the second signature is missing, the colleague is on a plane. Signing in their place is **never** right. Ring the deputy; the list hangs beside each printer.',
      ),
      lesson(
        'Speaking up',
        'You may ask your manager, compliance, the works council, or the helpline, which takes no name. Whoever speaks up in good faith is protected, **also when they were wrong**.',
      ),
    ],
    quiz: {
      passMark: 66,
      questions: [
        single('A supplier sends a watch. You…', 'hand it to compliance', 'wear it', 'raffle it off'),
        single('May you sign for a colleague?', 'Never', 'In a hurry', 'With their word'),
        multiple('Whom may you ask?', ['Compliance', 'The works council'], ['The supplier']),
      ],
    },
  },
  {
    course: 'COM-110',
    certificateDays: 730,
    lessons: [
      lesson(
        'What personal data is',
        'Everything that says something about a person: a name, a number plate, a shift plan, a voice on a recording. It is personal also **when the name is left out**, as long as somebody can find out whom it is about.',
      ),
      lesson(
        'Having it, and letting it go',
        'We may have what we need for a purpose, as long as we need it:\n\n| what | how long |\n|---|---|\n| an application | six months |\n| a visitor’s entry | thirty days |\n| a payslip | ten years |\n\nA list “just in case” has no purpose. Delete it.',
      ),
    ],
    quiz: {
      passMark: 75,
      questions: [
        single(
          'Is a shift plan without names personal data?',
          'Yes, if people can be told from it',
          'No, never',
        ),
        single('How long is an application kept?', 'Six months', 'Ten years', 'For ever'),
        single('A list “just in case” is…', 'deleted', 'kept', 'sent to IT'),
        multiple('Which are personal data?', ['A number plate', 'A voice'], ['The weight of a pump']),
      ],
    },
  },
  {
    course: 'LEA-120',
    lessons: [
      lesson(
        'Five minutes at the board',
        'Stand, don’t sit. Safety first, then people, machines, orders. What the next shift **can’t change** doesn’t belong here.',
      ),
      lesson(
        'Three sentences',
        '- “This is **open**: …”\n- “Watch out for …”\n- “I would begin with …”\n\nThen ask: “What have I left out?” The best handovers end with a question from the other side.',
      ),
    ],
    quiz: null,
  },
  {
    course: 'MAC-110',
    lessons: [
      lesson(
        'The bench in hall 2',
        'Before: forty tools, of which six were used each day. After: six tools at arm’s length, the rest in a drawer with outlines.\n\nMurat, who works there: *“I looked for the 17 key for ten minutes a day. Now I look for something else to improve.”*',
      ),
      lesson(
        'What they would do differently',
        'Begin with **one** bench, and let the people who work there decide. Photograph it before. And don’t paint lines on the floor until a month has passed: the first plan is never the last.',
      ),
    ],
    quiz: null,
  },
  {
    course: 'SAL-130',
    lessons: [
      lesson(
        'Reading the notice',
        'Four dates decide: **questions** until, **offers** until, **opening**, **binding** until. Write them into the calendar of the whole team before you read on.',
      ),
      lesson(
        'The checklist',
        '1. Every page that asks for a signature has one.\n2. The prices are in the form that was sent, not in ours.\n3. The declaration on sanctions is of this year.\n4. Two people have opened the file that goes out.\n\nPoints 1 and 4 have saved us a bid each.',
      ),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('What do you do first with a notice?', 'Enter its dates', 'Ring the buyer', 'Begin to write'),
        single('In which form are prices given?', 'In the form that was sent', 'In our own', 'As you like'),
      ],
    },
  },
  {
    course: 'FIN-110',
    lessons: [
      lesson(
        'The closing days',
        '| working day | who | what |\n|---:|---|---|\n| −2 | warehouse | counts and transfers |\n| 1 | purchasing | accruals |\n| 2 | sales | credit notes |\n| 4 | controlling | comments |',
      ),
      lesson(
        'The three latest entries',
        'Freight invoices, bonuses and hours of temporary staff. All three are known **before** the month ends: enter an estimate, and correct it later.',
      ),
    ],
    quiz: null,
  },
]
