/**
 * The form in which names are compared: without blanks at the ends and without characters that nobody sees, composed
 * (NFC), lower case, every blank a plain one. It is stored beside the text, so that both engines compare alike whatever
 * their own idea of case is. Takes linear time; folding twice changes nothing.
 */
export function fold(text: string): string {
  if (!BEYOND_PLAIN.test(text)) return text.trim().toLowerCase()
  const seen = withoutInvisible(composed(text)).replace(BLANK, ' ').trim()
  // Composed again: what was taken out may have kept a letter from its mark, and some small letters come apart (`İ`).
  return composed(composed(seen).toLowerCase())
}

// Anything but printable ASCII. Most names have nothing of it, and this is the only look that they get.
const BEYOND_PLAIN = /[^ -~]/
const BLANK = /\s/g

// Controls, soft hyphens, zero-width and directional characters, variation selectors, fillers and the like. The blanks
// among the controls are not in it: they keep words apart.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufff9-\ufffb]/u
const SOMETHING_TO_SEE =
  /[^\p{Default_Ignorable_Code_Point}\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufff9-\ufffb\s\u2800]/u

/**
 * The text without characters that nobody sees. Those stay that change how their neighbours look: a joiner after or before
 * a virama, a non-joiner between letters that would join, a joiner within an emoji, the tags of a flag.
 */
function withoutInvisible(text: string): string {
  if (!INVISIBLE.test(text)) return text
  // Pieces, never one text that grows: to look at its end would put it together each time.
  const kept: string[] = []
  /** The last letter that was kept, and whether a virama or the base of a flag stands behind it. */
  let letter = ''
  let virama = false
  let flag = false
  /** A joiner of which only what follows tells whether it stays, and the place that is kept for it. */
  let pending = ''
  let place = 0
  for (const character of text) {
    if (character === ZWJ || character === ZWNJ) {
      const last = kept.at(-1)
      if (last === ZWJ || last === ZWNJ) continue
      if (virama) kept.push(character)
      else if (pending === '') {
        pending = character
        place = kept.push('') - 1
      }
      continue
    }
    if (INVISIBLE.test(character)) {
      if (flag && TAG.test(character)) kept.push(character)
      continue
    }
    kept.push(character)
    const isMark = MARK.test(character)
    const isVirama = isMark && VIRAMA.test(character)
    // Other marks may stand between in any order: they are put in theirs afterwards.
    if (pending !== '' && (isVirama || !isMark)) {
      if (isVirama ? pending === ZWJ : isNeeded(pending, letter, character)) kept[place] = pending
      pending = ''
    }
    virama = isMark && (virama || isVirama)
    if (isMark) continue
    letter = character
    flag = character === BLACK_FLAG
  }
  return kept.join('')
}

const ZWNJ = '\u200c'
const ZWJ = '\u200d'
const BLACK_FLAG = '\u{1f3f4}'
const TAG = /[\u{e0020}-\u{e007f}]/u
// Skin tones count as marks: they stand between a person and the joiner.
const MARK = /[\p{M}\u{1f3fb}-\u{1f3ff}]/u
// Canonical combining class 9, in the scripts of which it is one.
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0f84\u1039\u103a\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed]/u
const JOINING_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Adlam}]/u
// Arabic letters that never join what follows, and those that join nothing: a non-joiner behind them shows nowhere.
const NO_JOIN_AFTER =
  /[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0759-\u075b\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9]/u
const NO_JOIN_BEFORE = /[\u0621\u0674]/u
const PICTURE = /\p{Extended_Pictographic}/u

/** Whether a joiner between these two letters changes what one sees (after RFC 5892, A.1 and A.2, and UTS #51). */
function isNeeded(joiner: string, before: string, after: string): boolean {
  if (joiner === ZWJ) return PICTURE.test(before) && PICTURE.test(after)
  return (
    JOINING_SCRIPT.test(before) &&
    JOINING_SCRIPT.test(after) &&
    !NO_JOIN_AFTER.test(before) &&
    !NO_JOIN_BEFORE.test(after)
  )
}

// No writing piles up more marks on a letter; Unicode's own Stream-Safe Text ends a pile at 30 too (UAX #15). The two
// half-width signs are letters that become marks in NFKC.
const PILE = /[\p{M}\uff9e\uff9f]{31}/u
/** Shorter texts are composed in no time, whatever they hold. */
const SHORT = 100

/**
 * The form of a text in which each letter is one character with its marks (NFC), and where wanted also compatible
 * spellings are one (NFKC). Text with a pile of marks stays as it is: to put n of them in order takes n² steps, hours for
 * what fits into a request.
 */
export function composed(text: string, form: 'NFC' | 'NFKC' = 'NFC'): string {
  return text.length > SHORT && PILE.test(text) ? text : text.normalize(form)
}

/** Whether both engines can store the text and give it back: no U+0000, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** Length in characters (code points), which is how SQL counts too. */
export function characters(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) count--
  }
  return count
}

/** Whether nothing of the text can be seen: blanks and invisible characters. */
export function isBlank(text: string): boolean {
  return !SOMETHING_TO_SEE.test(text)
}

/** Whether the text holds a control character or a line break, which no name and no other single line has. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text)
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** Whether the text holds a character that nobody sees, blanks aside. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text)
}

/**
 * The text with everything spelled out (`\u001b`, `\n`) that a terminal would act on instead of showing it: controls, line
 * breaks, characters that turn the direction of what follows, and those that take no room, as in an address that is
 * refused for them.
 */
export function spelledOut(text: string): string {
  return ACTED_ON.test(text) ? text.replaceAll(new RegExp(ACTED_ON, 'gu'), spell) : text
}

// The joiners stay: letters of some languages need them.
const ACTED_ON =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u
// JSON spells out the C0 controls itself, and stands in lines.
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** JSON that says the same, with those characters spelled out, too, that a terminal would act on. */
export function spelledOutJson(json: string): string {
  return json.replace(LEFT_BY_JSON, spell)
}

const SPELLED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function spell(character: string): string {
  return SPELLED.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
