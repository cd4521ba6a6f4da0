import { useMemo, type ReactNode } from 'react'
import { tagOf } from '../words/languages.ts'
import { useLanguage } from '../words/words.ts'

type Kind = 'language' | 'region'

const CODES: Readonly<Record<Kind, string>> = {
  language:
    'af ar az be bg bn bs ca cs cy da de de-AT de-CH el en en-GB en-US es es-419 es-MX et eu fa fi fil fr fr-CA ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml mn mr ms mt my nb ne nl nn pa pl pt pt-BR pt-PT ro ru sk sl sq sr sv sw ta te th tr uk ur uz vi zh zh-CN zh-TW zu',
  region:
    'AD AE AF AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VC VE VN VU WS XK YE ZA ZM ZW',
}

/** What a tag of a language or a country's two letters stand for, in the person's language; an unknown one as it is. */
export function useNameOf(kind: Kind): (code: string | null) => string | null {
  const language = useLanguage()
  return useMemo(() => {
    const names = new Intl.DisplayNames(tagOf(language), { type: kind })
    return (code) => {
      if (code === null) return null
      try {
        return names.of(code) ?? code
      } catch {
        return code // it isn't written as one
      }
    }
  }, [kind, language])
}

/** Codes to choose from with their names, for the `list` of a field of text: another one may be typed. */
export function CodeList({ id, kind }: { readonly id: string; readonly kind: Kind }): ReactNode {
  const nameOf = useNameOf(kind)
  return (
    <datalist id={id}>
      {CODES[kind].split(' ').map((code) => (
        <option key={code} value={code} label={nameOf(code) ?? code} />
      ))}
    </datalist>
  )
}
