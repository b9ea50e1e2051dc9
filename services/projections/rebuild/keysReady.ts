import type { WholeLog } from '../fold/view.ts'
import type { ViewCodec } from '../live/projectEvents.ts'

/** How many keys the keyring of a rebuild remembers: those of a batch of sessions, and those that are skipped here. */
export const keysOfRebuild = 20_000
const skipped = 5_000

/**
 * Makes keys ready, but skips those made ready lately. The codec keeps a key for longer than this set remembers it, so
 * a skipped key is still there. To ask the codec for every event would cost as much as to open it.
 */
export const keysReady = (codec: ViewCodec): WholeLog['ready'] => {
  const lately = new Set<string>()
  return async (events) => {
    const missing: { tenantId: string; subject: string }[] = []
    for (const { tenantId, subject } of events) {
      if (subject === null) continue
      const name = subject === '' ? tenantId : subject
      if (lately.has(name)) continue
      lately.add(name)
      missing.push({ tenantId, subject })
    }
    if (missing.length > 0) await codec.prepareOpen(missing)
    if (lately.size > skipped) lately.clear()
  }
}
