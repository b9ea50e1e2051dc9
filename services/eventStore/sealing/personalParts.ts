import type { z } from 'zod'
import { erasedValues, markedPaths } from '#events/personal.ts'

/** Marks the personal members of an object: `true`, or a tree when only parts of the member are personal. */
export interface MarkTree {
  readonly [key: string]: true | MarkTree
}

type Json = Record<string, unknown>

/** An object with these values at these paths. */
const treeOf = (leaves: readonly (readonly [path: string, value: unknown])[]): Json => {
  const root: Json = {}
  for (const [path, value] of leaves) {
    const keys = path.split('.')
    const last = keys.pop()!
    let branch = root
    for (const key of keys) branch = (branch[key] ??= {}) as Json
    branch[last] = value
  }
  return root
}

export const markTree = (schema: z.ZodType): MarkTree =>
  treeOf(markedPaths(schema, 'personal').map((path) => [path, true])) as MarkTree

/** What is read instead of the personal members once the person is forgotten, at the same places. */
export const erasedParts = (schema: z.ZodType): Json => treeOf(erasedValues(schema))

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Everybody who reads the log may read `clear`. `personal` has the other fields at the same places, or is null when
 * there are none.
 */
export interface Parts {
  clear: Json
  personal: Json | null
}

/**
 * Takes out the marked members. A null says nothing about a person and stays, so an event whose personal members are
 * all null needs no sealing.
 */
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

/**
 * Puts the personal parts back into `clear` itself. It needs no marks, so it works for types that this release does not
 * know.
 */
export const joinPersonal = (clear: Json, personal: Json): Json => {
  for (const key in personal) {
    const member = personal[key]
    const place = clear[key]
    if (isObject(member) && isObject(place)) joinPersonal(place, member)
    else clear[key] = member
  }
  return clear
}

/**
 * Puts what stands for erased members into `clear` itself. A member that is there was never sealed, and in a parent that
 * is null there was none.
 */
export const fillErased = (clear: Json, erased: Json): Json => {
  for (const [key, value] of Object.entries(erased)) {
    const place = clear[key]
    if (isObject(place) && isObject(value)) fillErased(place, value)
    else if (place === undefined) clear[key] = structuredClone(value)
  }
  return clear
}
