import { sessionStream } from '#events/streams.ts'
import { noticeToken } from '#services/notify/notices/noticeToken.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { LetterLinks } from '#services/notify/letters/letter.ts'
import type { ComposeNeeds } from '#services/notify/outbox/composeMail.ts'
import { mailWay, openPostbox } from '#services/notify/outbox/mailWay.ts'
import type { MailOutcome, SendNeeds } from '#services/notify/outbox/sendMails.ts'
import { linkAddress } from '#services/tenants/links/oneTimeLinks.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import type { CompositionParts } from './compositionParts.ts'

interface MailParts {
  log: Pick<EventLog, 'readAt'>
  store: Pick<EventStore, 'readStream'>
  codec: EventCodec
  tenants: Tenants
  onOutcome: (outcome: MailOutcome) => void
}

/** How this installation writes to people, as far as its settings let it. Nothing runs yet. */
export const openMails = (
  { settings, data, url, simulatedKey, surroundings, logger }: CompositionParts,
  { log, store, codec, tenants, onOutcome }: MailParts,
) => {
  const { clock } = surroundings.ambient
  const way = mailWay(settings, simulatedKey !== null)
  if (way === 'mailbox' && simulatedKey === null)
    logger.warn(
      'No mail leaves this server: operators read them in its mailbox, with links that let them in as anybody',
    )
  const noticeKey = deriveKey(data.masterKey, 'notices')
  const links: LetterLinks = {
    oneTime: (page, of) => linkAddress(url, page, tenants.linkToken(of)),
    notice: (of) => linkAddress(url, 'notice', noticeToken(noticeKey, of)),
  }
  const sessionBegan = async (tenantId: string, sessionId: string) =>
    (await store.readStream(sessionStream(tenantId, sessionId), 0, 1))[0]?.context ?? null
  // A process that has not heard of a link yet must not take its mail for outdated.
  const directory = { tenant: tenants.directory.tenant, person: tenants.personNow }
  const composing: ComposeNeeds = { log, codec, directory, links, sessionBegan, clock, leavesHere: way === 'smtp' }
  return {
    way,
    isSetUp: way !== 'off',
    composing,
    noticeKey,
    deviceKey: deriveKey(data.masterKey, 'known-devices'),
    sending: (): SendNeeds => ({
      ...composing,
      writer: data.databases.writer,
      postbox: openPostbox(settings, way, clock),
      logger,
      onOutcome,
      async note({ tenantId, userId, mailId: noticeId, kind }) {
        await tenants.commands.noteNotice({ tenantId, userId, noticeId, kind }, noticeId)
      },
    }),
  }
}
