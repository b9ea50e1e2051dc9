/** What is wrong in the background, each told once for as long as it lasts. */
export const troubles = (onTrouble: (trouble: string) => void = () => undefined) => {
  const current = new Map<string, string>()
  return {
    /** Null: nothing any more. */
    say(source: string, trouble: string | null): void {
      if (trouble === null) return void current.delete(source)
      if (current.get(source) === trouble) return
      current.set(source, trouble)
      // What a listener throws is its own, and must not end what the guard does in the background.
      queueMicrotask(() => onTrouble(trouble))
    },
    now: (): string | null => current.values().next().value ?? null,
  }
}
