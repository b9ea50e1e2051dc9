import type { z } from 'zod'
import { markedPaths } from '#events/personal.ts'

/** Which members of an object are personal: `true`, or a tree where only parts of the member are. */
export interface MarkTree {
  readonly [key: string]: true | MarkTree
}

export const markTree = (schema: z.ZodType): MarkTree => {
  const root: Record<string, true | MarkTree> = {}
  for (const path of markedPaths(schema, 'personal')) {
    const keys = path.split('.')
    const last = keys.pop()!
    let branch = root
    for (const key of keys) branch = (branch[key] ??= {}) as Record<string, true | MarkTree>
    branch[last] = true
  }
  return root
}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `clear` may be read by anybody who reads the log; `personal` mirrors the places of the rest, or is null when there is none. */
export interface Parts {
  clear: Json
  personal: Json | null
}

/** Takes the marked members out. A null tells nothing about a person and stays, so most events without text need no sealing. */
export const splitPersonal = (value: Json, marks: MarkTree): Parts => {
  const clear: Json = {}
  let personal: Json | null = null
  for (const key in value) {
    const member = value[key]
    const mark = marks[key]
    if (mark === undefined || member === null || member === undefined) clear[key] = member
    else if (mark === true) (personal ??= {})[key] = member
    else if (isObject(member)) {
      const parts = splitPersonal(member, mark)
      clear[key] = parts.clear
      if (parts.personal !== null) (personal ??= {})[key] = parts.personal
    } else clear[key] = member
  }
  return { clear, personal }
}

/** Puts back what `splitPersonal` took out, into `clear` itself. Needs no marks, so it works on types this release does not know. */
export const joinPersonal = (clear: Json, personal: Json): Json => {
  for (const key in personal) {
    const member = personal[key]
    const place = clear[key]
    if (isObject(member) && isObject(place)) joinPersonal(place, member)
    else clear[key] = member
  }
  return clear
}
