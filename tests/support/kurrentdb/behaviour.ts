/** What a test may ask of the double, at any time while it runs. */
export interface Behaviour {
  /** Which server it takes after, where the two that were observed differ. */
  version: '23.10.8' | '24.2.0'
  /** Bytes of one append. */
  maxAppendSize: number
  /** A live subscription that is this many events behind is dropped (23.10.8). */
  liveBuffer: number
  /** Every so many appends the subscribers have the events before the writer has its answer; 0: never. */
  deliverFirstEvery: number
  /** After so many appends an event of the server's own stands in the log; 0: never. */
  systemEventEvery: number
  /** When the second answer to an append with a bad id comes. */
  lateTimeoutMs: number
  /** This many appends are written and then their connections are cut instead of an answer. */
  loseAnswers: number
  /** This many appends are answered with an error that says "not now", and not written. */
  refuseAppends: number
  /** Nothing is answered while this is true; what comes meanwhile is answered afterwards. */
  isHolding: boolean
  /** Subscriptions are confirmed and then get nothing. */
  isMute: boolean
  /** Who may read and append; null: everybody. */
  login: { username: string; password: string } | null
  /** Where the leader is, when this node is not the leader. */
  leader: { host: string; port: number } | null
}

export const usualBehaviour: Behaviour = {
  version: '23.10.8',
  maxAppendSize: 1_048_576,
  liveBuffer: 500,
  deliverFirstEvery: 16,
  systemEventEvery: 0,
  lateTimeoutMs: 2_000,
  loseAnswers: 0,
  refuseAppends: 0,
  isHolding: false,
  isMute: false,
  login: null,
  leader: null,
}
