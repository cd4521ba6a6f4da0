import type { Letterhead } from '../../domain/academy/address.ts'
import type { Mail } from '../../domain/delivery/events.ts'
import { DEFAULT_ACCENT, readableOn } from '../../lib/colour.ts'
import { escapeHtml } from '../../lib/escape-html.ts'

/** A mail's parts, as passed to the mail server. */
export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The sender as shown in the mail. */
export type Look = Pick<Letterhead, 'academy' | 'accent' | 'logo'>

/** Renders a mail as plain text and as HTML. Its texts are never treated as markup, and its subject is one line. */
export function renderMail(mail: Mail, letterhead: Look): RenderedMail {
  const subject = oneLine(mail.subject)
  return { subject, text: asText(mail), html: asHtml(mail, subject, letterhead) }
}

/**
 * The text as a single header line: without control characters, and without characters that change the text direction.
 */
export function oneLine(text: string): string {
  return withoutControls(text.replace(LINE_BREAKS, ' ').replace(TURNS, '')).trim()
}

const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g

const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

function asText({ body, link }: Mail): string {
  const text = withoutControls(body.replace(LINE_BREAKS, '\n')).trimEnd()
  if (link === null) return `${text}\n`
  const action = `${oneLine(link.label)}:\n${oneLine(link.url)}\n`
  return text === '' ? action : `${text}\n\n${action}`
}

// Inline styles: mail programs drop style sheets.
function asHtml({ body, link, locale }: Mail, subject: string, look: Look): string {
  const text = escapeHtml(withoutControls(body.replace(LINE_BREAKS, '\n')).trimEnd()).replaceAll(
    '\n',
    '<br>\n',
  )
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(locale)}">`,
    `<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.5; color: #1a1a1a">',
    ...htmlHead(look),
    `<p>${text}</p>`,
    ...(link === null ? [] : htmlLink(look, escapeHtml(oneLine(link.url)), escapeHtml(oneLine(link.label)))),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function htmlHead({ academy, logo }: Look): string[] {
  const name = escapeHtml(oneLine(academy))
  if (logo === null) return [`<p style="font-weight: bold">${name}</p>`]
  // Most mail programs hide pictures by default: then the name is shown instead.
  const style = 'max-height: 48px; max-width: 240px; font-weight: bold'
  return [`<p><img src="${escapeHtml(logo)}" alt="${name}" style="${style}"></p>`]
}

function htmlLink({ accent }: Look, url: string, label: string): string[] {
  const background = accent ?? DEFAULT_ACCENT
  const button = `display: inline-block; padding: 10px 18px; border-radius: 4px; background: ${background}; color: ${readableOn(background)}; text-decoration: none`
  return [
    `<p><a href="${url}" style="${button}">${label}</a></p>`,
    // For programs that show no button, and for people who want to see where it leads.
    `<p style="font-size: 13px; color: #555555">${url}</p>`,
  ]
}

/** Removes control characters other than the tab and the line feed. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
