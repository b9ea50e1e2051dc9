/** One thing that a policy says. */
export interface PolicyLine {
  name: string
  /** A list is a set of values: its order says nothing. */
  value: string | readonly string[]
}

/** What a change of a policy says otherwise. `from` null: it is new; `to` null: it is gone. */
export type ChangedLine =
  | { name: string; from: string | null; to: string | null }
  | { name: string; added: readonly string[]; removed: readonly string[] }

const missingIn = (values: readonly string[], others: readonly string[]) =>
  values.filter((value) => !others.includes(value))

/** Null: both say the same. */
const changedLine = (name: string, from: PolicyLine['value'], to: PolicyLine['value']): ChangedLine | null => {
  if (typeof from === 'string' || typeof to === 'string') {
    const [before, after] = [lineWords(from), lineWords(to)]
    return before === after ? null : { name, from: before, to: after }
  }
  const [added, removed] = [missingIn(to, from), missingIn(from, to)]
  return added.length === 0 && removed.length === 0 ? null : { name, added, removed }
}

/** A set in one text. */
export const lineWords = (value: PolicyLine['value']): string => {
  if (typeof value === 'string') return value
  return value.length === 0 ? 'none' : value.join(', ')
}

/** What differs between two policies, or two states of a section: what is new or otherwise in the order of `to`, then what is gone. */
export const changedLines = (from: readonly PolicyLine[], to: readonly PolicyLine[]): ChangedLine[] => {
  const before = new Map(from.map(({ name, value }) => [name, value]))
  const after = new Set(to.map(({ name }) => name))
  const kept = to.flatMap(({ name, value }) => {
    const old = before.get(name)
    const line = old === undefined ? { name, from: null, to: lineWords(value) } : changedLine(name, old, value)
    return line === null ? [] : [line]
  })
  const gone = from.filter(({ name }) => !after.has(name))
  return [...kept, ...gone.map(({ name, value }) => ({ name, from: lineWords(value), to: null }))]
}
