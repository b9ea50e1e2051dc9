import type { Randomness } from '#services/ambient/clock.ts'

/** An epoch unlike the one before. Drawn, not counted: two restores of one backup are two epochs. */
export const newEpoch = (before: number, random: Pick<Randomness, 'bytes'>): number => {
  const epoch = random.bytes(4).readUInt32BE()
  return epoch === 0 || epoch === before ? newEpoch(before, random) : epoch
}
