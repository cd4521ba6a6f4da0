/** The colour of buttons where an academy has none of its own. */
export const DEFAULT_ACCENT = '#1c5fb8'

/** A colour as `#rrggbb` in lower case; undefined: the text is none. */
export function parseColour(text: string): string | undefined {
  const [, digits] = /^#([0-9a-f]{6}|[0-9a-f]{3})$/.exec(text.trim().toLowerCase()) ?? []
  if (digits === undefined) return undefined
  return digits.length === 6 ? `#${digits}` : `#${digits.replaceAll(/./g, '$&$&')}`
}

/** Black or white, whichever can be read better on a colour. */
export function readableOn(colour: string): '#000000' | '#ffffff' {
  return contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000'
}

/** The colour itself, or the nearest darker or lighter one that can be read on the ground (4.5 to 1, WCAG 2.2). */
export function readableFor(colour: string, ground: string): string {
  const end = readableOn(ground)
  for (let step = 0; step < 20; step++) {
    const mixed = mix(colour, end, step / 20)
    if (contrast(mixed, ground) >= 4.5) return mixed
  }
  return end
}

/** How much two colours differ in brightness, from 1 to 21 (WCAG 2.2, contrast ratio). */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(linear)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix(colour: string, end: string, part: number): string {
  const to = channels(end)
  const mixed = channels(colour).map((from, at) => Math.round(from + ((to[at] ?? 0) - from) * part))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
}

/** A channel of sRGB, from 0 to 255, as light from 0 to 1. */
function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
