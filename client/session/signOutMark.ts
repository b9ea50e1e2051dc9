import type { Kept } from './storage/kept.ts'

/** Left by a sign-out. It forbids silent refresh in every tab until somebody signs in. */
export interface SignOutMark {
  tenant: string
  /** False while the server has not answered: the session may still be open there. */
  confirmed: boolean
  cause: 'person' | 'inactivity'
  /** Names the session to the server until it has answered; bearer tokens only. */
  refreshToken?: string | undefined
}

export interface SignOutMarks {
  read(): Promise<SignOutMark | null>
  leave(mark: SignOutMark): Promise<void>
  remove(): Promise<void>
}

export const signOutMarks = (kept: Kept, key: string): SignOutMarks => ({
  async read() {
    const mark = await kept.read<Partial<SignOutMark>>(key)
    return typeof mark?.tenant === 'string' ? (mark as SignOutMark) : null
  },
  leave: (mark) => kept.write(key, mark),
  remove: () => kept.forget(key),
})
