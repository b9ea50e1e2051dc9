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
      /** As the server is asked. */
      filter: string
      /** As the person wrote it. */
      shownAs: string
    }
