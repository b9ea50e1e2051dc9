import type { Memory } from './memory.ts'

/** Who signed in here last. It tells which tenant's cookie to refresh, and fills in the sign-in form. */
export interface LastSignIn {
  tenant: { slug: string; name: string }
  /** Forgotten when the person signs out. */
  email: string
}

const key = 'rollcall.lastSignIn'

export interface LastSignIns {
  read(): LastSignIn | null
  write(last: LastSignIn): void
  forgetPerson(): void
}

export const lastSignIns = (memory: Memory): LastSignIns => ({
  read: () => memory.read<LastSignIn>(key),
  write: (last) => memory.write(key, last),
  forgetPerson() {
    const last = memory.read<LastSignIn>(key)
    if (last !== null) memory.write(key, { ...last, email: '' })
  },
})
