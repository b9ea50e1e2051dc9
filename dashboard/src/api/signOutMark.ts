import type { Memory } from './memory.ts'

/** Left by a sign-out. It forbids silent refresh in every tab until somebody signs in. */
export interface SignOutMark {
  tenant: string
  /** False while the server has not answered: the session may still be open there. */
  confirmed: boolean
}

const key = 'rollcall.signedOut'

export interface SignOutMarks {
  read(): SignOutMark | null
  leave(mark: SignOutMark): void
  remove(): void
}

export const signOutMarks = (memory: Memory): SignOutMarks => ({
  read: () => memory.read<SignOutMark>(key),
  leave: (mark) => memory.write(key, mark),
  remove: () => memory.forget(key),
})
