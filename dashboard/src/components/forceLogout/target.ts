/** Who is to be signed out. */
export type LogoutTarget =
  | {
      kind: 'sessions'
      sessionIds: readonly string[]
      /** E-mail of the one person it is about. */
      named?: string
    }
  | {
      kind: 'filter'
      /** The filter that is sent to the server. */
      filter: string
      /** The filter as the person wrote it. */
      shownAs: string
    }
