/**
 * What a request with an Idempotency-Key holds while it is being carried out. A repeat of the key after a crash gets
 * the same ids again, so the store recognises an append that it has already stored and does not store it twice.
 */
export interface RequestClaim {
  /**
   * Answers the claim's first id, then its second, and so on: for what the request creates and the events it appends.
   */
  eventIds: () => string
  /** True: an earlier holder of the claim may have appended its events already. */
  repeated: boolean
}
