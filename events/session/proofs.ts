/** A way in which a person proved who they are: our names, or those of RFC 8176. `at`: ISO 8601. */
export interface Proof {
  method: string
  at: string
}

/** How events tell of what was proved in one go. `provedAt`: of each method, in their order; absent: all of them at `authTime`. */
export interface ToldProof {
  methods: string[]
  authTime: string
  provedAt?: string[] | undefined
}

export const proofsIn = ({ methods, authTime, provedAt }: ToldProof): Proof[] =>
  methods.map((method, index) => ({ method, at: provedAt?.[index] ?? authTime }))

/** A proof is as old as the newest of its parts: with that it was complete. */
export const toldBy = (proofs: readonly Proof[]): ToldProof => {
  const authTime = proofs.reduce((newest, { at }) => (at > newest ? at : newest), '')
  const told = { methods: proofs.map(({ method }) => method), authTime }
  return proofs.every(({ at }) => at === authTime) ? told : { ...told, provedAt: proofs.map(({ at }) => at) }
}

/** Each method once, as it was proved last. */
export const withNewer = (known: readonly Proof[], newer: readonly Proof[]): Proof[] => {
  const again = new Map(newer.map((proof) => [proof.method, proof]))
  const before = new Set(known.map(({ method }) => method))
  return [
    ...known.map((proof) => again.get(proof.method) ?? proof),
    ...newer.filter(({ method }) => !before.has(method)),
  ]
}
