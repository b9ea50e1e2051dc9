export type Listener = () => void

/** Who is told of changes. While there is nobody, what `follow` follows is left alone. */
export const listeners = (follow: () => Listener) => {
  const all = new Set<Listener>()
  let leave: Listener | null = null
  return {
    tell(): void {
      for (const listener of all) listener()
    },
    add(listener: Listener): Listener {
      leave ??= follow()
      all.add(listener)
      return () => {
        all.delete(listener)
        if (all.size > 0) return
        leave?.()
        leave = null
      }
    },
  }
}
