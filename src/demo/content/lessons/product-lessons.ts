import { lesson, link, multiple, single, type DemoLessons } from './lesson-parts.ts'

export const productLessons: readonly DemoLessons[] = [
  {
    course: 'PRO-101',
    lessons: [
      lesson(
        'From the eye to the volute',
        'Water comes in at the **eye** of the impeller. The vanes carry it round and outward, so that it leaves the rim fast. The volute widens, the water slows down, and its speed becomes **pressure**.\n\nTry it: swing a bucket in a circle. What keeps the water in is what fills the pipe.',
      ),
      lesson(
        'Head and flow',
        '**Head** is how high a pump lifts, in metres. **Flow** is how much it moves, in cubic metres an hour. More of one is less of the other:\n\n| flow (m³/h) | head (m) | efficiency |\n|---:|---:|---:|\n| 0 | 34 | 0 % |\n| 20 | 32 | 58 % |\n| 40 | 27 | 74 % |\n| 60 | 18 | 63 % |\n\nThe best place on the curve is where the efficiency is highest.',
      ),
      lesson(
        'Cavitation',
        'Where the pressure falls too low, water boils without being hot. The bubbles collapse on the vanes with a noise **like gravel**, and each takes a little metal with it.\n\nWhat helps: a shorter suction pipe, a higher tank, a colder liquid, a slower pump.',
      ),
    ],
    quiz: {
      passMark: 60,
      questions: [
        single('Where does water enter the impeller?', 'At the eye', 'At the rim', 'At the volute'),
        single('The flow rises. What does the head do?', 'It falls', 'It rises', 'Nothing'),
        multiple(
          'What helps against cavitation?',
          ['A shorter suction pipe', 'A slower pump'],
          ['A longer suction pipe', 'Hotter water'],
        ),
      ],
    },
  },
  {
    course: 'PRO-110',
    lessons: [
      lesson(
        'The duty point',
        'Draw the **system curve**: the height that must always be overcome, and the friction that grows with the square of the flow. Where it meets the pump’s curve is the duty point.\n\nChoose the pump whose best efficiency lies within ten per cent of it. A pump that is too large is paid for every hour it runs.',
      ),
      lesson(
        'Material and seal',
        '| liquid | casing | seal |\n|---|---|---|\n| drinking water | cast iron, coated | carbon on ceramic |\n| milk | stainless steel, polished | silicon carbide, flushed |\n| hydrochloric acid | none of ours | ask the laboratory |\n\nWhen in doubt, ask for a sample. A seal costs less than a visit.',
      ),
      link('The standard for water pumps', 'https://en.wikipedia.org/wiki/EN_733'),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('Friction in a pipe grows with…', 'the square of the flow', 'the flow', 'the height'),
        single('Which casing takes milk?', 'Stainless steel, polished', 'Cast iron, coated'),
      ],
    },
  },
  {
    course: 'PRO-112',
    lessons: [],
    quiz: {
      passMark: 75,
      questions: [
        single(
          'A noise like gravel, the gauge trembles.',
          'Cavitation',
          'A worn bearing',
          'Wrong direction of rotation',
        ),
        single(
          'Half the head after an electrician was there.',
          'Wrong direction of rotation',
          'A leak',
          'Cavitation',
        ),
        single(
          'Drops below the shaft, more each day.',
          'The mechanical seal',
          'The impeller',
          'The converter',
        ),
        single('The motor trips after a minute at full flow.', 'Overload', 'Dry running', 'A blocked valve'),
      ],
    },
  },
  {
    course: 'QUA-101',
    lessons: [
      lesson(
        'One order, ten chapters',
        'The standard has ten chapters; an order passes through all of them. The customer’s wish is chapter 8, the training of the person who casts the housing chapter 7, and the look back at the end of the year chapter 9.\n\nYou needn’t know the numbers. You need to know **where your work is written down**.',
      ),
      lesson(
        'Plan, do, check, act',
        '1. **Plan** what is to come out, and how you will see it.\n2. **Do** it on one machine first.\n3. **Check** the figures of two weeks.\n4. **Act**: keep it, change it, or put it back.\n\nMost improvements fail at the third step: nobody looked.',
      ),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('Which step is most often left out?', 'Check', 'Plan', 'Do'),
        single(
          'Where is your own work written down?',
          'In the work instruction',
          'In the standard',
          'Nowhere',
        ),
      ],
    },
  },
  {
    course: 'QUA-140',
    lessons: [
      lesson(
        'Eight disciplines',
        'Team, problem, containment, root cause, correction, proof, prevention, thanks. The report is a **story with evidence**: somebody who wasn’t there must be able to follow it.',
      ),
      lesson(
        'Five whys',
        'A pump leaked at a dairy. *Why?* The seal was dry. *Why?* The flush was shut. *Why?* The valve looked open. *Why?* Its handle had been fitted the wrong way round. *Why?* **The drawing shows it from below.**\n\nThe fifth answer is something that we can change.',
      ),
    ],
    quiz: null,
  },
  {
    course: 'SER-101',
    lessons: [
      lesson(
        'Before you leave',
        'Read the history of the machine, ring the contact, check the van:\n\n- seal kit of the right size\n- multimeter, tested this year\n- your own padlock\n- two pairs of gloves',
      ),
      lesson(
        'At the gate',
        'You are a guest. Sign in, wait for the induction, ask where the assembly point is. **Their rules come on top of ours**, never instead of them.',
      ),
      lesson(
        'The report',
        'Write what you found, what you did, what remains to be done, and by whom. Then read it to the customer before they sign. One photograph of the type plate saves the next person an hour.',
      ),
    ],
    quiz: {
      passMark: 66,
      questions: [
        single(
          'Whose safety rules count at a customer’s site?',
          'Theirs and ours',
          'Ours only',
          'Theirs only',
        ),
        single(
          'When does the customer sign?',
          'After hearing the report',
          'On arrival',
          'When the invoice comes',
        ),
        multiple('What belongs in the van?', ['A padlock', 'A seal kit'], ['A spare impeller of each size']),
      ],
    },
  },
  {
    course: 'SER-191',
    certificateDays: null,
    lessons: [],
    quiz: {
      passMark: 75,
      questions: [
        single(
          'What do you do before you open a casing?',
          'Isolate, lock, release the pressure',
          'Close the valve',
          'Ring the office',
        ),
        single(
          'Which way does a Brook turn, seen from the motor?',
          'Clockwise',
          'Counter-clockwise',
          'Either',
        ),
        single('What happens to a seal that runs dry?', 'It burns within minutes', 'Nothing', 'It swells'),
        single('The customer asks for a discount. You…', 'refer them to sales', 'agree', 'refuse'),
      ],
    },
  },
  {
    course: 'SUS-101',
    lessons: [
      lesson(
        'What a pump costs',
        'Of ten euros that a pump costs in its life, one is its price, one its repairs, and **eight are electricity**.\n\nA pump of 15 kW that runs all year uses 131,400 kWh. Five per cent less is a family’s consumption for two years.',
      ),
      lesson(
        'Two ways to save',
        'With a smaller **impeller** the head falls with the square of the diameter, and the power with its cube. With a **converter** the same holds for the speed, at every hour anew.\n\nThrottling saves nothing worth the name: it turns electricity into noise.',
      ),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('What is the largest part of a pump’s cost?', 'Electricity', 'The price', 'Repairs'),
        single('The speed falls by a tenth. The power falls by about…', 'a quarter', 'a tenth', 'a half'),
      ],
    },
  },
]
