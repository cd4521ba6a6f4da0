/** The forms of a phrase with a number; `#` stands for the number. Which of them a language needs, Intl.PluralRules says. */
export type Forms = Partial<Readonly<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }

/** A phrase with a number in it, in the form that the language has for that number. */
export function counted(language: string, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count) => (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count))
}
