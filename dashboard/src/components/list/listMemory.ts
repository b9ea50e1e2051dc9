import { inject, provide, type InjectionKey } from 'vue'
import type { ListAsked } from './rowKind.ts'
import type { Selection } from './selection.ts'

/** The state of a list when the person left its page. */
export interface ListPlace {
  asked: ListAsked
  selection: Selection
  /** Id of the row the keys were on. */
  cursor: string | null
  /** Rows that were loaded. */
  loaded: number
  /** Pixels scrolled. */
  top: number
}

const memoryKey: InjectionKey<Map<string, ListPlace>> = Symbol('listMemory')

/** Lists remember their places as long as the calling component lives, which is one sign-in. */
export const provideListMemory = (): void => provide(memoryKey, new Map())

export interface ListMemory {
  /** The place in the list asked for now; undefined: it was another list, or none. */
  recall(asked: ListAsked | null): ListPlace | undefined
  keep(place: ListPlace): void
}

/** `name` tells the lists of the dashboard apart. */
export const useListMemory = (name: string): ListMemory => {
  const places = inject(memoryKey, new Map<string, ListPlace>(), false)
  return {
    recall(asked) {
      const place = places.get(name)
      const isSame = place?.asked.filter === asked?.filter && place?.asked.sort === asked?.sort
      return isSame ? place : undefined
    },
    keep: (place) => void places.set(name, place),
  }
}
