import { useId, type ReactNode } from 'react'
import type { CourseContent } from '../lib/api-types.ts'
import { Button } from '../ui/button.tsx'
import { FieldProblem, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import styles from './courses.module.css'

export type QuizValues = NonNullable<CourseContent['quiz']>
type Question = QuizValues['questions'][number]

const NO_QUESTION: Question = {
  text: '',
  kind: 'single',
  choices: [
    { text: '', correct: true },
    { text: '', correct: false },
  ],
}

const USUAL_PASS_MARK = 80
const FEWEST_CHOICES = 2

export const NO_QUIZ: QuizValues = { passMark: USUAL_PASS_MARK, questions: [NO_QUESTION] }

interface QuizEditorProps {
  readonly quiz: QuizValues
  /** What is wrong with a part of it: `questions/0/text`. */
  readonly problemAt: (place: string) => string | undefined
  readonly onChange: (quiz: QuizValues) => void
  readonly onRemove: () => void
}

/** The quiz at the end of a course: questions with their choices, and what passes. */
export function QuizEditor({ quiz, problemAt, onChange, onRemove }: QuizEditorProps): ReactNode {
  const { courses } = useWords()
  const { passMark, questions } = quiz
  const setQuestions = (next: readonly Question[]) => onChange({ ...quiz, questions: [...next] })
  return (
    <section aria-label={courses.quiz} className={styles.part}>
      <div className={styles.partHead}>
        <h3>{courses.quiz}</h3>
        <Button look="quiet" icon="close" isIconOnly onClick={onRemove}>
          {courses.remove(courses.quiz)}
        </Button>
      </div>
      <TextField
        label={courses.fields.passMark}
        type="number"
        min={0}
        max={100}
        value={passMark}
        problem={problemAt('passMark')}
        onChange={(event) => onChange({ ...quiz, passMark: Number(event.target.value) })}
      />
      {questions.map((question, at) => (
        <QuestionEditor
          key={at}
          question={question}
          number={at + 1}
          problemAt={(place) => problemAt(`questions/${at}/${place}`)}
          onChange={(next) => setQuestions(questions.with(at, next))}
          onRemove={questions.length > 1 ? () => setQuestions(questions.toSpliced(at, 1)) : undefined}
        />
      ))}
      <p>
        <Button icon="plus" onClick={() => setQuestions([...questions, NO_QUESTION])}>
          {courses.addQuestion}
        </Button>
      </p>
    </section>
  )
}

interface QuestionEditorProps {
  readonly question: Question
  readonly number: number
  readonly problemAt: (place: string) => string | undefined
  readonly onChange: (question: Question) => void
  readonly onRemove: (() => void) | undefined
}

function QuestionEditor({ question, number, problemAt, onChange, onRemove }: QuestionEditorProps): ReactNode {
  const { courses } = useWords()
  const { text, kind, choices } = question
  const id = useId()
  const heading = courses.question(number)
  const setChoices = (next: readonly Question['choices'][number][]) =>
    onChange({ ...question, choices: [...next] })
  const setRight = (at: number, isRight: boolean) =>
    setChoices(
      choices.map((choice, index) => {
        if (index === at) return { ...choice, correct: isRight }
        return kind === 'single' && isRight ? { ...choice, correct: false } : choice
      }),
    )
  return (
    <section aria-label={heading} className={styles.part}>
      <div className={styles.partHead}>
        <h3>{heading}</h3>
        {onRemove !== undefined && (
          <Button look="quiet" icon="close" isIconOnly onClick={onRemove}>
            {courses.remove(heading)}
          </Button>
        )}
      </div>
      <TextArea
        label={courses.fields.questionText}
        isRequired
        rows={2}
        value={text}
        problem={problemAt('text')}
        onChange={(event) => onChange({ ...question, text: event.target.value })}
      />
      <SelectField
        label={courses.fields.questionKind}
        options={Object.entries(courses.questionKinds).map(([value, label]) => ({ value, label }))}
        value={kind}
        problem={problemAt('kind')}
        onChange={(event) => onChange({ ...question, kind: event.target.value as Question['kind'] })}
      />
      <ul className={styles.choices} data-invalid={problemAt('choices') !== undefined || undefined}>
        {choices.map((choice, at) => (
          <li key={at}>
            <div className={styles.choice}>
              <input
                type={kind === 'single' ? 'radio' : 'checkbox'}
                aria-label={courses.isRight(at + 1)}
                checked={choice.correct}
                onChange={(event) => setRight(at, event.target.checked)}
              />
              <input
                type="text"
                dir="auto"
                aria-label={courses.choice(at + 1)}
                aria-required
                aria-invalid={problemAt(`choices/${at}/text`) !== undefined || undefined}
                aria-describedby={problemAt(`choices/${at}/text`) === undefined ? undefined : `${id}${at}`}
                value={choice.text}
                onChange={(event) => setChoices(choices.with(at, { ...choice, text: event.target.value }))}
              />
              {choices.length > FEWEST_CHOICES && (
                <Button
                  look="quiet"
                  icon="close"
                  isIconOnly
                  onClick={() => setChoices(choices.toSpliced(at, 1))}
                >
                  {courses.remove(courses.choice(at + 1))}
                </Button>
              )}
            </div>
            {problemAt(`choices/${at}/text`) !== undefined && (
              <FieldProblem id={`${id}${at}`}>{problemAt(`choices/${at}/text`)}</FieldProblem>
            )}
          </li>
        ))}
      </ul>
      {problemAt('choices') !== undefined && (
        <FieldProblem id={`${id}choices`}>{problemAt('choices')}</FieldProblem>
      )}
      <p>
        <Button
          look="quiet"
          icon="plus"
          onClick={() => setChoices([...choices, { text: '', correct: false }])}
        >
          {courses.addChoice}
        </Button>
      </p>
    </section>
  )
}
