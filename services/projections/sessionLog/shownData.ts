import { catalogue } from '#events/catalogue.ts'
import { markedPaths } from '#events/personal.ts'

type Json = Record<string, unknown>

const hiddenPaths = new Map([...catalogue.values()].map(({ type, data }) => [type, markedPaths(data, 'hidden')]))

const without = (data: Json, [name = '', ...rest]: string[]): Json => {
  if (!(name in data)) return data
  const { [name]: member, ...others } = data
  if (rest.length === 0) return others
  return typeof member === 'object' && member !== null ? { ...others, [name]: without(member as Json, rest) } : data
}

/**
 * An event's data without the fields that never leave the server. For an unknown type we cannot know which fields those
 * are, so nothing is shown.
 */
export const shownData = (type: string, understood: boolean, data: unknown): Json =>
  understood ? (hiddenPaths.get(type) ?? []).reduce((shown, path) => without(shown, path.split('.')), data as Json) : {}
