export type Listen<Event> = (listener: (event: Event) => void) => () => void

export interface Listeners<Event> {
  listen: Listen<Event>
  tell(event: Event): void
}

export const createListeners = <Event>(): Listeners<Event> => {
  const listeners = new Set<(event: Event) => void>()
  return {
    listen(listener) {
      // Wrapped, so that one function that listens twice is two listeners.
      const own = (event: Event) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    tell(event) {
      // A copy: who stops and listens again when told is not told again of the same.
      const all = [...listeners]
      for (const listener of all) {
        try {
          if (listeners.has(listener)) listener(event)
        } catch (error) {
          // A listener's mistake is reported, and holds up nobody else's sign-out.
          setTimeout(() => {
            throw error
          })
        }
      }
    },
  }
}
