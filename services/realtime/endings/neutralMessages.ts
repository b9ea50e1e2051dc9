import type { Recorded } from '#events/envelope.ts'
import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Directory } from '#services/ports/identity.ts'

/** What an ended person reads when nobody wrote a message, at hand for every tenant with sockets. */
export interface NeutralMessages {
  load: (tenantId: string) => Promise<void>
  /** Types of event that change a text. */
  readonly wanted: readonly EventType[]
  /** Keeps it current from the log. */
  apply: (event: Recorded<RollcallEvent>) => void
  of: (tenantId: string) => string | null
}

/** An ending must not wait for a look-up, so the text is fetched when a socket comes and followed from then on. */
export const neutralMessages = (directory: Directory): NeutralMessages => {
  const messages = new Map<string, string>()
  return {
    wanted: ['PolicyChanged'],
    async load(tenantId) {
      if (messages.has(tenantId)) return
      const tenant = await directory.tenant(tenantId)
      // The log may have said something newer in the meantime.
      if (tenant !== null && !messages.has(tenantId)) messages.set(tenantId, tenant.policy.neutralMessage)
    },
    apply(event) {
      if (event.type === 'PolicyChanged') messages.set(event.tenantId, event.data.neutralMessage)
    },
    of: (tenantId) => messages.get(tenantId) ?? null,
  }
}
