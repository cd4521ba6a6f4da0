import { lesson, multiple, single, type DemoLessons } from './lesson-parts.ts'

export const safetyLessons: readonly DemoLessons[] = [
  {
    course: 'SAF-101',
    certificateDays: 365,
    lessons: [
      lesson(
        'Seven steps to zero energy',
        '1. **Prepare**: know every source of energy of the machine.\n2. **Tell** everyone who works at it.\n3. **Stop** it the way it is stopped every day.\n4. **Isolate** each source: switch, valve, plug.\n5. **Lock** each isolation point with your own padlock, and hang your tag on it.\n6. **Release** what is stored: springs, pressure, raised loads.\n7. **Try** to start it. Only when nothing moves may you reach in.',
      ),
      lesson(
        'One person, one lock, one key',
        'Every person who reaches in hangs **a lock of their own**. Nobody takes off another person’s lock.\n\n> A colleague has gone home with the key? The shift leader rings them. Cutting a lock takes two signatures and a look at the whole machine.\n\nGroup work uses the red box: the keys of the machine go in, and each person locks the box.',
      ),
    ],
    quiz: {
      passMark: 80,
      questions: [
        single('What is the last of the seven steps?', 'Try to start it', 'Hang the tag', 'Tell the team'),
        single('Who takes off your padlock?', 'I do', 'The shift leader', 'Whoever needs the machine'),
        multiple(
          'Which of these are stored energy?',
          ['A tensioned spring', 'A raised load', 'Pressure in a hose'],
          ['A padlock'],
        ),
        single(
          'Where do the keys go when a group works?',
          'Into the red box',
          'On the bench',
          'To the office',
        ),
        single(
          'The start button does nothing although nothing is locked. May you reach in?',
          'No',
          'Yes',
          'Only with gloves',
        ),
      ],
    },
  },
  {
    course: 'SAF-102',
    certificateDays: 180,
    lessons: [],
    quiz: {
      passMark: 80,
      questions: [
        single(
          'What do you do before you isolate?',
          'Tell everyone at the machine',
          'Fetch a ladder',
          'Nothing',
        ),
        single('How many locks hang when three people reach in?', 'Three', 'One', 'Two'),
        single(
          'What proves that a machine is at rest?',
          'A failed attempt to start it',
          'Silence',
          'A dark lamp',
        ),
        multiple(
          'What stands on your tag?',
          ['My name', 'The date', 'How I can be reached'],
          ['My personnel number at the bank'],
        ),
        single('How long is your authorisation good?', 'A year', 'For ever', 'A month'),
      ],
    },
  },
  {
    course: 'SAF-110',
    lessons: [
      lesson(
        'A guard that is easy to defeat',
        'People open guards because the guard is in the way of their work. Ask **why** before you ask who.\n\n| what you see | what it often means |\n|---|---|\n| a magnet on a switch | the door stops the machine too often |\n| a guard beside the machine | cleaning takes longer than planned |\n| tape over a light barrier | the barrier stands in the wrong place |',
      ),
      lesson(
        'When you find one open',
        'Stop the machine, close the guard, tell the shift leader. Then write it down in the **near-miss book**: place, time, what was open.\n\nNobody is blamed for an entry. Since the book is kept, accidents at guards have fallen from nine to two a year.',
      ),
    ],
    quiz: {
      passMark: 66,
      questions: [
        single(
          'You find an interlock bridged by a magnet. What first?',
          'Stop the machine',
          'Take a photograph',
          'Look away',
        ),
        single('Where is it written down?', 'In the near-miss book', 'Nowhere', 'On the guard'),
        single(
          'A guard is defeated again and again. Whose fault is it?',
          'The design’s',
          'The operator’s',
          'Nobody’s',
        ),
      ],
    },
  },
  {
    course: 'SAF-120',
    lessons: [
      lesson(
        'Nine pictograms',
        'A red diamond tells **what** can hurt you, the signal word **how much**: *Danger* is more than *Warning*.\n\n- flame: catches fire\n- flame over circle: makes other things burn\n- corrosion: eats skin and metal\n- skull: poisons in small amounts\n- exclamation mark: irritates\n\nThe other four hang beside the store for solvents.',
      ),
      lesson(
        'Three sections for an emergency',
        'A safety data sheet has sixteen sections. When something has happened you need three:\n\n1. **Section 4**: first aid\n2. **Section 5**: fighting a fire\n3. **Section 6**: a spill\n\nThe sheets of your hall are in the blue folder, and on the tablet beside it.',
      ),
    ],
    quiz: {
      passMark: 66,
      questions: [
        single('Which word warns of more?', 'Danger', 'Warning'),
        single('Somebody has swallowed a cleaner. Which section?', '4', '6', '11'),
        single('What does the skull mean?', 'Poisons in small amounts', 'Burns skin', 'Pollutes water'),
      ],
    },
  },
  {
    course: 'SAF-131',
    certificateDays: 365,
    lessons: [],
    quiz: {
      passMark: 75,
      questions: [
        single(
          'Where is the load when you drive?',
          'Low, tilted back',
          'High, so that you see',
          'At the height of your eyes',
        ),
        single(
          'You drive down a ramp with a load. Where does it point?',
          'Uphill',
          'Downhill',
          'To the side',
        ),
        single(
          'Somebody steps between the forks. What do you do?',
          'Stop and lower the load',
          'Sound the horn',
          'Drive around',
        ),
        multiple(
          'When do you take the key out?',
          ['When I leave the seat', 'When I refuel'],
          ['At each stop'],
        ),
      ],
    },
  },
  {
    course: 'SAF-171',
    lessons: [
      lesson(
        'Noticing',
        'You know your colleagues better than any test does. What has **changed** in the last weeks?\n\n- somebody comes late who never did\n- somebody makes mistakes in work they know well\n- somebody doesn’t eat with the others any more\n\nOne sign says little. Three of them are a reason to talk.',
      ),
      lesson(
        'Beginning to talk',
        'Choose a quiet place and a moment without haste. Say what you have seen, not what you think it means:\n\n> “You have stayed behind three times this week. How are you?”\n\nThen **wait**. You needn’t solve anything. Offer to go along to the health nurse or to ring the helpline on the back of your badge, day and night.',
      ),
    ],
    quiz: null,
  },
]
