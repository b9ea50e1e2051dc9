interface Lookup<Value> {
  key: string
  resolve: (value: Value | undefined) => void
  reject: (error: unknown) => void
}

/**
 * Gathers look-ups by key into one statement: those of one turn of the event loop, and those that come while a statement is
 * under way. So a flood of calls costs the database little more than a few calls. A statement that fails fails its look-ups.
 */
export const gatheredLookups = <Value>(
  readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): ((key: string) => Promise<Value | undefined>) => {
  let waiting: Lookup<Value>[] = []
  let isUnderWay = false

  const answer = async (batch: readonly Lookup<Value>[]): Promise<void> => {
    try {
      const found = await readAll([...new Set(batch.map(({ key }) => key))])
      for (const { key, resolve } of batch) resolve(found.get(key))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await answer(batch)
    }
    isUnderWay = false
  }
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (isUnderWay) return
      isUnderWay = true
      setImmediate(() => void send())
    })
}
