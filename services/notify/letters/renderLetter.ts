import { readFileSync } from 'node:fs'
import type { MailKind } from '#events/wordLists.ts'
import { escapeHtml, fillTemplate, onOneLine, type Values } from './fillTemplate.ts'

export interface Rendered {
  subject: string
  text: string
  html: string
}

const file = (name: string): string => readFileSync(new URL(`templates/${name}`, import.meta.url), 'utf8')
const part = /^\{\{> ([\w-]+)\}\}\n/gm

/** A template; a line such as `{{> was-this-you}}` stands for the file of that name that several of them share. */
const read = (name: string, ending: 'txt' | 'html'): string =>
  file(`${name}.${ending}`).replaceAll(part, (_line, shared: string) => file(`${shared}.${ending}`))

const layout = read('layout', 'html')
const contentPlace = '{{{content}}}'
const subjectMark = 'Subject: '

const templates = new Map<MailKind, { subject: string; text: string; html: string }>()

/** The files of a kind: the text's first line is the subject. */
const templateOf = (kind: MailKind) => {
  const known = templates.get(kind)
  if (known !== undefined) return known
  const [first = '', , ...rest] = read(kind, 'txt').split('\n')
  const template = { subject: first.slice(subjectMark.length), text: rest.join('\n'), html: read(kind, 'html') }
  templates.set(kind, template)
  return template
}

const plain = (text: string): string => text

/** Plain text and HTML of a mail. Every value is one line, escaped where it stands in HTML. */
export const renderLetter = (kind: MailKind, values: Values): Rendered => {
  const template = templateOf(kind)
  const subject = onOneLine(fillTemplate(template.subject, values, plain))
  const [before = '', after = ''] = layout.split(contentPlace)
  const html = [before, template.html, after].map((part) => fillTemplate(part, { ...values, subject }, escapeHtml))
  return { subject, text: fillTemplate(template.text, values, plain), html: html.join('') }
}
