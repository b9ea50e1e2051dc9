/** What somebody wrote about a decision: `message` is for the person it is about, the rest for colleagues and auditors. */
export interface Because {
  reason: string | null
  message: string | null
  ticket: string | null
}
