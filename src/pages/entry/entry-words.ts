import { inEachLanguage } from '../language.ts'

/** The words of the ways in. */
export const entryWords = inEachLanguage({
  en: {
    name: 'E-mail address or username',
    password: 'Password',
    logIn: {
      heading: 'Log in',
      act: 'Log in',
      forgotten: 'Forgot your password?',
      wrong: 'The name or the password isn’t right.',
      tooMany: (minutes: number) =>
        `Too many attempts failed. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    },
  },
  de: {
    name: 'E-Mail-Adresse oder Benutzername',
    password: 'Passwort',
    logIn: {
      heading: 'Anmelden',
      act: 'Anmelden',
      forgotten: 'Passwort vergessen?',
      wrong: 'Der Name oder das Passwort stimmt nicht.',
      tooMany: (minutes) =>
        `Zu viele Versuche sind fehlgeschlagen. Versuchen Sie es in ${minutes} ${minutes === 1 ? 'Minute' : 'Minuten'} noch einmal.`,
    },
  },
})
