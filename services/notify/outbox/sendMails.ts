import type { Clock } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { composeMail, type ComposeNeeds } from './composeMail.ts'
import { isNotice } from '#events/wordLists.ts'
import {
  type ClaimedMail,
  claimMails,
  markNoted,
  noticesToNote,
  postponeMail,
  type SentNotice,
  settleMail,
} from './mailRows.ts'
import type { Handed, Mail, Postbox } from './postbox.ts'

export type MailOutcome = 'sent' | 'postponed' | 'failed' | 'dropped'

export interface SendNeeds extends ComposeNeeds {
  writer: Queryable
  postbox: Postbox
  clock: Clock
  logger: Logger
  /** For metrics. */
  onOutcome: (outcome: MailOutcome) => void
  /** Has the log say that a notice was sent; must bear being called again. */
  note: (notice: SentNotice) => Promise<void>
}

const atOnce = 4
const notedAtOnce = 100
/** Longer than handing over can take. */
const claimSeconds = 300
/** Longer than noting a notice takes. */
const noteAfterSeconds = 30
const firstPauseSeconds = 60
const longestPauseSeconds = 4 * 3_600
const givenUpAfterMs = 3 * 24 * 3_600_000

/** One minute, two, four, up to four hours. */
export const pauseSeconds = (attempts: number): number =>
  Math.min(firstPauseSeconds * 2 ** (attempts - 1), longestPauseSeconds)

type Settled = { outcome: MailOutcome; problem: string | null }

const settledAs = ({ clock }: Pick<SendNeeds, 'clock'>, mail: ClaimedMail, handed: Handed): Settled => {
  if (handed.outcome === 'accepted') return { outcome: 'sent', problem: null }
  const isOver = handed.outcome === 'refused' || clock.now() - Date.parse(mail.askedAt) > givenUpAfterMs
  return { outcome: isOver ? 'failed' : 'postponed', problem: handed.problem }
}

const unsent = {
  outdated: { outcome: 'dropped', problem: null },
  late: { outcome: 'failed', problem: 'late' },
} as const

/** Composes and hands over; whatever goes wrong before a server has answered may pass. */
const hand = async (needs: SendNeeds, claimed: ClaimedMail): Promise<Settled> => {
  const composed = await composeMail(needs, claimed).catch((error: unknown): Handed & { error: unknown } => ({
    outcome: 'postponed',
    problem: error instanceof Error ? error.name : 'unknown',
    error,
  }))
  if (typeof composed === 'string') return unsent[composed]
  if ('outcome' in composed) return settledAs(needs, claimed, composed)
  return settledAs(needs, claimed, await needs.postbox.hand(composed satisfies Mail))
}

const noteSent = async ({ writer, note }: SendNeeds, notice: SentNotice): Promise<void> => {
  await note(notice)
  await markNoted(writer, notice)
}

/**
 * Claim, hand over, mark: whoever dies before the server has accepted leaves a mail that is sent later, whoever dies between that
 * and the mark leaves one that is sent again with the same Message-ID (docs/decisions/0062).
 */
const sendOne = async (needs: SendNeeds, claimed: ClaimedMail): Promise<void> => {
  const { writer, logger, onOutcome } = needs
  const { outcome, problem } = await hand(needs, claimed)
  if (outcome === 'postponed') {
    const seconds = pauseSeconds(claimed.attempts)
    await postponeMail(writer, claimed, { problem: problem ?? 'unknown', seconds })
  } else await settleMail(writer, claimed, { state: outcome, problem })
  // After the mark: if this fails, no second copy goes out for it, and `noteAgain` makes up for it.
  if (outcome === 'sent' && isNotice(claimed.kind)) await noteSent(needs, claimed)
  onOutcome(outcome)
  const { tenantId, mailId, kind, attempts } = claimed
  const fields = { tenantId, mailId, kind, attempts, problem }
  if (outcome === 'failed') logger.warn('a mail could not be delivered', fields)
  else if (outcome === 'postponed') logger.warn('a mail is tried again later', fields)
  else logger.info(outcome === 'sent' ? 'a mail was sent' : 'a mail was no longer of use', fields)
}

/** Sends what is due. Answers how many mails it took. */
export const sendMails = async (needs: SendNeeds): Promise<number> => {
  const claimed = await claimMails(needs.writer, { limit: atOnce, claimSeconds })
  await Promise.all(
    claimed.map((mail) =>
      sendOne(needs, mail).catch((error: unknown) =>
        needs.logger.error('what became of a mail could not be written down', { mailId: mail.mailId, error }),
      ),
    ),
  )
  return claimed.length
}

/** Has the log say of notices that they were sent, where the process that sent them died before it did. */
export const noteAgain = async (needs: SendNeeds): Promise<void> => {
  const { writer, logger } = needs
  for (const notice of await noticesToNote(writer, { limit: notedAtOnce, afterSeconds: noteAfterSeconds }))
    await noteSent(needs, notice).catch((error: unknown) =>
      logger.warn('the log could not say that a notice was sent; trying again', { mailId: notice.mailId, error }),
    )
}
