import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mailKinds, noticeKinds } from '#events/wordLists.ts'
import { renderLetter } from '#services/notify/letters/renderLetter.ts'

const folder = resolve(import.meta.dirname, '../../../services/notify/letters/templates')
const files = globSync('*', { cwd: folder })

const values = {
  tenant: 'Acme',
  name: 'Ann Lee',
  to: 'ann@acme.test',
  link: 'https://rollcall.example/invite#token',
  until: '6 December 2026 at 05:51 UTC',
  happened: ['Chrome 142 on Windows 11, Berlin', 'Safari 26 on macOS, Oslo'],
  more: '3',
  message: null,
}

describe('a mail', () => {
  it('has a text and an HTML file for each kind, one of both for what notices share, and no other file', () => {
    const wanted = [...mailKinds, 'was-this-you'].flatMap((name) => [`${name}.html`, `${name}.txt`])
    expect(files.sort()).toEqual(['layout.html', ...wanted].sort())
  })

  it.each(mailKinds)('of kind %s fills every place and leads nowhere but to its link', (kind) => {
    const { subject, text, html } = renderLetter(kind, values)
    for (const part of [subject, text, html]) expect(part).not.toMatch(/\{\{|\}\}|undefined/)
    expect(subject).not.toMatch(/[\r\n]/)
    expect(text).toContain(values.link)
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([values.link])
  })

  it('asks at the end of every notice whether it was the person', () => {
    const endings = noticeKinds.map((kind) => renderLetter(kind, values).text.split('\n\n').slice(2))
    for (const ending of endings) expect(ending).toEqual(endings[0])
    expect(endings[0]!.at(-1)).toContain('If it was you, you need not do anything.')
  })

  it('loads nothing from anywhere', () => {
    for (const file of files)
      expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/<img|<link|<script|<iframe|url\(|@import|https?:/i)
  })

  it('leaves out a line whose value is absent, and repeats one that has a list', () => {
    const { text } = renderLetter('sign-in', { ...values, more: null })
    expect(text).toContain('- Chrome 142 on Windows 11, Berlin\n- Safari 26 on macOS, Oslo\n')
    expect(text).not.toContain('more')
    expect(renderLetter('invite', { ...values, name: '' }).text).not.toContain('Hello')
  })

  it('escapes in HTML what people typed, and keeps it on one line of text', () => {
    const typed = { ...values, tenant: 'A & <b>B</b>\r\nBcc: x@y.test', name: '"><script>alert(1)</script>' }
    const { subject, text, html } = renderLetter('password-reset', typed)
    expect(subject).toBe('Choose a new password for A & <b>B</b> Bcc: x@y.test')
    expect(text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([])
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<b>B</b>')
  })
})
