/** What a template's placeholders stand for. A line with a value that is absent is left out; one with a list comes once for each. */
export type Values = Readonly<Record<string, string | readonly string[] | null>>

const placeholder = /\{\{(\w+)\}\}/g

const namesIn = (line: string): string[] => [...line.matchAll(placeholder)].map(([, name]) => name!)

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
/** On one line: neither a header nor a line of the text can be added by what somebody is called. */
export const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

const linesOf = (line: string, values: Values): Record<string, string>[] => {
  const used = namesIn(line).map((name): [string, Values[string]] => [name, values[name] ?? null])
  if (used.some(([, value]) => value === null || value.length === 0)) return []
  const most = Math.max(...used.map(([, value]) => (typeof value === 'string' ? 1 : value!.length)), 1)
  return Array.from({ length: most }, (_each, index) =>
    Object.fromEntries(used.map(([name, value]) => [name, typeof value === 'string' ? value : (value![index] ?? '')])),
  )
}

/** `shown` makes a value fit for its place. */
export const fillTemplate = (template: string, values: Values, shown: (text: string) => string): string =>
  template
    .split('\n')
    .flatMap((line) =>
      linesOf(line, values).map((each) =>
        line.replaceAll(placeholder, (_found, name: string) => shown(onOneLine(each[name]!))),
      ),
    )
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
