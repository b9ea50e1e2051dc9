const colours = { debug: '\u001B[2m', info: '\u001B[36m', warn: '\u001B[33m', error: '\u001B[31m' } as const
const plain = '\u001B[0m'

const colourOf = (level: unknown): string =>
  typeof level === 'string' && level in colours ? colours[level as keyof typeof colours] : ''

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const errorLines = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return ''
  const { stack, message } = error as { stack?: unknown; message?: unknown }
  const text = stack ?? message
  return typeof text === 'string' ? `\n${text.replaceAll(/^/gm, '    ')}` : ''
}

/** Makes `12:03:04.120 warn  view is behind  view=session_list seconds=4`, with the stack below it where there is one. */
export const readableLine = (jsonLine: string): string => {
  const { level, time, msg, error, ...fields } = JSON.parse(jsonLine) as Record<string, unknown>
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`)
  const clock = typeof time === 'string' ? time.slice(11, 23) : ''
  const tag = `${colourOf(level)}${String(level).padEnd(5)}${plain}`
  return `${[`${clock} ${tag} ${String(msg)}`, ...pairs].join('  ')}${errorLines(error)}\n`
}
