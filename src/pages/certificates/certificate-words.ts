import { inEachLanguage } from '../language.ts'

/** The texts of certificates, on paper and on their pages. */
export const certificateWords = inEachLanguage({
  en: {
    title: 'Certificate',
    certifies: 'This is to certify that',
    completed: 'has successfully completed',
    on: (date: string) => `on ${date}`,
    score: (percent: string) => `Score: ${percent}`,
    until: (date: string) => `Valid until ${date}`,
    code: 'Verification code',
    verifyAt: 'Verify at',
    incomplete:
      'Some characters of this certificate can’t be shown here. The page named above shows it in full.',
    holder: 'Holder',
    nameErased: 'Name erased',
    passed: 'Completed',
    issued: 'Issued on',
    result: 'Score',
    expires: 'Valid until',
    forever: 'No expiry',
    valid: 'This certificate is valid.',
    expired: (date: string) => `This certificate is genuine but has expired. It was valid until ${date}.`,
    genuine: (academy: string) => `It was issued by ${academy}.`,
    openPdf: 'Open as PDF',
    verify: {
      heading: 'Verify a certificate',
      lead: 'Enter the verification code from the certificate. Spaces, dashes and capitals don’t matter.',
      act: 'Verify',
      unknown:
        'No certificate has this code. Check each character. A certificate that was withdrawn isn’t found either.',
      another: 'Verify another certificate',
      tooMany: 'Too many attempts. Wait a while, then try again.',
    },
  },
  de: {
    title: 'Zertifikat',
    certifies: 'Hiermit wird bescheinigt, dass',
    completed: 'mit Erfolg abgeschlossen hat:',
    on: (date) => `am ${date}`,
    score: (percent) => `Ergebnis: ${percent}`,
    until: (date) => `Gültig bis ${date}`,
    code: 'Prüfcode',
    verifyAt: 'Zu prüfen unter',
    incomplete:
      'Nicht alle Zeichen dieses Zertifikats lassen sich hier darstellen. Vollständig steht es auf der oben genannten Seite.',
    holder: 'Inhaber/in',
    nameErased: 'Name gelöscht',
    passed: 'Abgeschlossen',
    issued: 'Ausgestellt am',
    result: 'Ergebnis',
    expires: 'Gültig bis',
    forever: 'Unbegrenzt',
    valid: 'Dieses Zertifikat ist gültig.',
    expired: (date) => `Dieses Zertifikat ist echt, aber abgelaufen. Es war bis ${date} gültig.`,
    genuine: (academy) => `Ausgestellt wurde es von ${academy}.`,
    openPdf: 'Als PDF öffnen',
    verify: {
      heading: 'Zertifikat prüfen',
      lead: 'Geben Sie den Prüfcode ein, der auf dem Zertifikat steht. Leerzeichen, Striche und Großbuchstaben spielen keine Rolle.',
      act: 'Prüfen',
      unknown:
        'Zu diesem Code gibt es kein Zertifikat. Prüfen Sie jedes Zeichen. Auch ein zurückgezogenes Zertifikat wird nicht gefunden.',
      another: 'Ein anderes Zertifikat prüfen',
      tooMany: 'Zu viele Versuche. Warten Sie eine Weile und versuchen Sie es dann noch einmal.',
    },
  },
})
