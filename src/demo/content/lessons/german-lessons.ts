import { lesson, multiple, single, type DemoLessons } from './lesson-parts.ts'

export const germanLessons: readonly DemoLessons[] = [
  {
    course: 'SAF-103',
    certificateDays: 365,
    lessons: [
      lesson(
        'Sieben Schritte',
        '1. **Vorbereiten**: alle Energiequellen kennen\n2. **Informieren**: alle, die an der Maschine arbeiten\n3. **Abschalten** wie jeden Tag\n4. **Trennen**: Schalter, Ventil, Stecker\n5. **Sichern** mit dem eigenen Schloss\n6. **Entspannen**: Federn, Druck, gehobene Lasten\n7. **Prüfen**: Die Maschine darf nicht anlaufen.',
      ),
      lesson(
        'Ein Mensch, ein Schloss',
        'Jeder hängt **sein eigenes Schloss** ein, und nur er nimmt es wieder ab. Ist jemand mit dem Schlüssel nach Hause gegangen, ruft die Schichtleitung an. Ein Schloss aufzuschneiden braucht zwei Unterschriften.',
      ),
    ],
    quiz: {
      passMark: 75,
      questions: [
        single('Was kommt zuletzt?', 'Prüfen', 'Sichern', 'Informieren'),
        single('Wer nimmt Ihr Schloss ab?', 'Ich selbst', 'Die Schichtleitung', 'Wer die Maschine braucht'),
        multiple('Was ist gespeicherte Energie?', ['Eine gehobene Last', 'Druck'], ['Ein Schloss']),
        single('Wie viele Schlösser hängen bei drei Leuten?', 'Drei', 'Eines', 'Zwei'),
      ],
    },
  },
  {
    course: 'COM-111',
    certificateDays: 730,
    lessons: [
      lesson(
        'Was personenbezogen ist',
        'Alles, was etwas über einen Menschen sagt: ein Name, ein Kennzeichen, ein Schichtplan, eine Stimme. Auch **ohne Namen**, solange sich herausfinden lässt, wer gemeint ist.',
      ),
      lesson(
        'Haben und löschen',
        '| was | wie lange |\n|---|---|\n| Bewerbung | sechs Monate |\n| Besuchereintrag | dreißig Tage |\n| Lohnabrechnung | zehn Jahre |\n\nEine Liste „für alle Fälle“ hat keinen Zweck. Löschen Sie sie.',
      ),
    ],
    quiz: {
      passMark: 66,
      questions: [
        single('Wie lange wird eine Bewerbung aufbewahrt?', 'Sechs Monate', 'Zehn Jahre', 'Für immer'),
        single('Ist ein Kennzeichen personenbezogen?', 'Ja', 'Nein'),
        multiple('Was gehört gelöscht?', ['Eine Liste „für alle Fälle“'], ['Die Lohnabrechnung vom Vorjahr']),
      ],
    },
  },
  {
    course: 'MAC-120',
    lessons: [
      lesson(
        'Reihenfolge und Schmierung',
        'Flansche werden **über Kreuz** angezogen, in drei Stufen: 30, 70 und 100 Prozent. Eine geölte Schraube braucht weniger Drehmoment als eine trockene:\n\n| Schraube | trocken | geölt |\n|---|---:|---:|\n| M8 | 25 Nm | 20 Nm |\n| M12 | 85 Nm | 70 Nm |\n| M16 | 210 Nm | 170 Nm |',
      ),
      lesson(
        'Der Drehmomentschlüssel',
        'Nach der Arbeit auf den **kleinsten Wert** zurückstellen, sonst ermüdet die Feder. Wer ihn fallen lässt, gibt ihn zum Kalibrieren.',
      ),
    ],
    quiz: {
      passMark: 50,
      questions: [
        single('In wie vielen Stufen wird angezogen?', 'In drei', 'In einer', 'In fünf'),
        single('Wie wird der Schlüssel weggelegt?', 'Auf dem kleinsten Wert', 'Auf dem letzten Wert'),
      ],
    },
  },
]
