import type { Recorded } from '#events/envelope.ts'
import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import { isPolicyEvent, rulesChangedBy } from '#events/tenant/policy/rulesChanged.ts'
import type { Directory } from '#services/ports/identity.ts'

/** The text an ended person reads when nobody wrote a message, kept in memory for every tenant that has had sockets. */
export interface NeutralMessages {
  load: (tenantId: string) => Promise<void>
  /** The event types that change a text. */
  readonly wanted: readonly EventType[]
  /** Takes over a changed text from an event of the log. */
  apply: (event: Recorded<RollcallEvent>) => void
  of: (tenantId: string) => string | null
}

/** An ending must not wait for a look-up: the text is fetched when a tenant's first socket comes, and events update it. */
export const neutralMessages = (directory: Directory): NeutralMessages => {
  const messages = new Map<string, string>()
  return {
    wanted: ['PolicyChanged', 'TextsChanged'],
    async load(tenantId) {
      if (messages.has(tenantId)) return
      const tenant = await directory.tenant(tenantId)
      // An event may have brought a newer text in the meantime.
      if (tenant !== null && !messages.has(tenantId)) messages.set(tenantId, tenant.policy.texts.neutralMessage)
    },
    apply(event) {
      const texts = isPolicyEvent(event) ? rulesChangedBy(event).texts : undefined
      if (texts !== undefined) messages.set(event.tenantId, texts.neutralMessage)
    },
    of: (tenantId) => messages.get(tenantId) ?? null,
  }
}
