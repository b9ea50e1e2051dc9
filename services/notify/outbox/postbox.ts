/** A mail as it is handed over. */
export interface Mail {
  /** The same at each attempt, so that a receiver that got it twice can tell. */
  id: string
  to: string
  subject: string
  text: string
  html: string
}

/** `refused`: the receiver will not have it, now or later. `problem`: a reply code or a word, never what a server wrote. */
export type Handed = { outcome: 'accepted' } | { outcome: 'refused' | 'postponed'; problem: string }

/** Where mails are handed over. Never rejects. */
export interface Postbox {
  hand: (mail: Mail) => Promise<Handed>
}

/** Keeps mails where the demo's people and whoever tries Rollcall can read them: nothing leaves this machine. */
export const mailboxPostbox: Postbox = { hand: async () => ({ outcome: 'accepted' }) }
